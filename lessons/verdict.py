"""What a run means for a lesson: green, red for the right reason, or red for another. A pure decision, without I/O."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from textwrap import fill

from lessons.lesson import Failure, Lesson, Step
from lessons.run import Outcome, Run

CAME = {"skipped": "was skipped", "failed": "failed", "error": "broke before it could fail"}


class Kind(StrEnum):
    GREEN = "green"
    RIGHT = "red for the right reason"
    OTHER = "red for another reason"


@dataclass(frozen=True)
class Verdict:
    """`step` counts the steps that are green; `failed` and `passed` are the named tests of the one under way.

    `reasons` says, for red for another reason, what was expected and what came.
    """

    kind: Kind
    step: int
    failed: tuple[Outcome, ...] = ()
    passed: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()


def judge(lesson: Lesson, run: Run) -> Verdict:
    """Judge a run of the lesson's command. Tests of later steps are left alone until it is their turn."""
    done = 0
    while done < len(lesson.step) and all(_passed(failure, run) for failure in lesson.step[done].fails):
        done += 1
    reasons = [*run.problems, *_unexpected(lesson, run)]
    if done == len(lesson.step):
        return Verdict(Kind.OTHER if reasons else Kind.GREEN, done, reasons=tuple(reasons))
    step = lesson.step[done]
    reasons += _wrong_red(step, run)
    failed = tuple(one for failure in step.fails if (one := _find(failure, run)) and one.result == "failed")
    passed = tuple(failure.test for failure in step.fails if _passed(failure, run))
    return Verdict(Kind.OTHER if reasons else Kind.RIGHT, done, failed, passed, tuple(reasons))


def _find(failure: Failure, run: Run) -> Outcome | None:
    return next((one for test, one in run.outcomes.items() if is_named(failure, test)), None)


def is_named(failure: Failure, test: str) -> bool:
    return test == failure.test or test.endswith(f"::{failure.test}")


def _passed(failure: Failure, run: Run) -> bool:
    outcome = _find(failure, run)
    return outcome is not None and outcome.result == "passed"


def _unexpected(lesson: Lesson, run: Run) -> Iterator[str]:
    """Tests that the lesson does not name must pass; a skipped one proves nothing."""
    if not run.outcomes and not run.problems:
        yield "no test ran"
    named = [failure for step in lesson.step for failure in step.fails]
    for test, outcome in run.outcomes.items():
        if outcome.result != "passed" and not any(is_named(failure, test) for failure in named):
            yield f"{test} {CAME[outcome.result]}, and the lesson expects it to pass{_said(outcome)}"


def _wrong_red(step: Step, run: Run) -> Iterator[str]:
    for failure in step.fails:
        outcome = _find(failure, run)
        if outcome is None:
            yield f"{failure.test} did not run"
        elif outcome.result in {"skipped", "error"}:
            yield f"{outcome.test} {CAME[outcome.result]}, and the lesson expects it to fail{_said(outcome)}"
        elif outcome.result == "failed" and (missing := [text for text in failure.prints if text not in outcome.text]):
            yield f"{outcome.test} fails, but does not print {missing[0]!r}:\n{brief(outcome)}"


def _said(outcome: Outcome) -> str:
    return f":\n{brief(outcome)}" if outcome.message else ""


def brief(outcome: Outcome, lines: int = 12) -> str:
    """The first lines of what the test said, indented; for one that could not be collected, the last of them."""
    collected = "::" in outcome.test
    said = (outcome.message if collected else outcome.text).strip().splitlines()
    shown = said[:lines] if collected else said[-lines:]
    more = ["    …"] if len(said) > lines else []
    return "\n".join([_wrapped(line) for line in shown] + (more if collected else []))


def _wrapped(line: str) -> str:
    """The line, indented and broken at 80 columns; what continues it stands further in."""
    inner = line[: len(line) - len(line.lstrip())]
    return fill(
        line.strip(), 80, initial_indent=f"    {inner}", subsequent_indent=f"      {inner}",
        break_long_words=False, break_on_hyphens=False,
    ).rstrip()  # fmt: skip
