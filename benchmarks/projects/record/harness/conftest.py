"""Recording by the harness."""

pytest_plugins = ["pact_harness.plugin"]
