"""A matching rule against a schema, where it can be decided: what each accepts, and whether one accepts more.

In a response the provider may send whatever the schema allows, and the contract takes what its matcher accepts. In a
request the consumer may send whatever its matcher accepts, and the provider takes what the schema allows.
"""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from pact_harness.openapi.effective_schema import TYPES, SchemaView, types_of
from pact_harness.openapi.findings import Problem
from pact_harness.openapi.http_interaction import Matcher, Value
from pact_harness.openapi.regex_samples import samples
from pact_harness.openapi.validator import Direction, SchemaError, Validator
from pact_harness.pactfile.datetime_format import format_of, has_format

Types = frozenset[str]
OF_A_KIND = {
    "number": frozenset({"integer", "decimal"}),
    "integer": frozenset({"integer"}),
    "decimal": frozenset({"decimal"}),
    "boolean": frozenset({"boolean"}),
    "null": frozenset({"null"}),
}
OF_TEXT = {"regex", "include", "date", "time", "datetime", "timestamp", "semver"}
MOMENTS = {"date", "time", "datetime", "timestamp"}
# What the formats allow; fractions of a second are left out, which few providers send.
OF_A_FORMAT = {
    "date-time": ["2020-01-31T12:00:00Z", "2020-01-31T12:00:00+02:00"],
    "date": ["2020-01-31"],
    "time": ["12:00:00Z"],
    "uuid": ["6f1c2d3e-4b5a-4789-8abc-def012345678"],
    "ipv4": ["192.0.2.1"],
    "ipv6": ["2001:db8::1"],
    "email": ["someone@example.com"],
}
LONGEST_TRIED = 1_000
NESTED_REPEAT = re.compile(r"[+*}]\)+[+*{]")


def compare(value: Value, view: SchemaView, validator: Validator, direction: Direction, at: str) -> Iterator[Problem]:
    """The problems of the matchers at one value, whose example the schema allows."""
    if not value.kinds or value.kinds == {"equality"}:
        return
    if isinstance(value.value, list):
        yield from _lengths(value, view, direction, at)
        return
    accepted = _accepted_by_all(value)
    allowed = _atoms(view.types)
    decided = accepted is not None and allowed != _atoms(TYPES)
    if decided and accepted is not None and not accepted & allowed:
        rule = "openapi-matcher" if direction == "response" else "openapi-request-matcher"
        message = f"The contract accepts {_listed(accepted)}, and the document allows {_listed(allowed)}."
        yield Problem(rule, at, view.location_of("type", "enum", "const"), message, "Use the matcher of that type.")
    elif decided and accepted is not None and direction == "response" and (more := allowed - accepted - {"null"}):
        message = f"The document allows {_listed(more)} here too, and the contract accepts {_listed(accepted)}."
        advice = "Accept it in the consumer, or document what is really sent."
        yield Problem("openapi-matcher-narrow", at, view.location_of("type"), message, advice)
    elif decided and accepted is not None and direction == "request" and (more := accepted - allowed):
        message = f"The contract accepts {_listed(more)} from the consumer, and the document takes {_listed(allowed)}."
        yield Problem("openapi-request-matcher-wide", at, view.location_of("type"), message, "Use a narrower matcher.")
    else:
        yield from _examples(value, view, validator, direction, at)


def _examples(value: Value, view: SchemaView, validator: Validator, direction: Direction, at: str) -> Iterator[Problem]:
    """What can only be tried: values that one side has, held against the other."""
    if direction == "response":
        refused = [one for one in _sent(view, validator) if not _accepts(value, one)]
        if refused:
            message = f"The document allows {_shown(refused)}, which the contract's {_named(value)} refuses."
            advice = "Accept it in the contract, or document what is really sent."
            location = view.location_of("enum", "const", "format")
            yield Problem("openapi-matcher-narrow", at, location, message, advice)
        return
    values = view.values
    if values is not None and value.kinds <= {"type"}:
        message = f"The contract accepts any value of the type, and the document takes only {_shown(values)}."
        location = view.location_of("enum", "const")
        yield Problem("openapi-request-matcher-wide", at, location, message, "Use a regex, or the value itself.")
        return
    generated = [one for matcher in value.matchers if matcher["match"] == "regex" for one in samples(_regex(matcher))]
    if refused := [one for one in generated if _accepts(value, one) and not _allows(view, validator, one, direction)]:
        message = f"The contract accepts {_shown(refused)}, which the document refuses."
        location = view.location_of("enum", "const", "pattern", "format")
        yield Problem("openapi-request-matcher-wide", at, location, message, "Use a narrower regex.")


