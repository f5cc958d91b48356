"""What is known of each promise: read from `.pact/verification.json`, which may be missing, old or damaged."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pact_harness.book.tree import shorten
from pact_harness.pactfile.contract import Contract, Interaction
from pact_harness.results.verification_result import Mismatch

Verdict = Literal["kept", "broken", "pending", "unverified"]

VERDICTS: Mapping[Verdict, str] = {
    "broken": "broken",
    "pending": "pending",
    "unverified": "not verified",
    "kept": "kept",
}  # the worst first
OUTCOMES: Mapping[str, Verdict] = {"passed": "kept", "failed": "broken", "error": "broken", "pending": "pending"}


@dataclass(frozen=True)
class Result:
    """One verification. ``milliseconds`` is None where the promise was not reached; ``at`` is the moment (ISO 8601)."""

    verdict: Verdict
    mismatches: tuple[Mismatch, ...] = ()
    letter: str = ""
    milliseconds: float | None = None
    at: str = ""
    test: str = ""
    request: Mapping[str, Any] | None = None
    response: Mapping[str, Any] | None = None

    @property
    def cause(self) -> str:
        """In one line, why there was nothing to compare: an exception comes last in its traceback."""
        lines = [line.strip() for line in self.letter.splitlines() if line.strip()]
        said = [line for line in lines if line.startswith("but ")]
        return shorten((said or lines)[-1]) if lines else ""


class ResultsError(ValueError):
    """A file that should hold results and does not; the message says what to do."""


class Results:
    """Results by promise: provider, consumer, description and states, for without the same states it is another."""

    def __init__(self, records: Iterable[object] = ()) -> None:
        self._found: dict[str, list[Result]] = {}
        for record in records:
            if isinstance(record, Mapping):
                states = [_state(one) for one in _list(record.get("states"))]
                names = [record.get(name) for name in ("provider", "consumer", "interaction")]
                self._found.setdefault(_key(*names, states), []).append(_result(record))

    def take(self, contract: Contract, interaction: Interaction) -> Result | None:
        """The result of this promise. Of two that are alike, each takes its own, in the file's order."""
        states = [[one.name, dict(one.parameters)] for one in interaction.states]
        waiting = self._found.get(_key(contract.provider, contract.consumer, interaction.description, states))
        return waiting.pop(0) if waiting else None


def read_results(file: Path) -> Results:
    """The results in *file*; none if it does not exist. ResultsError for a file that holds something else."""
    return Results(read_records(file))


def read_records(file: Path) -> list[dict[str, Any]]:
    """The records in *file* as they are; none if it does not exist. ResultsError for something else."""
    advice = "Remove it and verify again."
    if not file.exists():
        return []
    try:
        records = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ResultsError(f"{file} cannot be read as results of a verification: {error}. {advice}") from error
    if not isinstance(records, list):
        raise ResultsError(f"{file} holds no list of results. {advice}")
    return [one for one in records if isinstance(one, dict)]


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The verdict on several promises together; nothing promised is nothing verified."""
    found = set(verdicts)
    return next((one for one in VERDICTS if one in found), "unverified")


def _key(*parts: object) -> str:
    return json.dumps(parts, sort_keys=True, default=str)


def _result(record: Mapping[str, Any]) -> Result:
    milliseconds = record.get("milliseconds")
    return Result(
        verdict=OUTCOMES.get(str(record.get("outcome")), "unverified"),
        mismatches=tuple(_mismatch(one) for one in _list(record.get("mismatches")) if isinstance(one, Mapping)),
        letter=str(record.get("letter") or ""),
        milliseconds=float(milliseconds) if isinstance(milliseconds, int | float) else None,
        at=str(record.get("verified_at") or ""),
        test=str(record.get("test") or ""),
        request=_object(record.get("request")),
        response=_object(record.get("response")),
    )


def _mismatch(raw: Mapping[str, Any]) -> Mismatch:
    return Mismatch(*(str(raw.get(key, "")) for key in ("where", "expected", "actual")))


def _state(raw: object) -> list[object]:
    return [raw.get("name"), raw.get("parameters") or {}] if isinstance(raw, Mapping) else [raw, {}]


def _list(value: object) -> Sequence[Any]:
    return value if isinstance(value, list) else []


def _object(value: object) -> Mapping[str, Any] | None:
    return value if isinstance(value, Mapping) else None
