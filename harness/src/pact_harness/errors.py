"""The error of a command line: what was asked for cannot be done."""


class UsageError(Exception):
    """What the user asked for cannot be done; the message says why, and what to do instead."""
