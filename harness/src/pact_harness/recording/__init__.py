"""The consumer's half: what passing tests record becomes contracts."""
