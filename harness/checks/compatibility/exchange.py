"""One interaction in two versions: its name, its states, its request, and what is promised in answer."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from harness.checks.compatibility.change import Effect
from harness.checks.compatibility.values import compare_bodies, compare_named
from harness.checks.promise import Promise
from harness.checks.side import ABSENT, Side
from harness.contract import State

Difference = tuple[Effect, str | None, str]


def compare_interactions(before: Promise, after: Promise) -> Iterator[Difference]:
    """What changed, each with its effect on the provider and its place (None for the whole interaction)."""
    if before.name != after.name:
        yield "neither", None, f"was called {before.name!r} before; only the name has changed"
    yield from _compare_states(before.interaction.states, after.interaction.states)
    if before.request and after.request:
        yield from _compare_requests(before.request, after.request)
    yield from _compare_answers(before, after)
    if before.interaction.pending != after.interaction.pending:
        pending = after.interaction.pending
        yield "less" if pending else "more", None, f"is pending {'now' if pending else 'no more'}"


def _compare_states(before: tuple[State, ...], after: tuple[State, ...]) -> Iterator[Difference]:
    old, new = ({state.name: state for state in states} for states in (before, after))
    for name in [*new, *(name for name in old if name not in new)]:
        if name not in old:
            yield "more", "the states", f"has the state {name!r} now"
        elif name not in new:
            yield "less", "the states", f"has the state {name!r} no more"
        elif new[name].parameters.keys() - old[name].parameters.keys():
            added = ", ".join(sorted(new[name].parameters.keys() - old[name].parameters.keys()))
            yield "more", "the states", f"gives the state {name!r} {added} now"
        elif old[name].parameters != new[name].parameters:
            yield "neither", "the states", f"gives the state {name!r} other values"


def _compare_requests(before: Side, after: Side) -> Iterator[Difference]:
    """A request that was never made before must be answered, so each difference in it asks for more."""
    old, new = (f"{side.method} {side.path}" for side in (before, after))
    if old != new:
        yield "more", "the request", f"is {new} now, instead of {old}"
    for part, nodes in (("query", (before.query, after.query)), ("header", (before.headers, after.headers))):
        was, now = ({node.path[0]: node.value for node in found} for found in nodes)
        for name in sorted({*was, *now}, key=str):
            if was.get(name, ABSENT) != now.get(name, ABSENT):
                yield "more", f"the request's {part} {name}", _came_went_or_changed(was, now, name)
    yield from _compare_sent(before, after)
    yield from _compare_injected(before, after)


def _came_went_or_changed(was: Mapping[Any, object], now: Mapping[Any, object], name: str | int) -> str:
    if name not in now:
        return f"is sent no more; it was {json.dumps(was[name])}"
    return f"is {json.dumps(now[name])} now" + (f", instead of {json.dumps(was[name])}" if name in was else "")


def _compare_sent(before: Side, after: Side) -> Iterator[Difference]:
    was, now = ({node.shown: node.value for node in side.leaves} for side in (before, after))
    for place in [*now, *(place for place in was if place not in now)]:
        if was.get(place, ABSENT) != now.get(place, ABSENT):
            yield "more", f"the request's {place}", _came_went_or_changed(was, now, place)
    if was == now and before.raw.get("matchingRules") != after.raw.get("matchingRules"):
        yield "neither", "the request", "is checked by other rules, on the consumer's side alone"


def _compare_injected(before: Side, after: Side) -> Iterator[Difference]:
    was, now = before.raw.get("generators"), after.raw.get("generators")
    if was == now:
        return
    if "ProviderState" in json.dumps(now):
        yield "more", "the request", "takes other values from a provider state"
    elif "ProviderState" in json.dumps(was):
        yield "less", "the request", "takes values from a provider state no more"


def _compare_answers(before: Promise, after: Promise) -> Iterator[Difference]:
    if len(before.answers) != len(after.answers):
        yield "more", None, f"has {len(after.answers)} answers now, instead of {len(before.answers)}"
    for old, new in zip(before.answers, after.answers, strict=False):
        if old.status != new.status:
            yield "more", "the status", f"is {new.status} now, instead of {old.status}"
        yield from compare_named(old.headers, new.headers)
        yield from compare_named(old.metadata, new.metadata)
        yield from compare_bodies(old, new)
