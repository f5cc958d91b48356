"""Matching rules and generators, the same for every version of the format.

Version 2 keeps them flat (``$.body.id``), 3 and 4 by category with a list of matchers and how to combine them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pact_harness.pactfile.path_expressions import Expression, Path, Step, Wild, parse, weight

Matcher = Mapping[str, Any]

# A rule holds for the children of the value it stands at, except for these
# (https://github.com/pact-foundation/pact-specification/tree/version-4).
NOT_FOR_CHILDREN = {"values", "eachKey", "eachValue"}


@dataclass(frozen=True)
class MatchingRule:
    """Matchers for the values that an expression names; ``category`` is body, header, query, path, …"""

    category: str
    expression: Expression
    matchers: tuple[Matcher, ...]


def read_rules(raw: object) -> Iterator[MatchingRule]:
    """The rules of a ``matchingRules`` object; what cannot be understood is left out, never an error."""
    for key, value in raw.items() if isinstance(raw, Mapping) else ():
        if key.startswith("$"):
            yield from _flat_rule(key, value)
        elif isinstance(value, Mapping) and isinstance(value.get("matchers"), list):
            yield MatchingRule(_category(key), (), _matchers(value["matchers"], value.get("combine")))
        elif isinstance(value, Mapping):
            yield from _category_rules(_category(key), value)


def _category(name: str) -> str:
    return {"headers": "header", "content": "body", "contents": "body"}.get(name, name)


def _flat_rule(key: str, value: object) -> Iterator[MatchingRule]:
    expression = parse(key)
    if expression and isinstance(expression[0], str) and isinstance(value, Mapping):
        rest = expression[1:]
        category = _category(expression[0])
        yield MatchingRule(category, _named(rest) if category != "body" else rest, _matchers([value]))


def _category_rules(category: str, rules: Mapping[str, Any]) -> Iterator[MatchingRule]:
    for key, value in rules.items():
        by_path = category == "body" or key.startswith("$")
        expression = parse(key) if by_path else (key,)
        if expression is not None and isinstance(value, Mapping):
            found = value.get("matchers")
            rest = expression if category == "body" else _named(expression)
            several = found if isinstance(found, list) else [value]
            yield MatchingRule(category, rest, _matchers(several, value.get("combine")))


def _named(expression: Expression) -> Expression:
    """Headers and parameters are named; which of several values a rule means makes no difference here."""
    return tuple(step.lower() if isinstance(step, str) else step for step in expression[:1])


def _matchers(found: list[Any], combine: object = "AND") -> tuple[Matcher, ...]:
    """One of several that need not all hold says so itself, as ``combine``: it is rare, and seldom matters."""
    complete = [_complete(one) for one in found if isinstance(one, Mapping)]
    either = combine == "OR" and len(complete) > 1
    return tuple({**one, "combine": "OR"} if either else one for one in complete)


def _complete(matcher: Matcher) -> Matcher:
    """Older libraries leave the kind out where a regex, a minimum or a maximum tells it."""
    if isinstance(matcher.get("match"), str):
        return matcher
    return {**matcher, "match": "regex" if "regex" in matcher else "type"}


class MatchingRules:
    """The rules of one request, response or message."""

    def __init__(self, raw: object) -> None:
        self._by_category: dict[str, list[MatchingRule]] = {}
        self._by_first_step: dict[Step | Wild | None, list[MatchingRule]] = {}  # of the body's, which may be many
        for rule in read_rules(raw):
            self._by_category.setdefault(rule.category, []).append(rule)
            if rule.category == "body":
                first = rule.expression[0] if rule.expression else None
                self._by_first_step.setdefault(first, []).append(rule)

    def named(self, category: str, name: str = "") -> tuple[Matcher, ...]:
        """The matchers of a header, a parameter, a piece of metadata; or of the path or the status."""
        wanted = (name.lower(),) if name else ()
        for rule in self._by_category.get(category, ()):
            if rule.expression == wanted or rule.expression == (Wild.ANY,):
                return rule.matchers
        return ()

    def at(self, path: Path) -> tuple[tuple[Matcher, ...], bool]:
        """The matchers that decide about a place in the body, and whether they stand at that very place."""
        best, heaviest = None, 0
        for first in (None, path[0], Wild.ANY, Wild.INDEX) if path else (None,):
            for rule in self._by_first_step.get(first, ()):
                found = weight(rule.expression, path)
                if found > heaviest:
                    best, heaviest = rule, found
        if best is None:
            return (), False
        own = len(best.expression) == len(path)
        return (best.matchers if own else _for_children(best)), own


def _for_children(rule: MatchingRule) -> tuple[Matcher, ...]:
    """What a rule says about what lies below its value: ``eachValue`` hands on the rules it holds itself."""
    inherited = [one for one in rule.matchers if one["match"] not in NOT_FOR_CHILDREN]
    for one in rule.matchers:
        if one["match"] == "eachValue" and isinstance(one.get("rules"), list):
            inherited += _matchers(one["rules"])
    return tuple(inherited)


def unwrap(value: object) -> tuple[object, tuple[Matcher, ...]] | None:
    """Version 1 of pact-ruby kept matchers in the body itself, as objects of its own classes."""
    name = value.get("json_class") if isinstance(value, Mapping) else None
    if not isinstance(value, Mapping) or not isinstance(name, str):
        return None
    if name == "Pact::SomethingLike":
        return value.get("contents"), ({"match": "type"},)
    if name == "Pact::ArrayLike":
        return [value.get("contents")], ({"match": "type", "min": value.get("min", 1)},)
    data = value.get("data")
    if name == "Pact::Term" and isinstance(data, Mapping):
        matcher = data.get("matcher")
        regex = matcher.get("s", "") if isinstance(matcher, Mapping) else ""
        return data.get("generate"), ({"match": "regex", "regex": regex},)
    return None


def read_generators(raw: object) -> dict[str, dict[Expression, Matcher]]:
    """Generators by category and path: what fills a value in while a test or a verification runs."""
    found: dict[str, dict[Expression, Matcher]] = {}
    for key, value in raw.items() if isinstance(raw, Mapping) else ():
        if isinstance(value, Mapping):
            found[_category(key)] = dict(_generators(_category(key), value))
    return found


def _generators(category: str, value: Mapping[str, Any]) -> Iterator[tuple[Expression, Matcher]]:
    if isinstance(value.get("type"), str):
        yield (), value
    for key, generator in value.items():
        expression = parse(key) if category == "body" or key.startswith("$") else (key,)
        if expression is not None and isinstance(generator, Mapping):
            yield (expression if category == "body" else _named(expression)), generator
