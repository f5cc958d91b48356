"""The provider's OpenAPI document, as far as answers go: which fields there are, and what they are called.

A field is named after the schema that holds it (``User.email``), so that it is one field wherever it is answered;
one of a schema without a name is named after its operation (``GET /users.next``). OpenAPI 3.0 and 3.1:
https://spec.openapis.org/oas/latest.html
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

Schema = Mapping[str, Any]
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
TOGETHER = ("allOf", "oneOf", "anyOf")


class OpenApiError(ValueError):
    """A file that should be an OpenAPI document and is not; the message says what is wrong."""


@dataclass(frozen=True)
class Place:
    """A schema and the name that its fields are called by."""

    owner: str
    schema: Schema


@dataclass(frozen=True)
class Answer:
    """What one operation answers with one status (``200``, ``4XX``, ``default``)."""

    method: str
    template: str
    status: str
    place: Place


class Document:
    """An OpenAPI document; ``raw`` as parsed."""

    def __init__(self, raw: Schema) -> None:
        self.raw = raw
        self.title = str(_object(raw.get("info")).get("title", ""))
        servers = raw.get("servers")
        urls = [_object(one).get("url") for one in servers] if isinstance(servers, list) else []
        self.prefixes = [urlsplit(str(url)).path.rstrip("/") for url in urls] + [""]
        self.answers = list(self._answers())

    def answer(self, method: str, path: str, status: int) -> Place | None:
        """What a request is answered with; a path without parameters goes before one with them."""
        wanted = [str(status), f"{status // 100}XX", "default"]
        found = [
            one
            for one in self.answers
            if one.method == method and one.status in wanted and self._leads_to(one.template, path)
        ]
        best = min(found, key=lambda one: (one.template.count("{"), wanted.index(one.status)), default=None)
        return best.place if best else None

    def fields(self, place: Place) -> dict[str, Place]:
        """The fields of an object, also of the schemas that it is put together from."""
        found: dict[str, Place] = {}
        for owner, schema in self._parts(place, frozenset()):
            for name, field in _object(schema.get("properties")).items():
                found.setdefault(str(name), self._resolve(f"{owner}.{name}", field))
        return found

    def items(self, place: Place) -> Place | None:
        """What a list holds."""
        for owner, schema in self._parts(place, frozenset()):
            if isinstance(schema.get("items"), Mapping):
                return self._resolve(owner, schema["items"])
        return None

    def _answers(self) -> Iterator[Answer]:
        for template, item in _object(self.raw.get("paths")).items():
            for method, operation in _object(self._followed(item)).items():
                if method in METHODS:
                    yield from self._of_operation(str(template), method.upper(), _object(operation))

    def _of_operation(self, template: str, method: str, operation: Schema) -> Iterator[Answer]:
        for status, response in _object(operation.get("responses")).items():
            for media_type, content in _object(_object(self._followed(response)).get("content")).items():
                schema = _object(content).get("schema")
                if "json" in str(media_type) and isinstance(schema, Mapping):
                    place = self._resolve(f"{method} {template}", schema)
                    yield Answer(method, template, str(status).replace("xx", "XX"), place)

    def _leads_to(self, template: str, path: str) -> bool:
        pattern = re.sub(r"\\\{[^{}]*\\\}", "[^/]+", re.escape(template))
        return any(re.fullmatch(re.escape(prefix) + pattern, path) for prefix in self.prefixes)

    def _parts(self, place: Place, seen: frozenset[int]) -> Iterator[tuple[str, Schema]]:
        if id(place.schema) in seen:
            return
        yield place.owner, place.schema
        for key in TOGETHER:
            for one in place.schema.get(key) or []:
                yield from self._parts(self._resolve(place.owner, one), seen | {id(place.schema)})

    def _resolve(self, owner: str, schema: object) -> Place:
        """A referred schema's own name counts where it holds fields or leads to some."""
        reference = _object(schema).get("$ref")
        found = _object(self._followed(schema))
        if isinstance(reference, str) and any(key in found for key in ("properties", *TOGETHER)):
            return Place(reference.rsplit("/", 1)[-1], found)
        return Place(owner, found)

    def _followed(self, value: object) -> object:
        """The end of a chain of references within the document; an empty object for one that leads nowhere."""
        for _ in range(100):
            reference = _object(value).get("$ref")
            if not isinstance(reference, str):
                return value
            value = self.raw
            for step in reference.removeprefix("#/").split("/"):
                value = _object(value).get(step.replace("~1", "/").replace("~0", "~"))
        return {}


def _object(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def read_openapi(path: Path) -> Document:
    """An OpenAPI document in YAML or JSON; ``OpenApiError`` for a file that is none."""
    try:
        import yaml  # only here: what reads no such document does without PyYAML
    except ImportError as error:
        raise OpenApiError(
            f"{path} cannot be read without PyYAML. Run: python -m pip install 'pytest-pact-harness[checks]'"
        ) from error
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, RecursionError) as error:
        raise OpenApiError(f"{path} cannot be read as an OpenAPI document: {error}") from error
    if not isinstance(raw, Mapping) or "openapi" not in raw:
        raise OpenApiError(f"{path} is not an OpenAPI document: it has no 'openapi'")
    return Document(raw)
