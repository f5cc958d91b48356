"""Where two JSON values differ, place by place, in the words that people use for an interaction's parts."""

import json
from collections.abc import Iterator
from typing import Any

from pact_harness.pactfile.path_expressions import Path, show
from pact_harness.pactfile.readable_text import shorten

NOTHING = object()
Difference = tuple[Path, Any, Any]
BODIES = {("request", "body", "content"), ("response", "body", "content"), ("contents", "content")}


def differences(one: Any, other: Any, path: Path = ()) -> Iterator[Difference]:
    """Each place with what is there in the one and in the other; NOTHING where it is in one alone."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key in sorted({*one, *other}):
            yield from differences(one.get(key, NOTHING), other.get(key, NOTHING), (*path, key))
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for index, pair in enumerate(zip(one, other, strict=True)):
            yield from differences(*pair, (*path, index))
    elif type(one) is not type(other) or one != other:  # to Python 1, 1.0 and True are equal
        yield path, one, other


def place(path: Path) -> str:
    """``the response's $.id`` for what the file has at ``$.response.body.content.id``."""
    for body in BODIES:
        if path[: len(body)] == body:
            return f"the {'message' if body[0] == 'contents' else body[0]}'s {show(path[len(body) :])}"
    return show(path).removeprefix("$.")


def words(value: Any) -> str:
    """A value as JSON on one line, shortened; ``nothing`` where there is none."""
    if value is NOTHING:
        return "nothing"
    return shorten(json.dumps(value, ensure_ascii=False, sort_keys=True), 100)
