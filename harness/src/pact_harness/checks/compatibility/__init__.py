"""Compatibility: which changes of the contracts ask more of the provider, which less, which neither.

More means that a provider which kept every promise before may break one now, so it must be looked at before
the consumer is released; less or neither means that it cannot. Where that cannot be told, it is called more.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from pact_harness.checks.compatibility.change import Change, Effect
from pact_harness.checks.compatibility.exchange import compare_interactions
from pact_harness.checks.compatibility.versions import VersionError, version
from pact_harness.checks.context import Context
from pact_harness.checks.finding import Finding
from pact_harness.checks.promise import Promise
from pact_harness.pactfile.contract import Contract, PactFileError, read_contracts

__all__ = ["Change", "Effect", "check", "compare", "compare_versions"]

ORDER: Mapping[Effect, int] = {"more": 0, "less": 1, "neither": 2}
NOTES: Mapping[Effect, tuple[str, str]] = {
    "more": ("asks-more", "Let the provider verify it before the consumer is released."),
    "less": ("asks-less", "Nothing to do: a provider that kept the promises before keeps them now."),
    "neither": ("asks-the-same", "Nothing to do."),
}
REASON = "A consumer may be released once its provider keeps what it asks."
Pair = tuple[Promise | None, Promise | None]
Key = Callable[[Promise], object]


def check(context: Context) -> list[Finding]:
    """The changes of the folders looked at since ``context.against``, as notes: a change is not a fault.

    Where nothing could be compared, a note says so, and why: no change is told only where there is none.
    """
    if not all(path.is_dir() for path in context.paths):
        return [_not_compared(context, "folders are compared, each as one")]
    if context.unreadable:
        return [_not_compared(context, f"{context.unreadable[0].path.name} cannot be read (lint says why)")]
    try:
        changes = [one for path in context.paths for one in compare_versions(context.against or "HEAD", path)]
    except (VersionError, PactFileError):
        if context.against:
            raise
        return [_not_compared(context, "git knows no earlier version of the folder")]
    return [_note(change) for change in changes]


def _note(change: Change) -> Finding:
    rule, advice = NOTES[change.effect]
    file = f"{change.consumer} of {change.provider}"
    text = f"{change.text[:1].upper()}{change.text[1:]}."
    return Finding(rule, file, change.interaction, change.at, text, advice, REASON, severity="note")


def _not_compared(context: Context, why: str) -> Finding:
    text, advice = f"Not compared: {why}.", "Name what to compare it with: --against FOLDER, or a git revision."
    if not context.paths[0].is_dir() or context.unreadable:
        advice = "Name the folder alone, or mend the file."
    file = context.shown(context.paths[0])
    return Finding("not-compared", file, None, None, text, advice, REASON, severity="note")


def compare_versions(before: str, after: Path) -> list[Change]:
    """Changes from a folder or git revision to a folder. ``VersionError``, or ``PactFileError`` for a file."""
    with version(before, after) as folder:
        return compare(read_contracts(folder), read_contracts(after))


def compare(before: Sequence[Contract], after: Sequence[Contract]) -> list[Change]:
    """Every change between two versions of a folder of contracts, what asks more first."""
    old, new = ({(one.consumer, one.provider): one for one in contracts} for contracts in (before, after))
    changes = [
        Change(effect, *pacticipants, interaction, at, text)
        for pacticipants in sorted({*old, *new})
        for effect, interaction, at, text in _compare(old.get(pacticipants), new.get(pacticipants))
    ]
    return sorted(changes, key=lambda change: ORDER[change.effect])


def _compare(before: Contract | None, after: Contract | None) -> Iterator[tuple[Effect, str | None, str | None, str]]:
    for old, new in _pairs(_promises(before), _promises(after)):
        if old is None and new is not None:
            yield "more", new.name, None, f"is asked for now{_in_states(new)}"
        elif new is None and old is not None:
            yield "less", old.name, None, f"is asked for no more{_in_states(old)}"
        elif old and new:
            yield from ((effect, new.name, at, text) for effect, at, text in compare_interactions(old, new))
    if before and after and before.specification != after.specification:
        text = f"the file follows version {after.specification} now, instead of {before.specification}"
        yield "neither", None, None, text


def _promises(contract: Contract | None) -> list[Promise]:
    return [Promise(contract, interaction) for interaction in contract.interactions] if contract else []


def _pairs(before: list[Promise], after: list[Promise]) -> Iterator[Pair]:
    """The same interaction in both versions: by its name and states, then its name, then all but its name."""
    for key in (_identity, _name, _content):
        old = _by(key, before)
        for promise in list(after):
            if found := old.pop(key(promise), None):
                before, after = _without(before, found), _without(after, promise)
                yield found, promise
    yield from ((promise, None) for promise in before)
    yield from ((None, promise) for promise in after)


def _by(key: Key, promises: list[Promise]) -> dict[object, Promise]:
    found: dict[object, Promise] = {}
    for promise in promises:
        found.setdefault(key(promise), promise)
    return found


def _without(promises: list[Promise], one: Promise) -> list[Promise]:
    return [promise for promise in promises if promise is not one]


def _states(promise: Promise) -> str:
    states = [(state.name, state.parameters) for state in promise.interaction.states]
    return json.dumps(states, sort_keys=True)


def _identity(promise: Promise) -> object:
    return promise.interaction.kind, promise.name, _states(promise)


def _name(promise: Promise) -> object:
    return promise.interaction.kind, promise.name


def _content(promise: Promise) -> object:
    raw = promise.interaction.raw
    content = {
        key: raw.get(key) for key in ("request", "response", "contents", "metadata", "metaData", "matchingRules")
    }
    return promise.interaction.kind, _states(promise), json.dumps(content, sort_keys=True)


def _in_states(promise: Promise) -> str:
    names = [state.name for state in promise.interaction.states]
    return f" (given {' and '.join(names)})" if names else ""
