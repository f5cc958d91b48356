"""The result of each interaction in the book, found among those of a verification, and told in the book's words."""

from collections.abc import Iterable, Mapping
from typing import Literal

from pact_harness.book.body_text import LONGEST
from pact_harness.pactfile.contract import Contract, Interaction, State
from pact_harness.pactfile.readable_text import shorten
from pact_harness.results.verification_result import Status, VerificationResult

Verdict = Literal["passed", "failed", "pending", "unverified"]

VERDICTS: Mapping[Verdict, str] = {
    "failed": "failed",
    "pending": "pending",
    "unverified": "not verified",
    "passed": "passed",
}  # the worst first
VERDICT_OF: Mapping[Status, Verdict] = {
    "passed": "passed",
    "failed": "failed",
    "error": "failed",
    "pending": "pending",
    "skipped": "unverified",
}


class Results:
    """Results by interaction: with other states, or with other parameters of them, it is another one."""

    def __init__(self, results: Iterable[VerificationResult] = ()) -> None:
        self._found: dict[str, list[VerificationResult]] = {}
        for one in results:
            key = _key(one.provider, one.consumer, one.interaction, one.states)
            self._found.setdefault(key, []).append(one)

    def take(self, contract: Contract, interaction: Interaction) -> VerificationResult | None:
        """The result of this interaction. Of two that are alike, each takes its own, in the file's order."""
        key = _key(contract.provider, contract.consumer, interaction.description, interaction.states)
        waiting = self._found.get(key)
        return waiting.pop(0) if waiting else None


def _key(provider: str, consumer: str, description: str, states: Iterable[State]) -> str:
    return repr((provider, consumer, description, [(one.name, sorted(one.parameters.items())) for one in states]))


def verdict_of(result: VerificationResult | None) -> Verdict:
    """The verdict on one interaction."""
    return VERDICT_OF[result.result] if result else "unverified"


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The verdict on several interactions together; where there is none, nothing is verified."""
    found = set(verdicts)
    return next((one for one in VERDICTS if one in found), "unverified")


def cause(result: VerificationResult) -> str:
    """In one line, why there was nothing to compare: an exception comes last in its traceback."""
    lines = [line.strip() for line in result.failure_message.splitlines() if line.strip()]
    text = f"but {result.error}" if result.error else lines[-1] if lines else ""
    return shorten(text, LONGEST, count=True)
