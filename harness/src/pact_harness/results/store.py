"""``.pact/verification.json``: results of whole, partial and parallel runs, merged. Written and read here alone.

An object with ``version`` and ``results``: a list sorted by provider, consumer and name, each on a line of its own with
the fields of `VerificationResult` as keys (states as name and parameters; mismatches as part, path, expected and
actual).
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast, get_args

from filelock import FileLock

from pact_harness.pactfile.contract import Identity, PactFileError, State, read_contracts
from pact_harness.pactfile.file_replacement import replace_file
from pact_harness.results.verification_result import Mismatch, Status, VerificationResult

VERSION = 1
LOCK_TIMEOUT = 30  # seconds
ADVICE = "Remove it and verify again."


class ResultsError(ValueError):
    """A file that should hold results and does not; the message says what to do."""


def read_results(file: Path) -> list[VerificationResult]:
    """The results in *file*; none if it does not exist. ResultsError for a file that holds something else."""
    if not file.exists():
        return []
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ResultsError(f"{file} cannot be read as results of a verification: {error}. {ADVICE}") from error
    if not isinstance(document, dict) or not isinstance(document.get("results"), list):
        raise ResultsError(f"{file} holds no results of a verification as this release writes them. {ADVICE}")
    if document.get("version") != VERSION:
        raise ResultsError(f"{file} has version {document.get('version')!r}, and {VERSION} is read here. {ADVICE}")
    return [one for raw in document["results"] if (one := from_json(raw))]


def merge(file: Path, results: Sequence[VerificationResult], contracts: Path) -> list[VerificationResult]:
    """Put *results* into *file*, keeping what it says of other interactions, unless no contract of their provider in
    *contracts* holds them any more; what it holds now. Safe beside another process that does the same, and never half
    written. OSError where it cannot be written."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(file.with_suffix(".lock"), timeout=LOCK_TIMEOUT):
        known = {_key(one): one for one in _read_if_possible(file)} | {_key(one): one for one in results}
        found = _without_gone([known[key] for key in sorted(known)], results, contracts)
        # a line each: with json's indent, a fifth of a run over 400 interactions went into this file
        lines = ",\n".join(json.dumps(as_json(one), ensure_ascii=False) for one in found)
        text = f'{{"version": {VERSION}, "results": [\n{lines}\n]}}\n'
        replace_file(file, text.encode(errors="replace"))
    return found


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


def _read_if_possible(file: Path) -> list[VerificationResult]:
    """What an earlier run left; nothing if it cannot be read, for it can be made again."""
    try:
        return read_results(file)
    except ResultsError:
        return []


def _without_gone(
    found: Sequence[VerificationResult], new: Sequence[VerificationResult], folder: Path
) -> list[VerificationResult]:
    """Without interactions that the contracts of the same providers do not hold any more, and without those that are
    among the *new* ones under another name: a name has the states only where descriptions are alike."""
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
