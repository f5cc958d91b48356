"""Which mutations one interaction has: each status, header and leaf once left out, once another value.

Another value keeps its type, and its looks where that is easy: "Alice" becomes "Blice", 2020-01-01 becomes 3020-01-01.
A status cannot be left out; it is replaced by one that says the opposite (a refusal for a success).
"""

import base64
import json
from collections.abc import Iterator, Mapping
from typing import Any

from pact_harness.checks.necessity.response import Mutation
from pact_harness.pactfile.json_diff import NOTHING
from pact_harness.pactfile.path_expressions import Path

Json = Mapping[str, Any]
REFUSED, FINE = 400, 200
LAST = "9fFzZ"  # a hexadecimal digit stays one


def mutations(interaction: Json) -> Iterator[tuple[Mutation, ...]]:
    """The mutations of each value that the provider must send: without it first. *interaction* is JSON of version 4."""
    if interaction["type"] == "Synchronous/HTTP":
        response = interaction["response"]
        status = response.get("status", FINE)
        yield (Mutation("status", (), FINE if status >= REFUSED else REFUSED),)
        for name, values in response.get("headers", {}).items():
            yield _both("header", (name.lower(),), _first(values))
        yield from _of_body(response.get("body"))
    elif interaction["type"] == "Asynchronous/Messages":
        for name, value in interaction.get("metadata", {}).items():
            if name != "contentType":  # pact writes it, whether the test asked for it or not
                yield _both("metadata", (name,), value)
        yield from _of_body(interaction.get("contents"))


def _first(values: Any) -> Any:
    return values[0] if isinstance(values, list) else values


def _of_body(body: Json | None) -> Iterator[tuple[Mutation, ...]]:
    if not body or "content" not in body:
        return
    content = body["content"]
    if is_json(body):
        for path, value in leaves(content):
            yield _both("body", path, value)
    else:
        data = base64.b64decode(content) if body.get("encoded") else str(content).encode()
        yield Mutation("body", (), NOTHING), Mutation("body", (), _other_bytes(data))


def is_json(body: Json) -> bool:
    return "json" in str(body.get("contentType", "")) and not body.get("encoded")


def leaves(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Each value that holds no others, and each empty list or object, with its path."""
    if isinstance(value, dict) and value:
        for name, inside in value.items():
            yield from leaves(inside, (*path, name))
    elif isinstance(value, list) and value:
        for index, inside in enumerate(value):
            yield from leaves(inside, (*path, index))
    else:
        yield path, value


def _both(part: Any, path: Path, value: Any) -> tuple[Mutation, ...]:
    other = another(value)
    if part == "body" and not path:
        other = json.dumps(other).encode()
    return Mutation(part, path, NOTHING), Mutation(part, path, other)


def another(value: Any) -> Any:
    """Another value of its type; null has no other, so a text stands in."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    if isinstance(value, str):
        return _other_text(value)
    if isinstance(value, list):
        return ["another"]
    return {"another": "value"} if isinstance(value, dict) else "another"


def _other_text(text: str) -> str:
    """The first letter or digit is the next one, or of the last of its kind the one before."""
    at = next((index for index, character in enumerate(text) if character.isascii() and character.isalnum()), None)
    if at is None:
        return f"{text}another"
    return text[:at] + chr(ord(text[at]) + (-1 if text[at] in LAST else 1)) + text[at + 1 :]


def _other_bytes(data: bytes) -> bytes:
    return bytes([data[0] ^ 1]) + data[1:] if data else b"another"
