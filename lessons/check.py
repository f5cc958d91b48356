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
    """A verdict, and the files that the reader edited although the lesson does not ask for it."""

    lesson: Lesson
    verdict: Verdict
    outside: list[str]

    @property
    def done(self) -> bool:
        """Green by the lesson's own means: an edited test can be made green by anybody."""
        return self.verdict.kind is Kind.GREEN and not self.outside


def check(bench: Workbench) -> Checked:
    """Run and judge the lesson. Raises CourseError where it needs a service that is not named."""
    lesson, progress = bench.lesson, bench.progress
    if lesson.needs and not os.environ.get(lesson.needs):
        raise CourseError(f"Lesson {lesson.number} needs a service: set {lesson.needs}, as its text says.")
    outside = bench.edited_outside()
    before = fingerprints(bench.folder)
    verdict = judge(lesson, run(lesson.command, bench.folder))
    bench.absorb(before)
    checked = Checked(lesson, verdict, outside)
    achieved = progress.of(lesson.slug)
    achieved.checks += 1
    achieved.green = achieved.green or checked.done
    progress.step = verdict.step
    bench.save()
    return checked


def report(checked: Checked) -> str:
    """What the reader is told: the verdict, why, and what to look at."""
    return "\n".join(_lines(checked))


def _lines(checked: Checked) -> Iterator[str]:
    lesson, verdict = checked.lesson, checked.verdict
    yield f"Lesson {lesson.number}, {lesson.title}: {_verdict(checked)}"
    yield from _story(verdict)
    if checked.outside:
        yield "\nEdited, though the lesson does not ask for it:"
        yield from (f"    workbench/{path}" for path in checked.outside)
        yield f"Take these back, or begin again with `{how('reset')}`."
    yield ""
    yield from _next(checked)


def _verdict(checked: Checked) -> str:
    lesson, verdict = checked.lesson, checked.verdict
    if verdict.kind is Kind.GREEN:
        return "green" if checked.done else "green, but not by the lesson's files alone"
    steps = len(lesson.step)  # all may be green, and the lesson red all the same: another test fails
    place = f" (step {verdict.step + 1} of {steps})" if 1 < steps > verdict.step else ""
    return f"{verdict.kind}{place}"


def _story(verdict: Verdict) -> Iterator[str]:
    for reason in verdict.reasons:
        yield f"\n  {reason.rstrip()}"
    if verdict.kind is Kind.RIGHT:
        for outcome in verdict.failed:
            yield f"\n  {outcome.test}\n{brief(outcome)}"


def _next(checked: Checked) -> Iterator[str]:
    lesson, verdict = checked.lesson, checked.verdict
    if checked.done:
        yield f"The rule: {lesson.rule.says}\n    {lesson.rule.page}"
        yield f"`{how('solution')}` compares yours with ours; `{how('lesson')}` begins the next one."
    elif verdict.kind is not Kind.GREEN:
        step = lesson.step[verdict.step] if verdict.step < len(lesson.step) else lesson.step[-1]
        yield "Look at " + "\n    and ".join(f"workbench/{path}" for path in step.edit)
        yield f"Stuck? `{how('hint')}`"
