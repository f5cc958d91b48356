"""What every test needs before pact is imported; an IDE's play button runs no make, so it is set here too."""

import os

os.environ["PACT_DO_NOT_TRACK"] = "true"  # the core of Pact counts its users; this counts only as exactly `true`
for name in ("NO_PROXY", "no_proxy"):
    os.environ[name] = "127.0.0.1,localhost"

pytest_plugins = ["harness.plugin"]
