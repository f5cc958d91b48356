"""The failures of a verification as Markdown, for the page of a job: `.pact/summary.md`."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from pact_harness.pactfile.readable_text import counted, shorten, visible
from pact_harness.results.verification_result import VerificationResult

MOST = 900_000  # characters: GitHub refuses a summary of more than 1 MiB
MOST_SKIPPED = 20  # named
LONGEST = 20_000  # characters of one failure message


def write_summary(file: Path, results: Sequence[VerificationResult]) -> None:
    """Write the summary of *results*."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(as_markdown(results), encoding="utf-8", errors="replace")


def as_markdown(results: Sequence[VerificationResult]) -> str:
    """Failure messages, then those of what is pending; one line for what passed."""
    groups = {
        "Failed": [one for one in results if one.is_failed],
        "Pending": [one for one in results if one.result == "pending"],
    }
    passed = [one for one in results if one.result == "passed"]
    skipped = [one for one in results if one.result == "skipped"]
    lines = [f"## {_headline(len(groups['Failed']), len(groups['Pending']), len(passed))}", ""]
    for heading, group in groups.items():
        if group:
            lines += [f"### {heading}", "", *_messages(group)]
    if passed:
        lines += [_passed(passed), ""]
    if skipped:
        lines += [_skipped(skipped), ""]
    return "\n".join(lines)


def _headline(failed: int, pending: int, passed: int) -> str:
    if failed:
        return f"{counted(failed, 'interaction')} failed"
    if not passed and not pending:
        return "Nothing was verified"
    return "No interaction failed" if pending else "Every interaction passed"


def _messages(results: Sequence[VerificationResult]) -> Iterator[str]:
    room = MOST // 2
    for at, result in enumerate(results):
        text = shorten(str(visible(whole_message(result))), LONGEST, count=True)
        room -= len(text)
        if room < 0:
            yield f"{counted(len(results) - at, 'interaction')} more: see .pact/verification.json.\n"
            return
        fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
        yield f"{fence}text\n{text}\n{fence}\n"


def whole_message(result: VerificationResult) -> str:
    """The failure message, under a line that names the interaction where the message does not, as a traceback."""
    text = (result.failure_message or "no message was kept").rstrip()
    if result.interaction in text and result.consumer in text:
        return text
    return f"{result.provider} could not be verified against its contract with {result.consumer}\n  when    " + (
        f"{result.interaction}\n\n{text}"
    )


def _skipped(skipped: Sequence[VerificationResult]) -> str:
    names = ", ".join(_code(one.name) for one in skipped[:MOST_SKIPPED])
    more = f" and {len(skipped) - MOST_SKIPPED} more" if len(skipped) > MOST_SKIPPED else ""
    verb = "was" if len(skipped) == 1 else "were"
    return f"{counted(len(skipped), 'interaction')} {verb} skipped and not verified: {names}{more}."


def _passed(passed: Sequence[VerificationResult]) -> str:
    """``7 interactions passed: profile-client of user-service 7.`` Names are code, so that they are no markup."""
    counts = Counter((one.consumer, one.provider) for one in passed)
    each = [f"{_code(consumer)} of {_code(provider)} {count}" for (consumer, provider), count in sorted(counts.items())]
    return f"{counted(len(passed), 'interaction')} passed: {', '.join(each)}."


def _code(name: str) -> str:
    fence = "`" * (1 + max(map(len, re.findall("`+", name)), default=0))
    text = " ".join(str(visible(name)).split())
    return f"{fence} {text} {fence}" if "`" in text else f"{fence}{text}{fence}"
