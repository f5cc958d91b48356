"""``.pact/verification.json``: results of whole, partial and parallel runs, merged. Written and read here alone.

An object with ``version``, ``running`` (what a run has begun to verify and not ended) and ``results``: a list sorted by
provider, consumer and name, each on a line of its own with the fields of `VerificationResult` as keys (states as name
and parameters; mismatches as part, path, expected and actual).
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast, get_args

from filelock import FileLock

from pact_harness.pactfile.contract import Identity, PactFileError, State, read_contracts
from pact_harness.pactfile.file_replacement import replace_file
from pact_harness.results.verification_result import Mismatch, Status, VerificationResult

VERSION = 1
LOCK_TIMEOUT = 30  # seconds
MOST_NAMED = 3
ADVICE = "Remove it and verify again."


class ResultsError(ValueError):
    """A file that should hold results and does not; the message says what to do."""


def read_results(file: Path) -> list[VerificationResult]:
    """The results in *file*; none if it does not exist. ResultsError for a file that holds something else, or what a
    run has begun and not ended."""
    if not file.exists():
        return []
    results, running = _read(_document(file))
    if running:
        names = ", ".join(one.interaction.name for one in running[:MOST_NAMED])
        more = f" and {len(running) - MOST_NAMED} more" if len(running) > MOST_NAMED else ""
        raise ResultsError(
            f"{file} says that a verification has begun and not ended ({names}{more}): wait for it, or verify again."
        )
    return results


def _document(file: Path) -> Mapping[str, Any]:
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ResultsError(f"{file} cannot be read as results of a verification: {error}. {ADVICE}") from error
    if not isinstance(document, dict) or not isinstance(document.get("results"), list):
        raise ResultsError(f"{file} holds no results of a verification as this release writes them. {ADVICE}")
    if document.get("version") != VERSION:
        raise ResultsError(f"{file} has version {document.get('version')!r}, and {VERSION} is read here. {ADVICE}")
    return document


def begin(file: Path, run: str, begun: Sequence[VerificationResult]) -> None:
    """Write into *file* that these interactions are being verified by *run*, until `merge` gets the results of it.
    OSError where it cannot be written."""
    keys = {_key(one) for one in begun}
    with _locked(file):
        results, running = _read_if_possible(file)
        others = [one for one in running if _key(one.interaction) not in keys]
        _write(file, results, [*others, *(Running(run, one) for one in begun)])


def merge(
    file: Path, results: Sequence[VerificationResult], contracts: Path, run: str = ""
) -> list[VerificationResult]:
    """Put *results* of *run*, which has ended, into *file*, keeping what it says of other interactions, unless no
    contract of their provider in *contracts* holds them any more; what it holds now. Safe beside another process that
    does the same, and never half written. OSError where it cannot be written."""
    with _locked(file):
        before, running = _read_if_possible(file)
        known = {_key(one): one for one in before} | {_key(one): one for one in results}
        found = _without_gone([known[key] for key in sorted(known)], results, contracts)
        others = [one for one in running if one.run != run]
        kept = _without_gone([one.interaction for one in others], results, contracts)
        _write(file, found, [one for one in others if one.interaction in kept])
    return found


@dataclass(frozen=True)
class Running:
    """An interaction that a run has begun to verify, and the run."""

    run: str
    interaction: VerificationResult


@contextmanager
def _locked(file: Path) -> Iterator[None]:
    file.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(file.with_suffix(".lock"), timeout=LOCK_TIMEOUT):
        yield


def _write(file: Path, results: Sequence[VerificationResult], running: Sequence[Running]) -> None:
    """A line each: with json's indent and copies, a seventh of a run over 400 interactions went into this file."""
    begun = (
        f'"running": {_lines([{"run": one.run, **_named(one.interaction)} for one in running])}, ' if running else ""
    )
    text = f'{{"version": {VERSION}, {begun}"results": {_lines(map(as_json, results))}}}\n'
    replace_file(file, text.encode(errors="replace"))


def _lines(objects: Iterable[object]) -> str:
    lines = ",\n".join(json.dumps(one, ensure_ascii=False) for one in objects)
    return f"[\n{lines}\n]"


