"""What an interaction is read in: parts, each with a first line, named values and a body."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from pact_harness.book.lines import Block
from pact_harness.results.verification_result import Mismatch

PHRASES: Mapping[int, str] = {status.value: status.phrase for status in HTTPStatus}


@dataclass(frozen=True)
class Named:
    """A header, a parameter, a piece of metadata, or the status, with its rule."""

    name: str
    value: str
    rule: str = ""
    got: Sequence[Mismatch] = ()


@dataclass(frozen=True)
class Part:
    """What is sent or answered: ``line`` comes first (method and path, or a status); ``note`` says what is missing."""

    label: str
    line: Named
    named: Sequence[Named] = ()
    body: Block | None = None
    note: str = ""


def at(place: str, mismatches: Sequence[Mismatch]) -> list[Mismatch]:
    """The mismatches that were found at a place such as ``status`` or ``header Location``."""
    return [one for one in mismatches if one.place.lower() == place.lower()]


def status_in_words(status: object) -> str:
    """``404 Not Found``."""
    if not isinstance(status, int):
        return "any status"
    phrase = PHRASES.get(status, "")
    return f"{status} {phrase}".strip()


def size(text: str) -> str:
    """How many bytes base64 holds."""
    try:
        return f"{len(base64.b64decode(text)):,}"
    except ValueError:
        return "unknown"
