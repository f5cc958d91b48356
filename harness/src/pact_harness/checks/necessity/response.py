"""What the provider sends, an HTTP answer or a message, and single mutations of it."""

import json
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any, Literal

from pact_harness.pactfile.json_diff import NOTHING
from pact_harness.pactfile.path_expressions import Path, show

Part = Literal["status", "header", "metadata", "body"]
Named = tuple[tuple[str, Any], ...]


@dataclass(frozen=True)
class Response:
    """``named`` are an answer's headers or a message's metadata; a message has no ``status``."""

    status: int | None
    named: Named
    body: bytes


@dataclass(frozen=True)
class Mutation:
    """Another value, or NOTHING, at a place of one part; a header's or metadata's ``path`` is its name."""

    part: Part
    path: Path
    value: Any

    @property
    def place(self) -> str:
        if self.part == "body":
            return show(self.path)
        return "the status" if self.part == "status" else f"{self.part} {self.path[0]}"

    @property
    def is_without(self) -> bool:
        """Whether it leaves the value out; a status cannot be left out, so its opposite counts."""
        return self.part == "status" or self.value is NOTHING

    def applied(self, answer: Response) -> Response:
        """*answer* with this mutation; as it is where it does not have the place."""
        if self.part == "status":
            return replace(answer, status=self.value)
        if self.part == "body":
            return replace(answer, body=self._body(answer.body))
        return replace(answer, named=self._named(answer.named))

    def _named(self, named: Named) -> Named:
        meant = [
            name for name, _ in named if name.lower() == str(self.path[0]).lower()
        ]  # spelt as it is: metadata is a dict
        rest = tuple(pair for pair in named if pair[0] not in meant)
        return rest if self.value is NOTHING or not meant else (*rest, (meant[0], self.value))

    def _body(self, body: bytes) -> bytes:
        if not self.path and isinstance(self.value, bytes):
            return self.value
        if not self.path and self.value is NOTHING:
            return b""
        return json.dumps(put(json.loads(body), self.path, self.value)).encode()


@dataclass(frozen=True)
class AddedFields:
    """Fields that no contract asks for, by the object that they go into."""

    fields: Mapping[Path, Mapping[str, Any]]

    def applied(self, answer: Response) -> Response:
        document = json.loads(answer.body)
        for path, fields in self.fields.items():
            for name, value in fields.items():
                document = put(document, (*path, name), value)
        return replace(answer, body=json.dumps(document).encode())


def put(document: Any, path: Path, value: Any) -> Any:
    """A copy of *document* with *value* at *path*, or without what is there."""
    if not path:
        return value
    copied = holder = deepcopy(document)
    for step in path[:-1]:
        holder = holder[step]
    if value is NOTHING:
        del holder[path[-1]]
    else:
        holder[path[-1]] = value
    return copied
