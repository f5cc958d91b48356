"""What a Pact Broker adds (https://docs.pact.io/pact_broker): contracts and results that travel between repositories.

Nothing of a broker is made anew here: its official command line and pact-python's Verifier do the work, configured by
the variables that all of Pact's clients read, PACT_BROKER_BASE_URL and the others.
"""
