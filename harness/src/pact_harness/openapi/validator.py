"""JSON Schema's judgement of values, by jsonschema-rs, over the schemas where they stand in the document.

A request's body is complete, so its schema holds as written. A contract names of a response what the consumer reads,
and no more: there the schema asks for no field to be there, and lets a choice of schemas (``oneOf``) be open where the
fields that would decide it are not named.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import quote

import jsonschema_rs

from pact_harness.openapi.files import Files, Location, as_object, target_of
from pact_harness.openapi.schema_sizes import oversized

Direction = Literal["request", "response"]
BASE = "pact:///"
# Of these the members are names, not keywords.
NAMES = {"properties", "patternProperties", "definitions", "$defs", "dependentSchemas", "schemas", "responses"}
NAMES |= {"parameters", "paths", "headers", "content", "callbacks", "securitySchemes", "requestBodies", "links"}
NAMES |= {"pathItems", "components"}
DATA = {"example", "examples", "default", "enum", "const", "mapping"}
# What a part of a value cannot be asked: that something is there, how much there is, what it is not.
OF_THE_WHOLE = {"required", "minProperties", "dependentRequired", "dependencies", "minItems", "uniqueItems"}
OF_THE_WHOLE |= {"contains", "minContains", "maxContains", "not"}
ASIDE = "x-aside-"
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


class Validator:
    """The schemas of a document."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self.oversized = oversized(files)
        self._broken = {one.location for one in files.broken} | self.oversized
        self._registries: dict[Direction, Any] = {}
        self._compiled: dict[tuple[Direction, Location], Any] = {}

    def errors(self, location: Location, value: object, direction: Direction) -> list[Error]:
        """What is wrong with a value. SchemaError where the schema itself is."""
        return list(_flat(self.files, self._validator(location, direction).iter_errors(value)))

    def is_valid(self, location: Location, value: object, direction: Direction) -> bool:
        valid: bool = self._validator(location, direction).is_valid(value)
        return valid

    def _validator(self, location: Location, direction: Direction) -> Any:
        key = direction, location
        if key not in self._compiled:
            try:
                self._compiled[key] = self._compile(location, direction)
            except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError, ValueError) as error:
                self._compiled[key] = SchemaError(str(error).split("\n", 1)[0][:300])
        found = self._compiled[key]
        if isinstance(found, SchemaError):
            raise found
        return found

    def _compile(self, location: Location, direction: Direction) -> Any:
        if direction not in self._registries:
            documents = {file: self._prepared(file, direction) for file in self.files.documents}
            self._registries[direction] = jsonschema_rs.Registry(
                [(_uri(Location(file, ())), one) for file, one in documents.items()], draft=self._draft
            )
        old = not self.files.version.startswith("3.1")
        kind = jsonschema_rs.Draft4Validator if old else jsonschema_rs.Draft202012Validator
        schema = {"$ref": _uri(_aside(location) if direction == "response" else location)}
        return kind(schema, registry=self._registries[direction], offline=True, validate_formats=True)

    @property
    def _draft(self) -> int:
        return jsonschema_rs.Draft202012 if self.files.version.startswith("3.1") else jsonschema_rs.Draft4

    def _prepared(self, file: str, direction: Direction) -> Any:
        return _Preparation(self, file, direction).schema(self.files.documents[file], (), names=file == "")

    def allows_anything(self, location: Location) -> bool:
        """Whether a schema is left out: a reference that leads nowhere, or too large a schema."""
        return location in self._broken


