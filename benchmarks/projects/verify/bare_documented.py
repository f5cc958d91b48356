"""The documented pattern without pytest: one Verifier over a directory, states set up by functions."""

import os

from test_contract import test_contract

os.environ["PACT_DO_NOT_TRACK"] = "true"
test_contract()
