"""What the Pact FFI's results say of each interaction: pure functions."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from pact_harness.pactfile.contract import State
from pact_harness.results.masking import Masking
from pact_harness.results.mismatch_text import read_mismatch
from pact_harness.results.verification_result import Mismatch, VerificationResult


class NothingVerifiedError(AssertionError):
    """The verifier was content without having verified what it was asked to."""


def results_of(run: Mapping[str, Any]) -> list[VerificationResult]:
    """One result for each of the run's ``interactionResults``, in their order. The FFI's verdict on the whole run
    does not count: it forgives what is pending, and calls a run that verified nothing a success."""
    return [_result(raw) for raw in run.get("interactionResults") or ()]


def result_of(run: Mapping[str, Any], expected: VerificationResult) -> VerificationResult:
    """*expected* with what the run says of it; NothingVerifiedError if the run verified anything else, or more."""
    found = results_of(run)
    if [(one.consumer, one.interaction) for one in found] != [(expected.consumer, expected.interaction)]:
        verified = ", ".join(f"{one.consumer}: {one.interaction}" for one in found) or "nothing"
        reasons = "".join(f"\n  Pact's verifier says: {one}" for one in _reasons(run))
        raise NothingVerifiedError(
            f"expected to verify {expected.consumer}: {expected.interaction}; verified {verified}{reasons}"
        )
    (one,) = found
    return replace(expected, result=one.result, mismatches=one.mismatches, error=one.error)


def masked_run(run: Mapping[str, Any], masking: Masking) -> Mapping[str, Any]:
    """The run without secrets in what it found; before values are shortened, which could cut one in two."""
    found = [
        {**one, "mismatch": masking.value(one["mismatch"])} if one.get("mismatch") else one
        for one in run.get("interactionResults") or ()
    ]
    return {**run, "interactionResults": found, "errors": masking.value(run.get("errors"))}


def _reasons(run: Mapping[str, Any]) -> list[str]:
    """Why the verifier did not begin, as when it cannot read a rule: its own sentences stand among the errors."""
    errors = [one.get("mismatch") or {} for one in run.get("errors") or ()]
    return [str(one["message"]) for one in errors if one.get("message")]


def _result(raw: Mapping[str, Any]) -> VerificationResult:
    mismatch = raw.get("mismatch") or {}
    return VerificationResult(
        provider=raw["provider"],
        consumer=raw["consumer"],
        interaction=raw["description"],
        states=tuple(State(name, {}) for name in raw.get("providerStates") or ()),
        result="passed" if raw["result"] == "OK" else "pending" if raw.get("pending") else "failed",
        mismatches=tuple(_mismatches(mismatch.get("mismatches") or ())),
        error=mismatch.get("message"),
    )


def _mismatches(found: Sequence[Mapping[str, Any]]) -> list[Mismatch]:
    """Sorted by place, without the FFI's repetitions (a list that is too short is reported twice)."""
    kept: dict[tuple[str, str], Mismatch] = {}
    for mismatch in (mismatch for raw in found for mismatch in read_mismatch(raw)):
        kept.setdefault((mismatch.place, mismatch.expected), mismatch)
    return sorted(kept.values(), key=lambda one: (one.part != "status", one.place))
