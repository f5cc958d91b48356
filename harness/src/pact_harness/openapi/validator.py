"""JSON Schema's judgement of values, by jsonschema-rs, over the schemas where they stand in the document.

A request's body is complete, so its schema holds as written. A contract names of a response what the consumer reads,
and no more: there the schema asks for no field to be there, and lets a choice of schemas (``oneOf``) be open where the
fields that would decide it are not named.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import quote, unquote

import jsonschema_rs

from pact_harness.openapi.document_files import DocumentFiles, Location, as_object, target_of
from pact_harness.openapi.oversized_schemas import oversized

Direction = Literal["request", "response"]
BASE = "pact:///"
# Of these the members are named after fields: a value has some, and the others do not matter to it.
OF_FIELDS = {"properties", "dependentSchemas"}
# These speak of what is inside a value.
OF_WHAT_IS_INSIDE = {"properties", "patternProperties", "additionalProperties", "unevaluatedProperties", "items"}
OF_WHAT_IS_INSIDE |= {"prefixItems", "additionalItems", "unevaluatedItems", "contains"}
ELSEWHERE = {"definitions", "$defs"}  # referred to, and found where they stand
DATA = {"example", "examples", "default", "enum", "const", "mapping"}
# What a part of a value cannot be asked: that something is there, how much there is, what it is not.
OF_THE_WHOLE = {"required", "minProperties", "dependentRequired", "dependencies", "minItems", "uniqueItems"}
OF_THE_WHOLE |= {"contains", "minContains", "maxContains", "not"}
ANCHORS = {"$id", "id", "$anchor", "$dynamicAnchor", "$schema"}
LONGEST_SHOWN = 100


@dataclass(frozen=True)
class Error:
    """What is wrong with a value: the place in it, the keyword that says so and its location, and words."""

    path: tuple[str | int, ...]
    keyword: str
    location: Location
    message: str


class SchemaError(ValueError):
    """A schema that is none; the message says what is wrong with it."""


@dataclass(frozen=True)
class Shape:
    """The names of all fields in a value, and how deep it is: what schemas say of others and below does not matter."""

    names: frozenset[str]
    depth: int


def _shape(value: object) -> Shape:
    names: set[str] = set()
    deepest = 0
    waiting = [(value, 0)]
    while waiting:
        current, depth = waiting.pop()
        deepest = max(deepest, depth)
        if isinstance(current, Mapping):
            names.update(current)
            waiting += [(one, depth + 1) for one in current.values()]
        elif isinstance(current, list):
            waiting += [(one, depth + 1) for one in current]
    return Shape(frozenset(names), deepest)


class Validator:
    """The schemas of a document. Compiled is what a value can reach: a large document costs what is used of it."""

    def __init__(self, files: DocumentFiles) -> None:
        self.files = files
        self.oversized = oversized(files)
        self._broken = {one.location for one in files.broken} | self.oversized
        self._compiled: dict[tuple[Direction, Location, Shape], Any] = {}

    def errors(self, location: Location, value: object, direction: Direction) -> list[Error]:
        """What is wrong with a value. SchemaError where the schema itself is."""
        return list(_flat(self.files, self._validator(location, value, direction).iter_errors(value)))

    def is_valid(self, location: Location, value: object, direction: Direction) -> bool:
        valid: bool = self._validator(location, value, direction).is_valid(value)
        return valid

    def allows_anything(self, location: Location) -> bool:
        """Whether a schema is left out: a reference that leads nowhere, or too large a schema."""
        return location in self._broken

    def _validator(self, location: Location, value: object, direction: Direction) -> Any:
        shape = _shape(value)
        key = direction, location, shape
        if key not in self._compiled:
            try:
                self._compiled[key] = self._compile(location, direction, shape)
            except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError, ValueError) as error:
                self._compiled[key] = SchemaError(str(error).split("\n", 1)[0][:300])
        found = self._compiled[key]
        if isinstance(found, SchemaError):
            raise found
        return found

    def _compile(self, location: Location, direction: Direction, shape: Shape) -> Any:
        """Each schema that is referred to becomes a resource by itself, named after its place."""
        preparation = _Preparation(self, direction, shape)
        preparation.add(location)
        old = preparation.old
        draft = jsonschema_rs.Draft4 if old else jsonschema_rs.Draft202012
        registry = jsonschema_rs.Registry(list(preparation.resources.items()), draft=draft)
        kind = jsonschema_rs.Draft4Validator if old else jsonschema_rs.Draft202012Validator
        return kind({"$ref": _uri(location)}, registry=registry, offline=True, validate_formats=True)


class _Preparation:
    """Schemas rewritten as plain JSON Schema; each part keeps its place, so that errors can name it."""

    def __init__(self, validator: Validator, direction: Direction, shape: Shape) -> None:
        self.validator, self.direction, self.shape = validator, direction, shape
        self.files = validator.files
        self.old = not self.files.version.startswith("3.1")
        self.resources: dict[str, Any] = {}

    def add(self, start: Location) -> None:
        """The schema at a location and whatever it refers to, as deep as the value goes."""
        self._waiting = [(start, self.shape.depth)]
        deepest: dict[str, int] = {}
        while self._waiting:
            location, depth = self._waiting.pop()
            uri = _uri(location)
            if depth > deepest.get(uri, -1):
                deepest[uri] = depth
                schema = self._schema(self.files.at(location), location, depth)
                self.resources[uri] = schema if isinstance(schema, dict | bool) else {}

    def _refer(self, location: Location, depth: int) -> dict[str, Any]:
        self._waiting.append((location, depth))
        return {"$ref": _uri(location)}

    def _schema(self, value: Any, at: Location, depth: int) -> Any:
        if isinstance(value, list):
            return [self._schema(one, at / index, depth) for index, one in enumerate(value)]
        if not isinstance(value, dict):
            return value
        if depth < 0 or self.validator.allows_anything(at):
            return {}
        if isinstance(value.get("$ref"), str) and (target := target_of(at.file, value["$ref"])):
            beside = {} if self.old else {key: inside for key, inside in value.items() if key != "$ref"}
            return {**self._keywords(beside, at, depth), **self._refer(target, depth)}
        return self._keywords(value, at, depth)

    def _keywords(self, value: Mapping[str, Any], at: Location, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, inside in value.items():
            below = depth - 1 if key in OF_WHAT_IS_INSIDE else depth
            if key in DATA or key.startswith("x-"):
                found[key] = inside
            elif (key == "required" and not isinstance(inside, list)) or (key == "type" and inside == "file"):
                continue  # version 2.0's parameters are schemas too, and many documents write `required: true` in one
            elif key in OF_FIELDS and isinstance(inside, dict):
                used = self.shape.names
                found[key] = {
                    name: self._schema(one, at / key / name, below) if name in used else {}
                    for name, one in inside.items()
                }
            elif key == "patternProperties" and isinstance(inside, dict):
                found[key] = {name: self._schema(one, at / key / name, below) for name, one in inside.items()}
            elif key not in ANCHORS and key not in ELSEWHERE:
                found[key] = self._schema(inside, at / key, below)
        return self._rewritten(found, value, at, depth)

    def _rewritten(self, found: dict[str, Any], raw: Mapping[str, Any], at: Location, depth: int) -> dict[str, Any]:
        if self.direction == "response":
            found = self._of_a_part(found, at, depth)
        elif isinstance(raw.get("required"), list):
            answered = self._read_only(raw, at)
            found["required"] = [one for one in raw["required"] if one not in answered]
            if not found["required"]:
                del found["required"]
        return _nullable(found) if self.old else found

    def _read_only(self, raw: Mapping[str, Any], at: Location) -> set[str]:
        """Fields that only responses have: a request that leaves them out is complete."""
        properties = as_object(raw.get("properties"))
        ends = {name: self.files.follow(at / "properties" / name)[1] for name in properties}
        both = {name: (as_object(end), as_object(properties[name])) for name, end in ends.items()}
        return {str(name) for name, found in both.items() if any(one.get("readOnly") is True for one in found)}

    def _of_a_part(self, schema: dict[str, Any], at: Location, depth: int) -> dict[str, Any]:
        """What is asked of a value that is not all there: of a choice, that one of it fits."""
        found = {key: value for key, value in schema.items() if key not in OF_THE_WHOLE}
        more: list[dict[str, Any]] = []
        if isinstance(choice := found.pop("oneOf", None), list):
            more.append({"anyOf": [self._refer(at / "oneOf" / index, depth) for index in range(len(choice))]})
        parts = {
            key: self._refer(at / key, depth) for key in ("if", "then", "else") if found.pop(key, None) is not None
        }
        if "if" in parts:
            met = {"allOf": [parts[key] for key in ("if", "then") if key in parts]}
            more.append({"anyOf": [met, parts.get("else", {})]})
        return {**found, "allOf": [*found.get("allOf", []), *more]} if more else found


def _uri(location: Location) -> str:
    """The name of a schema as a resource of its own."""
    return BASE + quote(f"{location.file}#{location.pointer}", safe="")


def _nullable(schema: dict[str, Any]) -> dict[str, Any]:
    """Version 3.0 writes ``nullable``, also beside an ``allOf`` or an ``enum`` without null: its authors mean null."""
    if schema.get("nullable") is not True and schema.get("x-nullable") is not True:
        return schema
    found = dict(schema)
    del found["nullable" if "nullable" in found else "x-nullable"]
    if isinstance(found.get("enum"), list) and None not in found["enum"]:
        found["enum"] = [*found["enum"], None]
    if isinstance(found.get("type"), str):
        found["type"] = [found["type"], "null"]
    together = {key: found.pop(key) for key in ("allOf", "anyOf", "oneOf") if key in found}
    if together:
        found["anyOf"] = [{"type": "null"}, together]
    return found


def _flat(files: DocumentFiles, errors: Iterator[Any]) -> Iterator[Error]:
    """Each error by itself; of a choice of schemas, those of the one that the value comes nearest to."""
    for one in errors:
        kind = type(one.kind).__name__
        context = getattr(one.kind, "context", None) if kind in ("AnyOf", "OneOfNotValid") else None
        nearest = _nearest(context) if context else None
        if nearest:
            yield from _flat(files, iter(nearest))
        else:
            location = _location(files, str(one.absolute_keyword_location or ""))
            yield Error(tuple(one.instance_path), str(one.kind.name), location, _shortened(one))


def _nearest(context: Sequence[Sequence[Any]]) -> Sequence[Any] | None:
    """The branch that fails deepest in the value, where just one does: the others are of another kind."""
    branches = [branch for branch in context if branch]
    if len(branches) == 1:
        return branches[0]
    depths = [min(len(one.instance_path) for one in branch) for branch in branches]
    deepest = [branch for branch, depth in zip(branches, depths, strict=True) if depth == max(depths)]
    same = max(depths) > min(depths) and len(deepest) == 1
    return deepest[0] if same else None


def _shortened(error: Any) -> str:
    """The message with the value cut, since a value may be as long as the file."""
    message = str(error.message)
    if len(message) <= 3 * LONGEST_SHOWN:
        return message
    return f"{message[:LONGEST_SHOWN]}…{message[-LONGEST_SHOWN:]}"


def _location(files: DocumentFiles, uri: str) -> Location:
    """Where a keyword stands in the document as it was read, as far as it stands there."""
    resource, _, inside = uri.removeprefix(BASE).partition("#")
    file, _, pointer = unquote(resource).partition("#")
    steps = [*pointer.split("/")[1:], *unquote(inside).split("/")[1:]]
    found = Location(file, tuple(one.replace("~1", "/").replace("~0", "~") for one in steps))
    while found.steps and files.at(found) is None:
        found = Location(found.file, found.steps[:-1])
    return found
