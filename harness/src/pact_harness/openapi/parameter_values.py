"""A parameter's or a header's value as its schema means it: texts of a URL become numbers, lists and objects."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from email import message_from_string
from email.message import Message
from typing import Any

from pact_harness.openapi.api import Parameter
from pact_harness.openapi.effective_schema import SchemaView, together, view
from pact_harness.openapi.validator import Error, Validator

SEPARATORS = {"spaceDelimited": r"[ ]|%20", "pipeDelimited": r"\|", "tsv": "\t"}
INTEGER = re.compile(r"-?\d{1,400}")
NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][-+]?\d+)?")


def errors(validator: Validator, parameter: Parameter, texts: Sequence[Any]) -> list[Error]:
    """What is wrong with a value, read in whichever way the schema likes best. SchemaError."""
    if parameter.schema is None or not texts:
        return []
    found: list[list[Error]] = []
    for candidate in _readings(validator, parameter, [_text(one) for one in texts]):
        found.append(validator.errors(parameter.schema, candidate, "request"))
        if not found[-1]:
            return []
    return found[0] if found else []


def is_object(validator: Validator, parameter: Parameter) -> bool:
    """Whether its fields are parameters of the query themselves."""
    if parameter.schema is None or parameter.where != "query" or parameter.media_type:
        return False
    return view(validator, parameter.schema, {}, "request").types == {"object"}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _readings(validator: Validator, parameter: Parameter, texts: list[str]) -> Iterator[Any]:
    """The value with its likeliest reading first."""
    assert parameter.schema is not None  # noqa: S101 - for the type checker
    if parameter.media_type:
        yield from _json(texts[0]) if "json" in parameter.media_type else [texts[0]]
        return
    seen = view(validator, parameter.schema, None, "request")
    if "array" in seen.types:
        one_each = len(texts) > 1 or (parameter.explode and parameter.where in ("query", "cookie"))
        parts = texts if one_each else _split(parameter, texts[0])
        items = together(validator, seen.items, None, "request")
        yield [next(_scalars(one, items)) for one in parts]
        if seen.types == {"array"}:
            return
    if seen.types == {"object"}:
        yield _object(validator, parameter, seen, texts[0])
        return
    for text in texts[:1] if len(set(texts)) == 1 else texts:
        yield from _scalars(text, seen)


def _json(text: str) -> Iterator[Any]:
    try:
        yield json.loads(text)
    except ValueError:
        yield text


def _split(parameter: Parameter, text: str) -> list[str]:
    if parameter.style == "label":
        return text[1:].split("." if parameter.explode else ",") if text.startswith(".") else [text]
    if parameter.style == "matrix":
        inside = text.removeprefix(f";{parameter.name}=")
        between = f";{parameter.name}=" if parameter.explode else ","
        return inside.split(between) if inside != text else [text]
    return re.split(SEPARATORS.get(parameter.style, ","), text) if text else []


def _scalars(text: str, seen: SchemaView) -> Iterator[Any]:
    """What a text can be: the number or the truth value that the schema asks for, then the text itself."""
    types = seen.types
    if "string" in types and types != frozenset() and len(types) > 4:
        yield text
        return
    if "integer" in types and INTEGER.fullmatch(text):
        yield int(text)
    elif "number" in types and NUMBER.fullmatch(text):
        yield float(text)
    if "boolean" in types and text in ("true", "false"):
        yield text == "true"
    if "null" in types and text in ("", "null"):
        yield None
    yield text


def _object(validator: Validator, parameter: Parameter, seen: SchemaView, text: str) -> dict[str, Any]:
    """``simple`` and ``form`` without explode: name, value, name, value; with it: name=value."""
    parts = text.split(",")
    pairs = (
        [one.partition("=")[::2] for one in parts]
        if parameter.explode
        else list(zip(parts[::2], parts[1::2], strict=False))
    )
    return {name: _field(validator, seen, name, value) for name, value in pairs}


def query_object(validator: Validator, parameter: Parameter, query: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
    """The fields of an object in a query: ``filter[name]=x`` (deepObject), or ``name=x`` for each of its fields."""
    assert parameter.schema is not None  # noqa: S101 - for the type checker
    seen = view(validator, parameter.schema, {}, "request")
    found = {}
    for name, values in query.items():
        inside = re.fullmatch(rf"{re.escape(parameter.name)}\[([^\]]+)\]", name)
        key = inside[1] if inside else name if parameter.style == "form" and name in seen.known else None
        if key is not None:
            found[key] = _field(validator, seen, key, _text(values[0])) if len(values) == 1 else list(values)
    return found


def _field(validator: Validator, seen: SchemaView, name: str, text: str) -> Any:
    return next(_scalars(text, together(validator, seen.fields(name), None, "request")))


def parts_of_form(body: Any, media_type: str) -> dict[str, list[str]] | None:
    """The fields of a multipart form; None where it cannot be read."""
    if not isinstance(body, str):
        return None
    message = message_from_string(f"Content-Type: {media_type}\n\n{body}")
    if not message.is_multipart():
        return None
    found: dict[str, list[str]] = {}
    for part in message.get_payload():
        name = part.get_param("name", header="content-disposition") if isinstance(part, Message) else None
        if isinstance(part, Message) and isinstance(name, str):
            found.setdefault(name, []).append(str(part.get_payload()))
    return found


def form(validator: Validator, seen: SchemaView, pairs: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """The fields of a form in a body."""
    found: dict[str, Any] = {}
    for name, values in pairs.items():
        inside = together(validator, seen.fields(name), None, "request")
        several = "array" in inside.types and inside.types != frozenset() and "string" not in inside.types
        items = together(validator, inside.items, None, "request")
        found[name] = [next(_scalars(one, items)) for one in values] if several else next(_scalars(values[0], inside))
    return found