def _lengths(value: Value, view: SchemaView, direction: Direction, at: str) -> Iterator[Problem]:
    """The least and the most items that a rule asks for, where the rule stands at the list itself."""
    if not value.own:
        return
    least = max((one["min"] for one in value.matchers if isinstance(one.get("min"), int)), default=0)
    most = min((one["max"] for one in value.matchers if isinstance(one.get("max"), int)), default=None)
    fewest, highest = view.limit("minItems") or 0, view.limit("maxItems")
    rule = "openapi-matcher" if direction == "response" else "openapi-request-matcher"
    advice = "Change the minimum or the maximum of one of them."
    if highest is not None and least > highest:
        message = f"The contract accepts at least {least} items, and the document allows at most {highest}."
        yield Problem(rule, at, view.location_of("maxItems"), message, advice)
    elif most is not None and most < fewest:
        message = f"The contract accepts at most {most} items, and the document asks for at least {fewest}."
        yield Problem(rule, at, view.location_of("minItems"), message, advice)
    elif direction == "request" and least < fewest:
        message = f"The contract accepts {least} items from the consumer, and the document asks for {fewest}."
        location = view.location_of("minItems")
        yield Problem("openapi-request-matcher-wide", at, location, message, f"Ask for min={fewest}.")


def _accepted_by_all(value: Value) -> Types | None:
    """The types that the matchers accept; None where they do not tell."""
    found = [_accepted(one, value.value) for one in value.matchers]
    if any(one is None for one in found):
        return None
    sets = [one for one in found if one is not None]
    either = any(one.get("combine") == "OR" for one in value.matchers)
    return frozenset.union(*sets) if either else frozenset.intersection(*sets)


def _accepted(matcher: Matcher, example: Any) -> Types | None:
    kind = matcher["match"]
    if kind in OF_A_KIND:
        return OF_A_KIND[kind]
    if kind in OF_TEXT:
        return frozenset({"string"}) | (frozenset() if isinstance(example, str) else _atoms(types_of(example)))
    if kind in ("type", "equality"):
        return _atoms(types_of(example) | ({"integer", "number"} if _is_number(example) else set()))
    return None


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _atoms(types: Types) -> Types:
    """A number is an integer or a decimal, which Pact's matchers tell apart."""
    return types - {"number"} | {"decimal"} if "number" in types else types


def _accepts(value: Value, candidate: object) -> bool:
    """Whether the matchers accept it, as far as can be told: what cannot is accepted."""
    results = [_matches(one, candidate) for one in value.matchers]
    either = any(one.get("combine") == "OR" for one in value.matchers)
    return any(results) if either else all(results)


def _matches(matcher: Matcher, candidate: object) -> bool:
    if not isinstance(candidate, str):
        return True  # of another type: told by the types
    kind = matcher["match"]
    if kind == "regex":
        regex = _regex(matcher)
        if NESTED_REPEAT.search(regex) or len(candidate) > LONGEST_TRIED:
            return True
        try:
            return re.search(regex, candidate) is not None
        except re.error:
            return True
    if kind in MOMENTS:
        return has_format(candidate, format_of(matcher))
    if kind == "include":
        return str(matcher.get("value", "")) in candidate
    return True


def _regex(matcher: Matcher) -> str:
    return str(matcher.get("regex", ""))


def _sent(view: SchemaView, validator: Validator) -> list[Any]:
    """Values that the provider may send: all of an enum, or some of a format. Not those of a pattern, which is often
    written more widely than what is sent (``[0-9]{2}`` for a month)."""
    if view.values is not None:
        return [one for one in view.values if one is not None]
    found: list[str] = []
    for part in view.parts:
        found += OF_A_FORMAT.get(str(part.schema.get("format")), [])
    return [one for one in found if _allows(view, validator, one, "response")]


def _allows(view: SchemaView, validator: Validator, candidate: object, direction: Direction) -> bool:
    try:
        return not view.parts or validator.is_valid(view.location, candidate, direction)
    except SchemaError:
        return True


def _named(value: Value) -> str:
    return " and ".join(sorted(value.kinds))


def _listed(types: Types) -> str:
    words = {"integer": "integers", "decimal": "decimals", "string": "text", "boolean": "true or false"}
    words |= {"array": "lists", "object": "objects"}
    if types >= {"integer", "decimal"}:
        types, words = types - {"decimal"}, {**words, "integer": "numbers"}
    return " and ".join(sorted(words.get(one, one) for one in types)) or "nothing"


def _shown(values: Sequence[Any]) -> str:
    shown = [json.dumps(one, ensure_ascii=False) for one in values[:3]]
    more = f" and {len(values) - 3} more" if len(values) > 3 else ""
    return ", ".join(one if len(one) <= 60 else f"{one[:60]}…" for one in shown) + more
