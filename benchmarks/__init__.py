"""How fast contracts are recorded and verified, beside the pattern that pact-python documents: `make bench`.

Every figure is a whole process, measured from outside; both patterns run the same tests, service and states, in turn,
in one session on one machine. Seconds differ from machine to machine and from hour to hour: read the ratios.
"""