class _Preparation:
    """A document rewritten as plain JSON Schema; each part keeps its place, so that errors can name it."""

    def __init__(self, validator: Validator, file: str, direction: Direction) -> None:
        self.validator, self.file, self.direction = validator, file, direction
        self.files = validator.files
        self.old = not self.files.version.startswith("3.1")

    def schema(self, value: Any, steps: tuple[str, ...], names: bool = False) -> Any:
        if isinstance(value, list):
            return [self.schema(one, (*steps, str(index))) for index, one in enumerate(value)]
        if not isinstance(value, dict):
            return value
        if self.validator.allows_anything(Location(self.file, steps)):
            return {}
        found: dict[str, Any] = {}
        for key, inside in value.items():
            if names:
                found[key] = self.schema(inside, (*steps, key))
            elif key in DATA or key.startswith("x-"):
                found[key] = inside
            elif (key == "required" and not isinstance(inside, list)) or (key == "type" and inside == "file"):
                continue  # version 2.0's parameters are schemas too, and many documents write `required: true` in one
            elif key not in ANCHORS or isinstance(inside, dict):
                found[key] = self.schema(inside, (*steps, key), key in NAMES)
        return found if names else self._rewritten(found, value, steps)

    def _rewritten(self, found: dict[str, Any], raw: Mapping[str, Any], steps: tuple[str, ...]) -> dict[str, Any]:
        if "$ref" in found:
            return {**found, "$ref": self._absolute(str(found["$ref"]))} if isinstance(found["$ref"], str) else found
        if self.direction == "response":
            found = _of_a_part(found, _uri(_aside(Location(self.file, steps))))
        elif isinstance(raw.get("required"), list):
            answered = self._read_only(raw)
            found["required"] = [one for one in raw["required"] if one not in answered]
            if not found["required"]:
                del found["required"]
        if self.old:
            found = _nullable(found)
        return found

    def _absolute(self, reference: str) -> str:
        target = target_of(self.file, reference)
        if target is None:
            return reference
        return _uri(_aside(target) if self.direction == "response" else target)

    def _read_only(self, raw: Mapping[str, Any]) -> set[str]:
        """Fields that only responses have: a request that leaves them out is complete."""
        found = set()
        for name, inside in as_object(raw.get("properties")).items():
            reference = as_object(inside).get("$ref")
            target = target_of(self.file, reference) if isinstance(reference, str) else None
            end = self.files.follow(target)[1] if target else inside
            if as_object(end).get("readOnly") is True or as_object(inside).get("readOnly") is True:
                found.add(str(name))
        return found


def _aside(location: Location) -> Location:
    """Where a schema stands once choices are kept aside."""
    moved = {"oneOf", "if", "then", "else"}
    return Location(location.file, tuple(ASIDE + one if one in moved else one for one in location.steps))


def _uri(location: Location) -> str:
    """The location's name in the registry."""
    file = BASE + quote(location.file)
    return f"{file}#{quote(location.pointer)}" if location.steps else file


def _of_a_part(schema: dict[str, Any], uri: str) -> dict[str, Any]:
    """What is asked of a value that is not all there. A choice is kept aside, and one of it has to fit."""
    found = {key: value for key, value in schema.items() if key not in OF_THE_WHOLE}
    aside = {ASIDE + key: found.pop(key) for key in ("oneOf", "if", "then", "else") if key in found}
    if not aside:
        return found
    more: list[dict[str, Any]] = []
    begin = uri if "#" in uri else f"{uri}#"
    if choice := aside.get(f"{ASIDE}oneOf"):
        more.append({"anyOf": [{"$ref": f"{begin}/{ASIDE}oneOf/{index}"} for index in range(len(choice))]})
    if f"{ASIDE}if" in aside:
        refer = {key: [{"$ref": f"{begin}/{ASIDE}{key}"}] for key in ("if", "then", "else") if ASIDE + key in aside}
        met = {"allOf": [*refer["if"], *refer.get("then", [])]}
        more.append({"anyOf": [met, {"allOf": refer["else"]} if "else" in refer else {}]})
    return {**found, **aside, "allOf": [*found.get("allOf", []), *more]}


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


def _flat(files: Files, errors: Iterator[Any]) -> Iterator[Error]:
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


def _location(files: Files, uri: str) -> Location:
    """Where a keyword stands in the document as it was read, as far as it stands there."""
    found = target_of("", uri.removeprefix(BASE).replace(ASIDE, "")) or Location("", ())
    while found.steps and files.at(found) is None:
        found = Location(found.file, found.steps[:-1])
    return found
