"""A body against its schema: what the validator says of the example, then field by field what it leaves open."""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pact_harness.openapi import matcher_comparison
from pact_harness.openapi.document_files import Location, as_object
from pact_harness.openapi.effective_schema import TYPES, SchemaView, together
from pact_harness.openapi.findings import Problem
from pact_harness.openapi.http_interaction import Path, Value, show
from pact_harness.openapi.validator import Direction, Error, SchemaError, Validator

KEYED_BY_DATA = {"values", "eachKey", "eachValue"}
MORE_FIELDS = {"additionalProperties", "unevaluatedProperties"}
MOST_ITEMS = 200  # of one list; the validator sees them all
DEEPEST = 200


@dataclass(frozen=True)
class BodyComparison:
    """One body, complete (a request's) or as far as it is read (a response's)."""

    validator: Validator
    direction: Direction
    values: Mapping[Path, Value]

    def problems(self, schema: Location, body: Any) -> Iterator[Problem]:
        try:
            errors = self.validator.errors(schema, body, self.direction)
        except SchemaError as unusable:
            message = f"The schema cannot be used: {unusable}"
            yield Problem("openapi-schema", f"{self.direction} $", schema, message, "Repair the document.")
            return
        wrong = {error.path for error in errors}
        walked = list(self._walk([schema], body, (), wrong))
        told = {one.at for one in walked if one.rule == "openapi-field-unknown"}
        for error in errors:
            if not (
                self.direction == "response"
                and error.keyword in MORE_FIELDS
                and self._has_findings_of_its_own(error, told)
            ):
                yield self._of_error(error)
        yield from walked

    def _has_findings_of_its_own(self, error: Error, told: set[str]) -> bool:
        """Whether the fields that are too many are findings of their own."""
        inside = self._at(error.path)
        return any(one.startswith(inside) and len(one) > len(inside) for one in told)

    def _at(self, path: Path) -> str:
        return f"{self.direction} {show(path)}"

    def _of_error(self, error: Error) -> Problem:
        if self.direction == "request":
            advice = "Send what the document accepts, or document what the provider really accepts."
        else:
            advice = "Expect what the document says, or document what the provider really sends."
        words = f"The document does not allow the example: {error.message}."
        return Problem(f"openapi-{self.direction}-body", self._at(error.path), error.location, words, advice)

    def _walk(self, locations: Sequence[Location], value: Any, path: Path, wrong: set[Path]) -> Iterator[Problem]:
        seen = together(self.validator, locations, value, self.direction)
        known = self.values.get(path)
        if known and path not in wrong:
            yield from matcher_comparison.compare(known, seen, self.validator, self.direction, self._at(path))
        if isinstance(value, Mapping) and "object" in seen.types and len(path) < DEEPEST:
            yield from self._fields(seen, value, path, wrong, known)
        elif isinstance(value, list) and len(path) < DEEPEST:
            yield from self._items(seen, value, path, wrong, known)

    def _items(
        self, seen: SchemaView, value: list[Any], path: Path, wrong: set[Path], known: Value | None
    ) -> Iterator[Problem]:
        fewest = seen.limit("minItems") or 0
        exact = known is None or known.kinds <= {"equality"}
        if self.direction == "response" and exact and len(value) < fewest:
            message = f"The contract expects exactly {len(value)} items, and the document asks for {fewest}."
            advice = "Expect as many as the document says, or use a rule for the list (each_like)."
            yield Problem("openapi-response-body", self._at(path), seen.location_of("minItems"), message, advice)
        for index, inside in enumerate(value[:MOST_ITEMS]):
            yield from self._walk(seen.items_at(index), inside, (*path, index), wrong)

    def _fields(
        self, seen: SchemaView, value: Mapping[str, Any], path: Path, wrong: set[Path], known: Value | None
    ) -> Iterator[Problem]:
        if known and known.kinds & KEYED_BY_DATA:
            return
        if not seen.describes_objects:
            if value and self.direction == "response" and seen.types != TYPES:
                message = "The document has an object here, but names none of its fields."
                yield Problem("openapi-field-open", self._at(path), seen.location, message, "Describe its fields.")
            return
        for name, inside in value.items():
            below = (*path, name)
            locations = seen.fields(name)
            if not locations:
                yield from self._unknown(seen, name, below)
                continue
            if self.direction == "response":
                yield from self._left_out(seen, name, locations, below)
            yield from self._walk(locations, inside, below, wrong)

    def _unknown(self, seen: SchemaView, name: str, path: Path) -> Iterator[Problem]:
        close = difflib.get_close_matches(name, seen.known, n=1)
        hint = f"There is {close[0]!r}." if close else f"There are: {', '.join(seen.known[:12]) or 'none'}."
        location = seen.location_of("additionalProperties", "unevaluatedProperties", "properties")
        if self.direction == "request":
            if not seen.invites_more and not seen.forbids_more:
                message = f"The document has no field {name!r} here. {hint}"
                yield Problem(
                    "openapi-request-field-unknown", self._at(path), location, message, "Leave it out, or document it."
                )
        elif seen.invites_more:
            message = f"The document allows a field {name!r}, like any other field, but does not name it."
            yield Problem("openapi-field-open", self._at(path), location, message, "Describe the field.")
        else:
            verb = "forbids" if seen.forbids_more else "does not know"
            message = f"The document {verb} the field {name!r}. {hint}"
            advice = "Do not read it, or document it."
            yield Problem("openapi-field-unknown", self._at(path), location, message, advice)

    def _left_out(self, seen: SchemaView, name: str, locations: Sequence[Location], path: Path) -> Iterator[Problem]:
        if any(as_object(self.validator.files.follow(one)[1]).get("writeOnly") is True for one in locations):
            message = f"The document says that {name!r} is only sent to the provider (writeOnly)."
            yield Problem(
                "openapi-field-unknown", self._at(path), locations[0] / "writeOnly", message, "Do not read it."
            )
        elif seen.names(name) and not seen.requires(name):
            message = f"The document leaves {name!r} optional, so the provider may leave it out."
            advice = "List it under 'required' in the document, or make it optional in the consumer."
            yield Problem("openapi-field-optional", self._at(path), locations[0], message, advice)
