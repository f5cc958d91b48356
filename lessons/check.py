"""Check the workbench: run the lesson's command there, judge it, keep the progress, and say what to look at."""

import os
from collections.abc import Iterator
from dataclasses import dataclass

from lessons.course import how
from lessons.errors import CourseError
from lessons.lesson import Lesson
from lessons.run import run
from lessons.tree import fingerprints
from lessons.verdict import Kind, Verdict, brief, judge
from lessons.workbench import Workbench


@dataclass(frozen=True)
class Checked:
    """A verdict, the files that the reader edited although the lesson does not ask for it, and the highest step so far.

    `missing` are files of the lesson's start that are gone, and `reached` counts the steps that were green once.
    """

    lesson: Lesson
    verdict: Verdict
    outside: list[str]
    reached: int = 0
    missing: tuple[str, ...] = ()

    @property
    def done(self) -> bool:
        """Green by the lesson's own means: an edited test can be made green by anybody."""
        return self.verdict.kind is Kind.GREEN and not self.outside

    @property
    def step(self) -> int:
        """How many steps are green. What is red for another reason leaves the step that the reader had reached."""
        green = self.verdict.step
        return min(green, self.reached) if self.verdict.kind is Kind.OTHER else green


def check(bench: Workbench) -> Checked:
    """Run and judge the lesson. Raises CourseError where it needs a service that is not named."""
    lesson, progress = bench.lesson, bench.progress
    if lesson.needs and not os.environ.get(lesson.needs):
        raise CourseError(f"Lesson {lesson.number} needs a service: set {lesson.needs}, as its text says.")
    before = fingerprints(bench.folder)
    outside = bench.edited_outside()
    missing = tuple(path for path in bench.edited() if path not in before)
    verdict = judge(lesson, run(lesson.command, bench.folder))
    bench.absorb(before)
    checked = Checked(lesson, verdict, outside, progress.step, missing)
    achieved = progress.of(lesson.key)
    achieved.checks += 1
    achieved.green = achieved.green or checked.done
    progress.passed = list(verdict.passed)
    progress.step = max(progress.step, checked.step)  # hints and solution stay with the highest step
    bench.save()
    return checked


def report(checked: Checked) -> str:
    """What the reader is told: the verdict, why, and what to look at. Its lines are as long as they come."""
    return "\n".join(_lines(checked))


def _lines(checked: Checked) -> Iterator[str]:
    lesson, verdict = checked.lesson, checked.verdict
    yield f"Lesson {lesson.number}, {lesson.title}: {_verdict(checked)}"
    if checked.missing and verdict.kind is not Kind.GREEN:
        yield "\nMissing from the workbench:"
        yield from (f"    workbench/{path}" for path in checked.missing)
        yield f"`{how('reset')}` brings every file of the lesson back; your edits are kept elsewhere."
    if checked.step < min(checked.reached, len(lesson.step)):
        yield f"\nStep {checked.step + 1} was green before, and is not any more."
    yield from _story(verdict)
    if outside := [path for path in checked.outside if path not in checked.missing]:
        yield "\nEdited, though the lesson does not ask for it:"
        yield from (f"    workbench/{path}" for path in outside)
        yield f"Undo these edits, or begin again with `{how('reset')}`."
    yield ""
    yield from _next(checked)


def _verdict(checked: Checked) -> str:
    lesson, verdict = checked.lesson, checked.verdict
    if verdict.kind is Kind.GREEN:
        return "green" if checked.done else "green, but you edited other files too"
    steps = len(lesson.step)  # all may be green, and the lesson red all the same: another test fails
    place = f" (step {checked.step + 1} of {steps})" if 1 < steps > checked.step else ""
    return f"{verdict.kind}{place}"


def _story(verdict: Verdict) -> Iterator[str]:
    for reason in verdict.reasons:
        first, *rest = reason.rstrip().splitlines()
        yield "\n".join([f"\n  {first}", *rest])
    if verdict.kind is Kind.FURTHER:
        yield from _progress(verdict)
    if verdict.kind in {Kind.RIGHT, Kind.FURTHER}:
        shown = verdict.failed[:1] if verdict.further else verdict.failed
        for outcome in shown:
            yield f"\n  {outcome.test}\n{brief(outcome)}"
        if more := verdict.failed[len(shown) :]:
            yield "\n  Red as well:\n" + "\n".join(f"    {outcome.test}" for outcome in more)


def _progress(verdict: Verdict) -> Iterator[str]:
    """What is done and what is next."""
    if verdict.further:
        yield ""
        yield f"  Done: {verdict.further.done}"
        yield f"  Next: {verdict.further.next}"
    else:
        yield "\n  Green now:\n" + "\n".join(f"    {test}" for test in verdict.passed)


def _next(checked: Checked) -> Iterator[str]:
    lesson, verdict = checked.lesson, checked.verdict
    if checked.done:
        yield f"The rule: {lesson.rule.says}\n    {lesson.rule.page}"
    elif verdict.kind is not Kind.GREEN:
        step = lesson.step[min(checked.step, len(lesson.step) - 1)]
        yield "Look at " + "\n    and ".join(f"workbench/{path}" for path in step.edit)
        yield f"Stuck? `{how('hint')}`"
