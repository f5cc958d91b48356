"""What became of the interaction of a test item: green is only what `verify()` has passed.

A test may catch the failure, skip, end in `pytest.xfail` or be marked so, and a project may replace our fixture: pytest
calls each of these a success. Here its report is made red, unless the interaction is pending.
"""

from dataclasses import replace

import pytest

from pact_harness.results.masking import Masking
from pact_harness.results.verification_result import VerificationResult
from pact_harness.verifying.selection import SelectedInteraction

RESULT: pytest.StashKey[VerificationResult] = pytest.StashKey()  # of an item: what became of its interaction so far
MASKING: pytest.StashKey[Masking] = pytest.StashKey()  # of the run
EARLIER: pytest.StashKey[VerificationResult] = pytest.StashKey()  # of an item that is tried again: how it failed
CALLED: pytest.StashKey[bool] = pytest.StashKey()  # of an item: whether its test has ended; within it are subtests
NOT_UNDONE = "It did not fail when it was tried again, and is red all the same: a provider must keep it each time."
NEVER_VERIFIED = "verified nothing: it must call pact_interaction.verify()"
ALLOW_SKIPS = "To allow that, set allow_skips = true in [tool.pact-harness]."


def selected_by(item: pytest.Item) -> SelectedInteraction | None:
    """The interaction that *item* is about, if it is about one."""
    callspec = getattr(item, "callspec", None)
    selected = callspec.params.get("pact_interaction") if callspec else None
    return selected if isinstance(selected, SelectedInteraction) else None


def unverified(item: pytest.Item, selected: SelectedInteraction) -> VerificationResult:
    """Before its verification an interaction is an error: whatever happens first keeps it from being verified."""
    contract, interaction = selected.contract, selected.interaction
    return VerificationResult(
        contract.provider,
        contract.consumer,
        interaction.description,
        interaction.states,
        selected.name,
        test=item.nodeid,
        recorded_by=interaction.test,
    )


def begin_result(item: pytest.Item, selected: SelectedInteraction) -> None:
    """Also where a plugin such as pytest-rerunfailures tries an item again, which must not undo that it failed."""
    if (before := item.stash.get(RESULT, None)) and before.is_failed:
        item.stash.setdefault(EARLIER, before)
    item.stash[RESULT], item.stash[CALLED] = unverified(item, selected), False


def settle(
    item: pytest.Item, call: pytest.CallInfo[None], report: pytest.TestReport, *, allow_skips: bool
) -> VerificationResult:
    """The result after the set-up or the test itself. A *report* that is green for nothing is made red."""
    result = item.stash[RESULT]
    if report.when == "setup" and report.passed:
        return result
    if report.failed:
        return _failed(report, result, result.failure_message or report.longreprtext)
    if earlier := item.stash.get(EARLIER, None):
        result = replace(earlier, failure_message=f"{earlier.failure_message}\n\n{NOT_UNDONE}")
    if result.result == "passed":
        return result
    if result.result == "pending" and not item.config.option.runxfail:
        report.outcome, report.wasxfail = "skipped", result.failure_message
        return result
    is_xfail = hasattr(report, "wasxfail")
    if report.skipped and not is_xfail and allow_skips and not result.failure_message:
        return replace(result, result="skipped", failure_message=_reason(report))
    text = result.failure_message or _why(item, call, report)
    report.outcome, report.longrepr = "failed", text
    if is_xfail:
        del report.wasxfail
    return _failed(report, result, text)


def _failed(report: pytest.TestReport, result: VerificationResult, text: str) -> VerificationResult:
    """As an error where it never came to the test."""
    return replace(result, result="error" if report.when == "setup" else "failed", failure_message=text)


def _why(item: pytest.Item, call: pytest.CallInfo[None], report: pytest.TestReport) -> str:
    """Why nothing was verified, though pytest calls it no failure."""
    if hasattr(report, "wasxfail"):
        if call.excinfo and not isinstance(call.excinfo.value, pytest.xfail.Exception):
            return report.longreprtext
        return f"{item.nodeid} verified nothing: xfail forgives no interaction, only pending in its contract does"
    if report.skipped:
        return f"{item.nodeid} verified nothing, for it was skipped: {_reason(report)}\n{ALLOW_SKIPS}"
    taken = getattr(item, "funcargs", {}).get("pact_interaction")
    if getattr(taken, "begun", False):
        raised = getattr(taken, "raised", None)
        return f"{item.nodeid}: verify() failed, and the test caught it{f': {raised!r}' if raised else ''}"
    return f"{item.nodeid} {NEVER_VERIFIED}"


def _reason(report: pytest.TestReport) -> str:
    """What was said to `pytest.skip`."""
    said = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longreprtext
    return str(said).removeprefix("Skipped: ")


def mask_report(report: pytest.TestReport, masking: Masking) -> None:
    """Without secrets, whether they stand in a message, a traceback or what was captured."""
    if isinstance(report.longrepr, tuple):
        path, line, reason = report.longrepr
        report.longrepr = (path, line, masking.text(reason))
    elif report.longrepr:
        text, crash = report.longreprtext, getattr(report.longrepr, "reprcrash", None)
        last = crash.message if crash else ""
        if masking.finds(text) or masking.finds(last):
            report.longrepr = masking.text(text or last)
    report.sections = [(title, masking.text(text)) for title, text in report.sections]
    if hasattr(report, "wasxfail"):
        report.wasxfail = masking.text(report.wasxfail)
