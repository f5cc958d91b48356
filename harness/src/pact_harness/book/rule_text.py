"""What a contract says of one value, in the words of a person: "exactly", "any integer", "a date like …".

Matching rules: https://github.com/pact-foundation/pact-specification/tree/version-4
"""

import json
from collections.abc import Mapping
from typing import Any

from pact_harness.pactfile.example_value import ExampleValue
from pact_harness.pactfile.matcher_diff import describe
from pact_harness.pactfile.matching_rules import Matcher

PHRASES: Mapping[str, str] = {
    "notEmpty": "anything but empty",
    "semver": "a semantic version",
    "values": "any keys, with values like these",
    "arrayContains": "a list that contains items like these, in any order",
    "null": "null",
}
STATUSES: Mapping[str, str] = {
    "info": "any 1xx",
    "success": "any 2xx",
    "redirect": "any 3xx",
    "clientError": "any 4xx",
    "serverError": "any 5xx",
    "nonError": "any status below 400",
    "error": "any 4xx or 5xx",
}


def rule_text(node: ExampleValue) -> str:
    """The rule at a value; empty where brackets say it already (an object or list of whatever it holds)."""
    if node.exact:
        if isinstance(node.value, list) and node.value:
            return f"a list of exactly {len(node.value)}"
        return "" if isinstance(node.value, dict) and node.value else "exactly"
    if not node.is_leaf and not node.own:
        return ""
    if node.kinds & {"type", "integer", "decimal", "number", "boolean", "regex", "equality"} or node.kinds <= FORMATS:
        told = describe(node)
    else:
        told = " and ".join(_phrase(one) for one in node.matchers)
    return "" if told in {"an object", "a list"} else told


FORMATS = {"date", "time", "datetime", "timestamp"}


def _phrase(matcher: Matcher) -> str:
    kind = str(matcher["match"])
    if kind == "statusCode":
        return _status(matcher.get("status"))
    if kind == "include":
        return f"text that contains {json.dumps(matcher.get('value'), ensure_ascii=False)}"
    if kind == "contentType":
        return f"content of the type {matcher.get('value')}"
    if kind in ("eachKey", "eachValue"):
        return f"each {kind[4:].lower()} {_nested(matcher)}"
    if kind in FORMATS:
        return f"a {kind}"
    return PHRASES.get(kind) or f"what the rule {kind!r} accepts, which this book does not know"


def _nested(matcher: Matcher) -> str:
    """The rules that hold for each key or value of an object."""
    rules = [one for one in matcher.get("rules") or [] if isinstance(one, Mapping) and "match" in one]
    return " and ".join(_of_unknown_type(one) for one in rules) or "as in the example"


def _of_unknown_type(matcher: Mapping[str, Any]) -> str:
    if matcher["match"] == "type":
        return "of the example's type"
    if matcher["match"] == "regex":
        return f"like /{matcher.get('regex', '')}/"
    if matcher["match"] in ("integer", "decimal", "number", "boolean"):
        return f"any {matcher['match']}"
    return _phrase(matcher)


def _status(wanted: object) -> str:
    if isinstance(wanted, list):
        return f"any of {', '.join(map(str, wanted))}"
    return STATUSES.get(str(wanted), f"a status of the kind {wanted}")


def generator_text(generator: Mapping[str, Any] | None) -> str:
    """Where a value really comes from when the interaction is replayed; empty where it is the example."""
    if generator is None:
        return ""
    if generator.get("type") == "ProviderState":
        return f"filled in by the provider state: {generator.get('expression', '')}"
    return f"a new value each time ({generator.get('type', 'of a kind this book does not know')})"
