"""What the verifier's results say of each interaction: pure functions, the same for a run of one or of forty."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pact_harness.results.mismatch_text import in_words


class NothingVerifiedError(AssertionError):
    """The verifier was content without having verified what it was asked to."""


@dataclass(frozen=True)
class Mismatch:
    """One difference: where (`$.id`, `status`, `header Location`), and what was expected and got there, in words."""

    where: str
    expected: str
    actual: str


@dataclass(frozen=True)
class Outcome:
    """What became of one interaction. `error` is the core's word where there was no answer to compare."""

    consumer: str
    provider: str
    description: str
    states: tuple[str, ...]
    kept: bool
    pending: bool
    mismatches: tuple[Mismatch, ...] = ()
    error: str | None = None


def outcomes(results: Mapping[str, Any]) -> list[Outcome]:
    """One outcome for each of the run's `interactionResults`, in their order. The core's verdict on the whole run
    does not count: it forgives what is pending, and calls a run that verified nothing a success."""
    return [_outcome(result) for result in results.get("interactionResults") or ()]


def only(results: Mapping[str, Any], consumer: str, description: str) -> Outcome:
    """The outcome of a run that had to verify this interaction and no other; NothingVerifiedError if it did not."""
    found = outcomes(results)
    if [(one.consumer, one.description) for one in found] != [(consumer, description)]:
        verified = ", ".join(f"{one.consumer}: {one.description}" for one in found) or "nothing"
        reasons = "".join(f"\n  Pact's verifier says: {one}" for one in _reasons(results))
        raise NothingVerifiedError(f"expected to verify {consumer}: {description}; verified {verified}{reasons}")
    return found[0]


def _reasons(results: Mapping[str, Any]) -> list[str]:
    """Why the verifier did not begin, as when it cannot read a rule: its own sentences stand among the errors."""
    errors = [one.get("mismatch") or {} for one in results.get("errors") or ()]
    return [str(one["message"]) for one in errors if one.get("message")]


def _outcome(result: Mapping[str, Any]) -> Outcome:
    mismatch = result.get("mismatch") or {}
    return Outcome(
        consumer=result["consumer"],
        provider=result["provider"],
        description=result["description"],
        states=tuple(result.get("providerStates") or ()),
        kept=result["result"] == "OK",
        pending=bool(result.get("pending")),
        mismatches=tuple(_mismatches(mismatch.get("mismatches") or ())),
        error=mismatch.get("message"),
    )


def _mismatches(found: Sequence[Mapping[str, Any]]) -> list[Mismatch]:
    """Sorted by place, without the FFI's repetitions (a list that is too short is reported twice)."""
    told: dict[tuple[str, str], Mismatch] = {}
    for mismatch in (Mismatch(*words) for one in found for words in in_words(one)):
        told.setdefault((mismatch.where, mismatch.expected), mismatch)
    return sorted(told.values(), key=lambda one: (one.where != "status", one.where))
