"""The reverse question: does the consumer read a field that its contract does not have?

A field that it *requires* cannot be missing: the recorded response has what the contract has and no more, and the test
is green. One that it reads if it is there shows once it is there. So the response gets each field that the provider's
OpenAPI document has at that place, or that stands in a contract anywhere else, first with a fitting value, then with
one of another type; a test that fails has read it. What stays open: names that stand in neither, headers, and fields
whose value changes nothing that a test looks at.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pact_harness.openapi.document import Document, Place
from pact_harness.pactfile.contract import Contract, Interaction
from pact_harness.pactfile.path_expressions import Path

Fields = Mapping[Path, Mapping[str, Any]]
NOBODY_KNOWS = "a_field_that_nobody_knows"
EXAMPLES: Mapping[str, Any] = {"integer": 7, "number": 7.5, "boolean": True, "array": [], "object": {}}
MOMENT = "2001-02-03T04:05:06+00:00"
KEYED_BY_DATA = {"values", "eachKey", "eachValue"}


def declared_by_name(contracts: Iterable[Contract]) -> dict[str, dict[str, Any]]:
    """Every field that stands in any contract, with an example, by provider."""
    found: dict[str, dict[str, Any]] = {}
    for contract in contracts:
        fields = found.setdefault(contract.provider, {})
        for answer in (answer for each in contract.interactions for answer in each.responses):
            for node in answer.nodes:
                if isinstance(node.value, dict):
                    fields.update({name: value for name, value in node.value.items() if name not in fields})
    return found


def undeclared(
    interaction: Interaction, elsewhere: Mapping[str, Any], document: Document | None
) -> dict[Path, dict[str, Any]]:
    """Fields that each object of the answer might have besides, with fitting values."""
    (answer, *_) = interaction.responses
    place = None
    if document and interaction.request and interaction.request.path and answer.status:
        place = document.answer(interaction.request.method, interaction.request.path, answer.status)
    maps = [node.path for node in answer.nodes if node.kinds & KEYED_BY_DATA]
    found = {}
    for path, value, where in _objects(answer.body, (), place, document):
        if not any(path[: len(one)] == one for one in maps):
            documented = _documented(document, where)
            fields = {name: each for name, each in {**elsewhere, **documented}.items() if name not in value}
            found.update({path: fields} if fields else {})
    return found


def _objects(
    value: Any, path: Path, place: Place | None, document: Document | None
) -> Iterator[tuple[Path, dict[str, Any], Place | None]]:
    if isinstance(value, dict):
        yield path, value, place
        fields = document.fields(place) if document and place else {}
        for name, inside in value.items():
            yield from _objects(inside, (*path, name), fields.get(name), document)
    elif isinstance(value, list):
        items = document.items(place) if document and place else None
        for index, inside in enumerate(value):
            yield from _objects(inside, (*path, index), items, document)


def _documented(document: Document | None, place: Place | None) -> dict[str, Any]:
    fields = document.fields(place) if document and place else {}
    return {name: _example(field.schema) for name, field in fields.items()}


def _example(schema: Mapping[str, Any]) -> Any:
    """A value that fits a schema as far as its type, its own examples and its form go."""
    for key in ("example", "const", "default"):
        if schema.get(key) is not None:
            return schema[key]
    for key in ("examples", "enum"):
        if isinstance(schema.get(key), list) and schema[key]:
            return schema[key][0]
    kinds = schema.get("type")
    kind = next((one for one in kinds if one != "null"), None) if isinstance(kinds, list) else kinds
    return EXAMPLES.get(str(kind), MOMENT if schema.get("format") == "date-time" else "text")


def of_another_type(value: Any) -> Any:
    """What a reader of *value* cannot take for one."""
    return 7 if isinstance(value, dict | list) else {"of": "another type"}
