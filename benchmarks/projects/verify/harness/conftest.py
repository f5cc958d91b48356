"""Verifying by the harness."""

pytest_plugins = ["harness.plugin"]
