"""The settings: environment variables, each read by its own name."""

from collections.abc import Mapping
from dataclasses import dataclass

DEFAULT_DATABASE_URL = "sqlite:///build/users.db"
DEFAULT_PORT = "8000"
MAX_WAIT_MS = 30_000


@dataclass(frozen=True)
class Settings:
    """PROVIDER_DATABASE_URL, PROVIDER_ADMIN_TOKEN and PROVIDER_MAX_WAIT_MS; an empty one is none.

    `max_wait` is in seconds.
    """

    database_url: str
    admin_token: str
    max_wait: float

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> "Settings":
        """The settings of *environ*, which may hold what others call PROVIDER_…. Raises ValueError for a bad one."""
        return cls(
            database_url=environ.get("PROVIDER_DATABASE_URL") or DEFAULT_DATABASE_URL,
            admin_token=_token(environ.get("PROVIDER_ADMIN_TOKEN") or ""),
            max_wait=_milliseconds(environ.get("PROVIDER_MAX_WAIT_MS") or str(MAX_WAIT_MS)) / 1000,
        )


def port(text: str) -> int:
    """The number of a port; PROVIDER_PORT is read by the command line alone. Raises ValueError."""
    if not (text.isascii() and text.isdecimal() and len(text) < 6 and int(text) < 2**16):
        raise ValueError(f"expected a port from 0 to 65535, got {text!r}")
    return int(text)


def _token(text: str) -> str:
    # Spaces around it would be lost on the way, and a control character ends a header.
    if text != text.strip() or any(ord(char) < 32 or ord(char) == 127 for char in text):
        raise ValueError("PROVIDER_ADMIN_TOKEN: expected text without spaces around it or control characters")
    return text


def _milliseconds(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 6 and int(text) <= MAX_WAIT_MS):
        raise ValueError(f"PROVIDER_MAX_WAIT_MS: expected milliseconds from 0 to {MAX_WAIT_MS}, got {text!r}")
    return int(text)
