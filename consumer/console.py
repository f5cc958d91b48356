"""What the command lines of both consumers share: exit codes, hints, and text that is safe to show."""

import io
import logging
import sys

from consumer.errors import ContractError, RejectedError, UnavailableError, UserClientError, UserNotFoundError

EXIT_CODES: dict[type[UserClientError], int] = {
    UserNotFoundError: 3,
    RejectedError: 4,
    UnavailableError: 5,
    ContractError: 6,
}
HINT = "Is it running? `make serve` starts it. If it is at another address, use --url.\n"
DEFAULT_URL = "http://127.0.0.1:8000"
ABOUT_URL = f"where user-service is ({DEFAULT_URL})"


def prepare() -> None:
    """Show errors alone, and whatever the terminal cannot show as escapes."""
    logging.basicConfig(level=logging.ERROR, format="%(message)s")  # that a call was repeated is no news to a person
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a name may hold what the terminal cannot show


def printable(text: str) -> str:
    """`text` for a terminal, which would obey the control characters that a response may hold."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def explained(error: Exception) -> str:
    """What went wrong, and what to do about it where that is known."""
    return f"error: {printable(str(error))}\n" + (HINT if isinstance(error, UnavailableError) else "")
