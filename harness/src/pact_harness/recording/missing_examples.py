"""Where a matcher stands without an example.

pact-python 4.2 writes `null`, an empty text or "string" in the example's place, and the mock server invents a
value for each request: neither the test nor the contract's reader can rely on what is there.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pact_harness.pactfile.path_expressions import parse, values_at

Json = Mapping[str, Any]

STAND_INS = (None, "", "string")
# These two take their value from the provider's side of a verification; every other generator invents one.
NOT_RANDOM = ("ProviderState", "MockServerURL")


def places_without_example(half: Json) -> Iterator[tuple[str, str]]:
    """The places in a request, a response or a message (`body $.id`, `header Authorization`, `path` …), each with the
    kind of generator that pact put there, empty for none."""
    rules, generators = half.get("matchingRules", {}), half.get("generators", {})
    content = (half.get("body") or half.get("contents") or {}).get("content")
    for path in _in_body(content, rules.get("body", {}), generators.get("body", {})):
        yield f"body {path[0]}", path[1]
    if "path" in rules and _lacking(rules["path"], generators.get("path"), half["path"]):
        yield "path", _kind(generators.get("path"))
    for category, member in (("header", "headers"), ("query", "query"), ("metadata", "metadata")):
        examples = {name.lower(): value for name, value in (half.get(member) or {}).items()}
        for name, rule in rules.get(category, {}).items():
            generator = generators.get(category, {}).get(name)
            if any(_lacking(rule, generator, value) for value in _listed(examples.get(name.lower()))):
                yield f"{category} {name}", _kind(generator)


def _kind(generator: Json | None) -> str:
    return str(generator["type"]) if generator else ""


def _in_body(content: Any, rules: Json, generators: Json) -> Iterator[tuple[str, str]]:
    for path, rule in rules.items():
        examples = values_at(content, parse(path) or ())
        if any(_lacking(rule, generators.get(path), example) for example in examples):
            yield path, _kind(generators.get(path))
        for variant in _variants(rule):
            for array in _arrays_with(variant, examples):
                inside = _in_body(array[variant["index"]], variant.get("rules", {}), variant.get("generators", {}))
                yield from (
                    (f"{path}[{variant['index']}]{below.removeprefix('$')}", generator) for below, generator in inside
                )


def _variants(rule: Json) -> list[Json]:
    """What `match.array_containing` asks for, each with rules and generators of its own."""
    return [variant for matcher in rule["matchers"] for variant in matcher.get("variants", [])]


def _arrays_with(variant: Json, values: Any) -> Iterator[Any]:
    """The arrays that hold an example of the variant: a rule for a star may point at other values as well."""
    yield from (one for one in values if isinstance(one, list) and variant["index"] < len(one))


def _lacking(rule: Json, generator: Json | None, example: Any) -> bool:
    invented = generator is not None and generator["type"] not in NOT_RANDOM
    combined = len(rule["matchers"]) > 1  # `a & b`, whose example pact-python drops
    return (invented and example in STAND_INS) or (combined and example in STAND_INS[:2])


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
