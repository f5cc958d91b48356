"""One interaction in two versions: its name, its states, its request, and its responses."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pact_harness.pactfile.change import Effect
from pact_harness.pactfile.contract import Interaction, State
from pact_harness.pactfile.interaction_part import ABSENT, InteractionPart
from pact_harness.pactfile.matcher_diff import compare_bodies, compare_named

Difference = tuple[Effect, str | None, str]
Parameters = Mapping[str, object]


def compare_interactions(before: Interaction, after: Interaction) -> Iterator[Difference]:
    """What changed, each with its effect on the provider and its place (None for the whole interaction)."""
    if before.description != after.description and before.kind == "message":
        yield "more", None, f"was called {before.description!r} before; the provider is asked for a message by its name"
    elif before.description != after.description:
        yield "neither", None, f"was called {before.description!r} before; only the name has changed"
    yield from _compare_states(before.states, after.states)
    if before.request and after.request:
        yield from _compare_requests(before.request, after.request)
    yield from _compare_responses(before, after)
    if before.pending != after.pending:
        pending = after.pending
        yield "less" if pending else "more", None, f"is {'now' if pending else 'no longer'} pending"


def _compare_states(before: tuple[State, ...], after: tuple[State, ...]) -> Iterator[Difference]:
    """From other data a provider may well give another answer, so each difference asks for more, one gone too."""
    changed = False
    for name in dict.fromkeys(state.name for state in (*after, *before)):
        old, new = ([state.parameters for state in states if state.name == name] for states in (before, after))
        if _as_json(old) != _as_json(new):
            changed = True
            yield "more", "the states", _change_in_words(name, old, new)
    if not changed and [state.name for state in before] != [state.name for state in after]:
        yield "more", "the states", "are set up in another order"


def _change_in_words(name: str, old: Sequence[Parameters], new: Sequence[Parameters]) -> str:
    """A state may be asked for more than once, each time with parameters of its own."""
    if not old or not new:
        return f"{'now' if new else 'no longer'} has the state {name!r}"
    if len(old) != len(new):
        return f"has the state {name!r} {len(new)} times now, instead of {len(old)}"
    was, now = ({key for parameters in found for key in parameters} for found in (old, new))
    if added := ", ".join(sorted(now - was)):
        return f"now gives the state {name!r} the parameter {added}"
    if gone := ", ".join(sorted(was - now)):
        return f"no longer gives the state {name!r} the parameter {gone}"
    return f"gives the state {name!r} other values"


def _as_json(value: object) -> str:
    return json.dumps(value, sort_keys=True)  # to Python 1, 1.0 and True are equal


def _compare_requests(before: InteractionPart, after: InteractionPart) -> Iterator[Difference]:
    """A request that was never made before must be answered, so each difference in it asks for more."""
    old, new = (f"{side.method} {side.path}" for side in (before, after))
    if old != new:
        yield "more", "the request", f"is {new} now, instead of {old}"
    for part, nodes in (("query", (before.query, after.query)), ("header", (before.headers, after.headers))):
        was, now = ({node.path[0]: node.value for node in found} for found in nodes)
        for name in sorted({*was, *now}, key=str):
            if was.get(name, ABSENT) != now.get(name, ABSENT):
                yield "more", f"the request's {part} {name}", _came_went_or_changed(was, now, name)
    yield from _compare_media_types(before, after, "the request's media type")
    yield from _compare_sent(before, after)
    yield from _compare_injected(before, after)


def _came_went_or_changed(was: Mapping[Any, object], now: Mapping[Any, object], name: str | int) -> str:
    if name not in now:
        return f"is no longer sent; it was {json.dumps(was[name])}"
    return f"is {json.dumps(now[name])} now" + (f", instead of {json.dumps(was[name])}" if name in was else "")


def _compare_sent(before: InteractionPart, after: InteractionPart) -> Iterator[Difference]:
    was, now = _sent(before), _sent(after)
    entered = {node.shown for node in before.nodes} & {node.shown for node in after.nodes}
    for place in [*now, *(place for place in was if place not in now)]:
        if place in entered and not (place in was and place in now):
            continue  # empty in the one version; what it holds in the other is told by itself
        if was.get(place, ABSENT) != now.get(place, ABSENT):
            yield "more", f"the request's {place}", _came_went_or_changed(was, now, place)
    if was == now and before.raw.get("matchingRules") != after.raw.get("matchingRules"):
        yield "neither", "the request", "is checked by other rules, on the consumer's side alone"


def _sent(side: InteractionPart) -> dict[str, object]:
    """What the body holds: its values, and what is empty or not entered."""
    return {
        node.shown: node.value for node in side.nodes if node.is_leaf or not node.value or "arrayContains" in node.kinds
    }


def _compare_media_types(before: InteractionPart, after: InteractionPart, place: str) -> Iterator[Difference]:
    """The body's own; where the header says so too, it has been told."""
    was, now = before.media_type, after.media_type
    headers = [
        header.value if header else None for header in (before.header("content-type"), after.header("content-type"))
    ]
    if was and now and was != now and headers[0] == headers[1]:
        yield "more", place, f"is {now} now, instead of {was}"


def _compare_injected(before: InteractionPart, after: InteractionPart) -> Iterator[Difference]:
    was, now = before.raw.get("generators"), after.raw.get("generators")
    if was == now:
        return
    if "ProviderState" in json.dumps(now):
        yield "more", "the request", "takes other values from a provider state"
    elif "ProviderState" in json.dumps(was):
        yield "less", "the request", "no longer takes values from a provider state"


def _compare_responses(before: Interaction, after: Interaction) -> Iterator[Difference]:
    if len(before.responses) != len(after.responses):
        yield "more", None, f"has {len(after.responses)} responses now, instead of {len(before.responses)}"
    for old, new in zip(before.responses, after.responses, strict=False):
        if old.status != new.status:
            yield "more", "the status", f"is {new.status} now, instead of {old.status}"
        yield from compare_named(old.headers, new.headers)
        yield from compare_named(old.metadata, new.metadata)
        yield from _compare_media_types(old, new, "the media type")
        yield from compare_bodies(old, new)