def _named(result: VerificationResult) -> dict[str, Any]:
    whole = as_json(result)
    return {key: whole[key] for key in ("provider", "consumer", "interaction", "states", "name")}


def as_json(result: VerificationResult) -> dict[str, Any]:
    """The result as its JSON object. Its parts are not copied, as dataclasses.asdict would."""
    return {
        **vars(result),
        "states": [vars(state) for state in result.states],
        "mismatches": [vars(mismatch) for mismatch in result.mismatches],
    }


def from_json(raw: object) -> VerificationResult | None:
    """The result that a JSON object holds; None where it names no interaction. Strange values are passed over."""
    if not isinstance(raw, Mapping):
        return None
    names = [raw.get(key) for key in ("provider", "consumer", "interaction", "name")]
    if not all(isinstance(one, str) and one for one in names):
        return None
    provider, consumer, interaction, name = map(str, names)
    milliseconds = raw.get("milliseconds")
    return VerificationResult(
        provider,
        consumer,
        interaction,
        tuple(State(str(one.get("name")), _object(one.get("parameters")) or {}) for one in _objects(raw, "states")),
        name,
        cast(Status, raw["result"]) if raw.get("result") in get_args(Status) else "skipped",
        tuple(_mismatch(one) for one in _objects(raw, "mismatches")),
        _text(raw, "error"),
        _text(raw, "failure_message") or "",
        _text(raw, "crash"),
        float(milliseconds) if isinstance(milliseconds, int | float) else None,
        _text(raw, "verified_at"),
        _object(raw.get("request")),
        _object(raw.get("response")),
        _text(raw, "test") or "",
        _text(raw, "recorded_by"),
    )


def _mismatch(raw: Mapping[str, Any]) -> Mismatch:
    path = raw.get("path")
    steps = tuple(one for one in path if isinstance(one, str | int)) if isinstance(path, list) else ()
    return Mismatch(str(raw.get("part", "")), steps, str(raw.get("expected", "")), str(raw.get("actual", "")))


def _objects(raw: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    found = raw.get(key)
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []


def _object(value: object) -> Mapping[str, Any] | None:
    return value if isinstance(value, Mapping) else None


def _text(raw: Mapping[str, Any], key: str) -> str | None:
    return raw[key] if isinstance(raw.get(key), str) else None


def _key(result: VerificationResult) -> tuple[str, str, str]:
    return result.provider, result.consumer, result.name


def _read(document: Mapping[str, Any]) -> tuple[list[VerificationResult], list[Running]]:
    begun = [(str(raw.get("run")), from_json(raw)) for raw in _objects(document, "running")]
    return [one for raw in document["results"] if (one := from_json(raw))], [
        Running(run, one) for run, one in begun if one
    ]


def _read_if_possible(file: Path) -> tuple[list[VerificationResult], list[Running]]:
    """What an earlier run left; nothing if it cannot be read, for it can be made again."""
    try:
        return _read(_document(file)) if file.exists() else ([], [])
    except ResultsError:
        return [], []


def _without_gone(
    found: Sequence[VerificationResult], new: Sequence[VerificationResult], folder: Path
) -> list[VerificationResult]:
    """Without interactions that the contracts of the same providers do not hold any more, and without those that are
    among the *new* ones under another name: a name has the states only where descriptions are alike."""
    if not found:  # as a rule no other run is under way, and reading every contract for it would be work for nothing
        return []
    try:
        contracts = read_contracts(folder)
    except PactFileError:
        return list(found)
    held = Counter(
        (contract.provider, contract.consumer, one.identity) for contract in contracts for one in contract.interactions
    )
    providers, names = {one.provider for one in new}, {_whole(one): one.name for one in new}
    return [
        one
        for one in found
        if one.provider not in providers
        or held[_whole(one)] > 1
        or (held[_whole(one)] == 1 and names.get(_whole(one), one.name) == one.name)
    ]


def _whole(result: VerificationResult) -> tuple[str, str, Identity]:
    return result.provider, result.consumer, result.identity
