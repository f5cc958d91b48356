"""How closely two versions hold the provider to one value: tighter, looser, or as closely as before."""

import json
from collections.abc import Iterator

from pact_harness.pactfile.array_contains import variants_of
from pact_harness.pactfile.change import Effect
from pact_harness.pactfile.example_value import ExampleValue
from pact_harness.pactfile.interaction_part import InteractionPart
from pact_harness.pactfile.path_expressions import Path, show
from pact_harness.pactfile.readable_text import shorten
from pact_harness.pactfile.text_rules_diff import compare_text_rules

Difference = tuple[Effect, str, str]  # effect, place, words
Places = dict[Path, ExampleValue]
EXACT, PRECISE, KIND, TYPE = 4, 3, 2, 1  # how much a demand leaves open, the closest first
CLOSENESS = {"type": TYPE, "number": KIND, "notEmpty": KIND}
FORMATS = {"date", "time", "datetime", "timestamp"}


def compare_bodies(before: InteractionPart, after: InteractionPart) -> Iterator[Difference]:
    """Value by value; of what came or went as a whole only the top is told."""
    yield from compare_text_rules(before, after)
    old, new = _places(before), _places(after)
    for path in sorted({*old, *new}, key=_sortable):
        if path in old and path in new:
            yield from _compare(old[path], new[path], _shown(path))
            yield from compare_variants(old[path], new[path], _shown(path))
        elif path[:-1] in (old if path in new else new) or not path:
            yield from _came_or_went(path, old, new)


def compare_variants(before: ExampleValue, after: ExampleValue, place: str) -> Iterator[Difference]:
    """Below arrayContains: the items that a list must contain, each with rules of its own, in their order."""
    if "arrayContains" not in before.kinds or "arrayContains" not in after.kinds:
        return
    old, new = variants_of(before), variants_of(after)
    for number, (was, now) in enumerate(zip(old, new, strict=False)):
        for effect, inside, words in compare_bodies(was, now):
            yield effect, f"{place}[variant {number}]{inside.removeprefix('$')}", words
    for number, variant in enumerate(new[len(old) :], start=len(old)):
        yield "more", f"{place}[variant {number}]", f"is required in the list now: {_json(variant.body)}"
    for number, variant in enumerate(old[len(new) :], start=len(new)):
        yield "less", f"{place}[variant {number}]", f"is no longer required in the list; it was {_json(variant.body)}"


def _came_or_went(path: Path, old: Places, new: Places) -> Iterator[Difference]:
    was, now = old.get(path[:-1]), new.get(path[:-1])
    if was and now and isinstance(now.value, list) and describe(was) != describe(now):
        return  # the list itself tells that it has changed
    if path in new:
        yield "more", _shown(path), f"is expected now: {describe(new[path])}"
    else:
        yield "less", _shown(path), f"is no longer expected; it was {describe(old[path])}"


def compare_named(before: list[ExampleValue], after: list[ExampleValue]) -> Iterator[Difference]:
    """Headers or metadata, by their names."""
    old, new = ({node.path: node for node in nodes} for nodes in (before, after))
    for path in sorted({*old, *new}, key=_sortable):
        if path not in old:
            yield "more", new[path].shown, f"is expected now: {describe(new[path])}"
        elif path not in new:
            yield "less", old[path].shown, f"is no longer expected; it was {describe(old[path])}"
        else:
            yield from _compare(old[path], new[path], new[path].shown)


def _places(side: InteractionPart) -> Places:
    """Items under a rule for the whole list are one place: a second example asks for nothing more."""
    ruled = {node.path for node in side.nodes if isinstance(node.value, list) and not node.exact}
    found: Places = {}
    for node in side.nodes:
        path = tuple(
            "*" if isinstance(step, int) and node.path[:depth] in ruled else step
            for depth, step in enumerate(node.path)
        )
        found.setdefault(path, node)
    return found


def _sortable(path: Path) -> tuple[str, ...]:
    return tuple(f"{step:09}" if isinstance(step, int) else step for step in path)


def _shown(path: Path) -> str:
    return show(path).replace("['*']", "[*]")


def _compare(before: ExampleValue, after: ExampleValue, place: str) -> Iterator[Difference]:
    old, new = describe(before), describe(after)
    if {*before.kinds, *after.kinds} == {"arrayContains"}:
        return  # its variants are compared one by one
    if old == new:
        if before.value != after.value and before.is_leaf:
            yield "neither", place, f"has another example: {_json(after.value)} instead of {_json(before.value)}"
    elif _type(before) == _type(after) and _is_looser(before, after):
        yield "less", place, f"is {new} now, instead of {old}"
    else:
        yield "more", place, f"is {new} now, instead of {old}"


def _is_looser(before: ExampleValue, after: ExampleValue) -> bool:
    if isinstance(after.value, dict):
        return False  # rules for all keys or values ask for more of some and less of others
    old, new = _closeness(before), _closeness(after)
    if old != new:
        return new < old
    return not after.is_leaf and old == TYPE and _limits_widened(before, after)


def _closeness(node: ExampleValue) -> int:
    return max((CLOSENESS.get(kind, PRECISE) for kind in node.kinds if kind != "equality"), default=EXACT)


def _limits_widened(before: ExampleValue, after: ExampleValue) -> bool:
    (old_min, old_max), (new_min, new_max) = _limits(before), _limits(after)
    return new_min <= old_min and new_max >= old_max


def _limits(node: ExampleValue) -> tuple[float, float]:
    """How many items a list may have; a limit counts only where it stands."""
    least, most = 0.0, float("inf")
    for matcher in node.matchers if node.own else ():
        least = max(least, matcher["min"] if isinstance(matcher.get("min"), int) else 0)
        most = min(most, matcher["max"] if isinstance(matcher.get("max"), int) else most)
    return least, most


def describe(node: ExampleValue) -> str:
    """What the provider has to send there, in words: ``any string``, ``exactly "Alice"``."""
    if isinstance(node.value, dict) and node.kinds <= {"equality", "type"}:
        return "an object"
    if isinstance(node.value, list) and node.kinds <= {"equality", "type"}:
        return _describe_list(node)
    if node.exact:
        return f"exactly {_json(node.value)}"
    together = " or " if any(matcher.get("combine") == "OR" for matcher in node.matchers) else " and "
    return together.join(_describe_matcher(matcher, _type(node)) for matcher in node.matchers)


def _describe_list(node: ExampleValue) -> str:
    if node.exact:
        return f"a list of exactly {len(node.value)}"
    least, most = _limits(node)
    return "a list" + (f" of at least {least:.0f}" if least else "") + (f" of at most {most:.0f}" if most < 1e9 else "")


def _describe_matcher(matcher: dict[str, object] | object, json_type: str) -> str:
    rule = dict(matcher) if isinstance(matcher, dict) else {}
    kind = str(rule.pop("match", ""))
    rule.pop("combine", None)  # told between the matchers
    if kind == "type":
        return f"any {json_type}"
    if kind in {"integer", "decimal", "number", "boolean"}:
        return f"any {kind}"
    if kind == "regex":
        return f"a text like /{rule.get('regex', '')}/"
    if kind in FORMATS and (form := rule.get("format", rule.get(kind))):
        return f"a {kind} like {form}"
    return f"what {kind} accepts" + (f" ({_json(rule)})" if rule else "")


def _type(node: ExampleValue) -> str:
    names = {dict: "object", list: "list", str: "string", bool: "boolean", int: "number", float: "number"}
    return names.get(type(node.value), "null")


def _json(value: object) -> str:
    return shorten(json.dumps(value, ensure_ascii=False, sort_keys=True), 60)
