"""The floor of recording: the same interactions, served and called, and no file written."""

import os

os.environ["PACT_DO_NOT_TRACK"] = "true"

from pact import Pact
from test_record import test_get_item

for number in range(1, int(os.environ["COUNT"]) + 1):
    test_get_item(Pact("bench-client", "bench-service"), number)
