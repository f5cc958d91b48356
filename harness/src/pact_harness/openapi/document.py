"""The fields of a provider's answers by name, from its OpenAPI document.

A field is named after the schema that holds it (``User.email``), so that it is one field wherever it is answered;
one of a schema without a name is named after its operation (``GET /users.next``).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from pact_harness.openapi.api import Api, Content
from pact_harness.openapi.document_files import DocumentFiles, Location, OpenApiError, as_object, read_files, target_of

__all__ = ["Answer", "Document", "OpenApiError", "Place", "read_openapi"]

Schema = Mapping[str, Any]
TOGETHER = ("allOf", "oneOf", "anyOf")
NOWHERE = Location("", ())


@dataclass(frozen=True)
class Place:
    """A schema and the name that its fields are called by."""

    owner: str
    schema: Schema
    location: Location = NOWHERE


@dataclass(frozen=True)
class Answer:
    """What one operation answers with one status (``200``, ``4XX``, ``default``)."""

    method: str
    template: str
    status: str
    place: Place


class Document:
    """An OpenAPI document; ``raw`` as parsed, ``files`` with those that it refers to, ``api`` its operations."""

    def __init__(self, raw: Schema, files: DocumentFiles | None = None) -> None:
        self.raw = raw
        self.files = files or DocumentFiles.of(raw)
        self.api = Api(self.files)
        self.title = self.files.title

    @cached_property
    def answers(self) -> list[Answer]:
        return [
            Answer(operation.method, operation.template, response.status, self.place(operation.name, content))
            for operation in self.api.operations
            for response in operation.responses
            for content in response.contents
            if content.schema and "json" in content.media_type
        ]

    def place(self, owner: str, content: Content) -> Place:
        """A body's schema."""
        return self._resolve(owner, content.schema or NOWHERE)

    def answer(self, method: str, path: str, status: int) -> Place | None:
        """What a request is answered with; a path without parameters goes before one with them."""
        match = self.api.find(method, path)
        response = match.operation.response(status) if match else None
        contents = [one for one in response.contents if one.schema and "json" in one.media_type] if response else []
        return self.place(match.operation.name, contents[0]) if match and contents else None

    def fields(self, place: Place) -> dict[str, Place]:
        """The fields of an object, also of the schemas that it is put together from."""
        found: dict[str, Place] = {}
        for one in self._parts(place, frozenset()):
            for name in as_object(one.schema.get("properties")):
                found.setdefault(str(name), self._resolve(f"{one.owner}.{name}", one.location / "properties" / name))
        return found

    def items(self, place: Place) -> Place | None:
        """What a list holds."""
        for one in self._parts(place, frozenset()):
            if isinstance(one.schema.get("items"), Mapping):
                return self._resolve(one.owner, one.location / "items")
        return None

    def below(self, place: Place, seen: set[str]) -> Iterator[tuple[str, Place]]:
        """Every field below a place by its name, but those of *seen*, to which they are added: of a schema that many
        hold, or that holds itself, each field comes once."""
        waiting = [iter(self._children(place))]  # no recursion: schemas may lead from one to the next for long
        while waiting:
            label, inside = next(waiting[-1], ("", place))
            if not label:
                waiting.pop()
            elif label not in seen:
                seen.add(label)
                yield label, inside
                waiting.append(iter(self._children(inside)))

    def _children(self, place: Place) -> list[tuple[str, Place]]:
        """The fields of an object, and of the objects in a list, or in a list of lists."""
        found: list[tuple[str, Place]] = []
        lists: set[int] = set()
        current: Place | None = place
        while current and id(current.schema) not in lists:
            lists.add(id(current.schema))
            fields = [(f"{current.owner}.{name}", inside) for name, inside in self.fields(current).items()]
            found = fields + found
            current = self.items(current)
        return found

    def _parts(self, place: Place, seen: frozenset[int]) -> Iterator[Place]:
        if id(place.schema) in seen:
            return
        yield place
        for key in TOGETHER:
            for index in range(len(place.schema.get(key) or [])):
                below = self._resolve(place.owner, place.location / key / index)
                yield from self._parts(below, seen | {id(place.schema)})

    def _resolve(self, owner: str, location: Location) -> Place:
        """A referred schema's own name counts where it holds fields or leads to some."""
        referred = isinstance(as_object(self.files.at(location)).get("$ref"), str)
        end, value = self.files.follow(location)
        found = as_object(value)
        if referred and any(key in found for key in ("properties", *TOGETHER)):
            return Place(self._first(location).name, found, end)
        return Place(owner, found, end)

    def _first(self, location: Location) -> Location:
        """Where a reference leads at once: by that name a reader knows the schema."""
        return target_of(location.file, str(as_object(self.files.at(location))["$ref"])) or location

    def schema(self, name: str) -> Place | None:
        """A schema of the document's components by its name."""
        location = Location("", ("definitions", name) if self.files.is_swagger else ("components", "schemas", name))
        found = self.files.at(location)
        return Place(name, found, location) if isinstance(found, Mapping) else None


def read_openapi(path: Path) -> Document:
    """An OpenAPI document in YAML or JSON; ``OpenApiError`` for a file that is none."""
    files = read_files(path)
    return Document(files.raw, files)
