"""Both halves of the harness: `pytest_plugins = ("harness.plugin",)` in the topmost conftest.py."""

pytest_plugins = ("harness.recording", "harness.verifying")
