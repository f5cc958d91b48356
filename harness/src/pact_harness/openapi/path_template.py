"""What an endpoint is called where no document names it: its path, with what tells one thing from another left out."""

import re

# a number, a UUID, a long hexadecimal
IDENTIFIER = re.compile(
    r"(?<=/)(?:\d+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{16,})(?=[/.?\s]|$)", re.IGNORECASE
)


def endpoint_name(method: str, path: str) -> str:
    """``GET /users/{…}`` for a request for the user 1."""
    return f"{method} {IDENTIFIER.sub('{…}', path)}"
