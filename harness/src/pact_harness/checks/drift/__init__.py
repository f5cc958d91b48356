"""Drift: what the consumers' tests record now, against what is committed, and who has moved away from whom.

What nobody records any more is verified for nobody, and what nobody has recorded yet is not verified at all.
Differences are told in the words of the compatibility check, as changes from the file to what the tests record.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pact_harness.checks.compatibility.exchange import compare_interactions
from pact_harness.checks.context import Context
from pact_harness.checks.drift.origin import Origin, find_origin
from pact_harness.checks.drift.version import Version
from pact_harness.checks.finding import Finding
from pact_harness.checks.promise import Promise
from pact_harness.checks.rerun import (
    NotRecordedError,
    Recording,
    is_asked_for,
    is_recorded_here,
    record,
    recorded_elsewhere,
    shown,
)
from pact_harness.pactfile.contract import Contract
from pact_harness.pactfile.differences import NOTHING, differences, place, words
from pact_harness.recording.contracts import recorded_by

RULE_IDS = {
    "contract-missing",
    "contract-stale",
    "contract-form",
    "interaction-missing",
    "interaction-stale",
    "interaction-changed",
}
STATES = "the states"  # of which compatibility says no more than that their values are others
REASON = "The provider is verified against the file, and the consumer works as its tests say."


@dataclass(frozen=True)
class Pair:
    """One contract twice: as committed and as recorded now; ``promises`` likewise, by description.

    ``command`` is how a person records.
    """

    path: Path
    committed: Version
    recorded: Version
    promises: tuple[Mapping[str, Promise], Mapping[str, Promise]]
    command: str

    def finding(self, rule: str, description: str | None, at: str | None, message: str, origin: Origin) -> Finding:
        advice = origin.advice.format(command=self.command)
        return Finding(rule, self.path.name, description, at, f"{message} {origin.words}", advice, REASON)


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
    for name, text in recording.texts.items():
        if name in files:
            yield from _compare(_pair(context, files[name], recording))
        elif is_asked_for(context, name):
            number = len(Version(text).interactions)
            message = f"It is not there, and tests record {number} interaction{'s' if number > 1 else ''} for it."
            yield Finding("contract-missing", name, None, None, message, f"Run {recording.command}.", REASON)
    for path in files.values():
        if path.resolve() in recording.ours and path.name not in recording.texts:
            message = "No test records it any more."
            yield Finding("contract-stale", path.name, None, None, message, f"Run {recording.command}.", REASON)


def _pair(context: Context, path: Path, recording: Recording) -> Pair:
    versions = Version(path.read_bytes().decode(errors="replace")), Version(recording.texts[path.name])
    committed = next((one for one in context.contracts if one.path == path), None)
    return Pair(path, *versions, (_promises(committed), _promises(recording.contracts[path.name])), recording.command)


def _promises(contract: Contract | None) -> dict[str, Promise]:
    return {each.description: Promise(contract, each) for each in contract.interactions} if contract else {}


def _compare(pair: Pair) -> Iterator[Finding]:
    if pair.committed.text != pair.recorded.text:
        yield from list(_interactions(pair)) or [_form(pair)]


def _interactions(pair: Pair) -> Iterator[Finding]:
    committed, recorded = pair.committed.interactions, pair.recorded.interactions
    for description in sorted({*committed, *recorded}):
        old, new = committed.get(description), recorded.get(description)
        if old is not None and new is not None and not any(differences(old, new)):
            continue
        origin = find_origin(pair.path, pair.committed, description, new)
        if old is None and new is not None:
            message = f"{recorded_by(new)} records it, and the file does not have it."
            yield pair.finding("interaction-missing", description, None, message, origin)
        elif new is None:
            yield pair.finding("interaction-stale", description, None, "No test records it any more.", origin)
        elif old is not None:
            for at, message in _changes(pair, description, old, new):
                yield pair.finding("interaction-changed", description, at, message, origin)


def _changes(pair: Pair, description: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Place and sentence: what a provider would notice, or else what stands in the file differently."""
    promises = [each[description] for each in pair.promises if description in each]
    told = [one for one in compare_interactions(*promises) if one[1] != STATES] if len(promises) == 2 else []
    for _, at, text in told:
        yield at or "the interaction", f"By its test it {text}."
    for path, was, now in differences(old, new):
        if path[0] == "providerStates" or not told:
            yield place(path), f"The file has {words(was)}, its test records {words(now)}."


def _form(pair: Pair) -> Finding:
    """The promises are the same, and the bytes are not."""
    old, new = pair.committed.raw, pair.recorded.raw
    other = ((path, was) for path, was, _ in differences(old, new) if path[:1] != ("interactions",))
    where = [f"{place(path)} is {words(was)}" for path, was in other if was is not NOTHING]
    what = "; ".join(where) or "order, spacing or line ends differ"
    message = f"It promises what the tests record, but is not written as recording writes it: {what}."
    advice = f"Run {pair.command}, and keep editors and formatters away from it."
    return Finding("contract-form", pair.path.name, None, None, message, advice, REASON)
