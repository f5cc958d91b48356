"""A schema as a reader of one value sees it: which fields it knows and requires, which types and values it allows.

References are followed, parts (``allOf``) put together; of a choice (``oneOf``, ``anyOf``) only the branches count that
the value fits, or all of them where it fits none.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

from pact_harness.openapi.document_files import Location, as_object
from pact_harness.openapi.validator import Direction, SchemaError, Validator

TYPES = frozenset({"integer", "number", "string", "boolean", "null", "array", "object"})
DEEPEST = 50


@dataclass(frozen=True)
class PlainSchema:
    """A schema without the schemas that it is put together from."""

    location: Location
    schema: Mapping[str, Any]


@dataclass
class SchemaView:
    """What the schemas of one place say of one value together."""

    parts: list[PlainSchema] = field(default_factory=list)
    choices: list[list["SchemaView"]] = field(default_factory=list)

    @property
    def location(self) -> Location:
        return self.parts[0].location if self.parts else Location("", ())

    @property
    def every(self) -> Iterator[PlainSchema]:
        yield from self.parts
        for choice in self.choices:
            for view in choice:
                yield from view.every

    @property
    def describes_objects(self) -> bool:
        """Whether it says anything of fields; where it does not, every field is as good as another."""
        return any("properties" in one.schema or "additionalProperties" in one.schema for one in self.every)

    def fields(self, name: str) -> list[Location]:
        """The schemas of a field, also of a map's entry."""
        found = []
        for one in self.every:
            if name in as_object(one.schema.get("properties")):
                found.append(one.location / "properties" / name)
            elif patterns := [each for each in as_object(one.schema.get("patternProperties")) if _fits(each, name)]:
                found += [one.location / "patternProperties" / each for each in patterns]
            elif isinstance(one.schema.get("additionalProperties"), Mapping):
                found.append(one.location / "additionalProperties")
        return found

    def names(self, name: str) -> bool:
        """Whether the field is there by its own name."""
        return any(name in as_object(one.schema.get("properties")) for one in self.every)

    def requires(self, name: str) -> bool:
        if any(name in _texts(one.schema.get("required")) for one in self.parts):
            return True
        return any(choice and all(view.requires(name) for view in choice) for choice in self.choices)

    @property
    def invites_more(self) -> bool:
        """Whether the author wrote that there may be any other field."""
        keys = ("additionalProperties", "unevaluatedProperties")
        return any(one.schema.get(key) is True for one in self.every for key in keys)

    @property
    def forbids_more(self) -> bool:
        keys = ("additionalProperties", "unevaluatedProperties")
        return any(one.schema.get(key) is False for one in self.every for key in keys)

    @property
    def known(self) -> list[str]:
        return sorted({str(name) for one in self.every for name in as_object(one.schema.get("properties"))})

    @property
    def items(self) -> list[Location]:
        return [one.location / "items" for one in self.every if isinstance(one.schema.get("items"), Mapping)]

    def items_at(self, index: int) -> list[Location]:
        """The schemas of one item: those of its place in the list, or of all the rest."""
        found = []
        for one in self.every:
            first = _list(one.schema.get("prefixItems"))
            if index < len(first):
                found.append(one.location / "prefixItems" / index)
            elif isinstance(one.schema.get("items"), Mapping):
                found.append(one.location / "items")
        return found

    @property
    def types(self) -> frozenset[str]:
        """The types that a value may have; an integer is a number too, and both are named."""
        allowed = reduce(frozenset.intersection, (_types(one.schema) for one in self.parts), TYPES)
        for choice in self.choices:
            allowed &= frozenset().union(*(view.types for view in choice))
        return allowed

    @property
    def values(self) -> list[Any] | None:
        """The values of an enum or a const; None where there is neither."""
        for one in self.parts:
            if "const" in one.schema:
                return [one.schema["const"]]
            if isinstance(one.schema.get("enum"), list):
                return list(one.schema["enum"])
        for choice in self.choices:
            found = [view.values for view in choice]
            if found and all(one is not None for one in found):
                return [value for one in found for value in one or ()]
        return None

    def limit(self, keyword: str) -> int | None:
        """``minItems`` or ``maxItems``, the stricter of several."""
        found = [one.schema[keyword] for one in self.parts if isinstance(one.schema.get(keyword), int)]
        return (max(found) if keyword.startswith("min") else min(found)) if found else None

    def location_of(self, *keywords: str) -> Location:
        """Where one of the keywords stands; else the schema itself."""
        for one in self.every:
            for keyword in keywords:
                if keyword in one.schema:
                    return one.location / keyword
        return self.location


