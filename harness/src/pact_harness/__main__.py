"""``python -m pact_harness`` is ``pact-harness``."""

import sys

from pact_harness.cli import main

if __name__ == "__main__":
    sys.exit(main())
