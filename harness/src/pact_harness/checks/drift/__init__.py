"""Drift: what the consumers' tests record now, against what is committed, and who has moved away from whom.

What nobody records any more is verified for nobody, and what nobody has recorded yet is not verified at all.
Differences are told in the words of the compatibility check, as changes from the file to what the tests record.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pact_harness.checks.context import Context
from pact_harness.checks.drift.cause import Origin, find_origin
from pact_harness.checks.finding import Finding
from pact_harness.checks.rerun import (
    NotRecordedError,
    Recording,
    is_asked_for,
    is_recorded_here,
    record,
    recorded_elsewhere,
    shown,
)
from pact_harness.pactfile.contract import Contract, Identity, Interaction, PactFileError, parse_contract
from pact_harness.pactfile.interaction_diff import compare_interactions
from pact_harness.pactfile.json_diff import NOTHING, differences, place, words
from pact_harness.pactfile.readable_text import counted

RULE_IDS = {
    "contract-missing",
    "contract-stale",
    "contract-form",
    "interaction-missing",
    "interaction-stale",
    "interaction-changed",
}
STATES = "the states"  # of which compatibility says no more than that their values are others
REASON = "The provider is verified against the file, but the consumer behaves as its tests record."


@dataclass(frozen=True)
class Pair:
    """One contract twice: as committed, None where that is no contract any more, and as recorded now.

    ``command`` is how a person records.
    """

    path: Path
    texts: tuple[str, str]
    committed: Contract | None
    recorded: Contract
    command: str

    def finding(self, rule: str, of: Interaction, at: str | None, message: str, origin: Origin) -> Finding:
        advice = origin.advice.format(command=self.command)
        name = (self.recorded if rule != "interaction-stale" or not self.committed else self.committed).name_of(of)
        return Finding(rule, self.path.name, name, at, f"{message} {origin.words}", advice, REASON)


def check(context: Context) -> list[Finding]:
    """What is missing, stale or changed, with who changed it."""
    if not is_recorded_here(context):
        return [recorded_elsewhere("drift")]
    try:
        recording = record(context)
    except NotRecordedError as error:
        return [error.finding()]
    return [replace(one, file=shown(context, one.file)) for one in _findings(context, recording)]


def _findings(context: Context, recording: Recording) -> Iterator[Finding]:
    files = {path.name: path for path in context.files}
    for name in recording.texts:
        if name in files:
            yield from _compare(_pair(files[name], recording))
        elif is_asked_for(context, name):
            number = len(recording.contracts[name].interactions)
            message = f"The file does not exist, and tests record {counted(number, 'interaction')} for it."
            yield Finding("contract-missing", name, None, None, message, f"Run {recording.command}.", REASON)
    for path in files.values():
        if path.resolve() in recording.ours and path.name not in recording.texts:
            message = "No test records it now."
            yield Finding("contract-stale", path.name, None, None, message, f"Run {recording.command}.", REASON)


def _pair(path: Path, recording: Recording) -> Pair:
    text = path.read_bytes().decode(errors="replace")
    try:
        committed = parse_contract(text, path)
    except PactFileError:
        committed = None
    return Pair(path, (text, recording.texts[path.name]), committed, recording.contracts[path.name], recording.command)


def _by_identity(contract: Contract | None) -> dict[Identity, Interaction]:
    return {one.identity: one for one in contract.interactions} if contract else {}


def _compare(pair: Pair) -> Iterator[Finding]:
    if pair.committed is None:
        message = "It is no contract any more, and tests record one."
        yield Finding("contract-form", pair.path.name, None, None, message, f"Run {pair.command}.", REASON)
    elif pair.texts[0] != pair.texts[1]:
        yield from list(_interactions(pair)) or [_form(pair)]


def _interactions(pair: Pair) -> Iterator[Finding]:
    committed, recorded = _by_identity(pair.committed), _by_identity(pair.recorded)
    for identity in sorted({*committed, *recorded}):
        old, new = committed.get(identity), recorded.get(identity)
        if old and new and not any(differences(old.raw, new.raw)):
            continue
        origin = find_origin(pair.path, pair.texts[0], old, new)
        if old is None and new:
            message = f"{new.test} records it, and the file does not have it."
            yield pair.finding("interaction-missing", new, None, message, origin)
        elif old and new is None:
            yield pair.finding("interaction-stale", old, None, "No test records it now.", origin)
        elif old and new:
            for at, message in _changes(old, new):
                yield pair.finding("interaction-changed", new, at, message, origin)


def _changes(old: Interaction, new: Interaction) -> Iterator[tuple[str, str]]:
    """Place and sentence: what a provider would notice, or else what stands in the file differently."""
    noticed = [one for one in compare_interactions(old, new) if one[1] != STATES]
    for _, at, text in noticed:
        yield at or "the interaction", f"According to its test, it {text}."
    for path, was, now in differences(old.raw, new.raw):
        if path[0] == "providerStates" or not noticed:
            yield place(path), f"The file has {words(was)}, its test records {words(now)}."


def _form(pair: Pair) -> Finding:
    """The interactions are the same, and the bytes are not."""
    old = pair.committed.raw if pair.committed else {}
    other = ((path, was) for path, was, _ in differences(old, pair.recorded.raw) if path[:1] != ("interactions",))
    where = [f"{place(path)} is {words(was)}" for path, was in other if was is not NOTHING]
    what = "; ".join(where) or "order, spacing or line ends differ"
    message = f"It has what the tests record, but in a different form: {what}."
    advice = f"Run {pair.command}, and let no editor or formatter change it."
    return Finding("contract-form", pair.path.name, None, None, message, advice, REASON)
