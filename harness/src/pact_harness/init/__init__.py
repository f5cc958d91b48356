"""``pact-harness init``: what a project is, which files it lacks, and their text."""