def view(validator: Validator, location: Location, value: object, direction: Direction) -> SchemaView:
    """The schema at a location, as *value* sees it."""
    found = SchemaView()
    _collect(validator, found, location, value, direction, frozenset())
    return found


def together(validator: Validator, locations: Sequence[Location], value: object, direction: Direction) -> SchemaView:
    """The schemas at several locations that hold for one value."""
    found = SchemaView()
    for one in locations:
        _collect(validator, found, one, value, direction, frozenset())
    return found


def _collect(
    validator: Validator,
    found: SchemaView,
    location: Location,
    value: object,
    direction: Direction,
    above: frozenset[Location],
) -> None:
    end, raw = validator.files.follow(location)
    if end in above or len(above) > DEEPEST or not isinstance(raw, Mapping) or validator.allows_anything(end):
        return
    if any(one.location == end for one in found.parts):
        return
    inside = above | {end}
    found.parts.append(PlainSchema(end, raw))
    for index in range(len(_list(raw.get("allOf")))):
        _collect(validator, found, end / "allOf" / index, value, direction, inside)
    for keyword in ("oneOf", "anyOf"):
        branches = [end / keyword / index for index in range(len(_list(raw.get(keyword))))]
        if branches:
            views = []
            for one in _fitting(validator, branches, value, direction):
                views.append(SchemaView())
                _collect(validator, views[-1], one, value, direction, inside)
            found.choices.append(views)
    for keyword in ("if", "then", "else"):
        if isinstance(raw.get(keyword), Mapping):
            view = SchemaView()
            _collect(validator, view, end / keyword, value, direction, inside)
            found.choices.append([view, SchemaView()])  # its fields are known; nothing of it is required for certain


def _fitting(
    validator: Validator, branches: Sequence[Location], value: object, direction: Direction
) -> Sequence[Location]:
    try:
        fitting = [one for one in branches if validator.is_valid(one, value, direction)]
    except SchemaError:
        return branches
    return fitting or branches


def _types(schema: Mapping[str, Any]) -> frozenset[str]:
    stated = schema.get("type")
    if stated is None and not ("const" in schema or "enum" in schema):
        return TYPES
    if stated is None:
        values = [schema["const"]] if "const" in schema else _list(schema["enum"])
        return frozenset().union(*(types_of(one) for one in values))
    found = frozenset(_texts([stated] if isinstance(stated, str) else stated))
    if schema.get("nullable") is True or schema.get("x-nullable") is True:
        found |= {"null"}
    return found | {"integer"} if "number" in found else found


def types_of(value: object) -> frozenset[str]:
    """The types of JSON Schema that a value is of: 1 and 1.0 are both, an integer and a number."""
    if value is None or isinstance(value, bool):
        return frozenset({"null" if value is None else "boolean"})
    if isinstance(value, int | float):
        return frozenset({"integer", "number"} if float(value).is_integer() else {"number"})
    return frozenset({"string" if isinstance(value, str) else "array" if isinstance(value, list) else "object"})


def _fits(pattern: str, name: str) -> bool:
    try:
        return re.search(pattern, name) is not None
    except re.error:
        return True


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _texts(value: object) -> list[str]:
    return [one for one in _list(value) if isinstance(one, str)]
