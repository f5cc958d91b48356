"""Verifying by the harness."""
