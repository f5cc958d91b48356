"""What a run means for a lesson: green, one step further, red for the right reason, or red for another.

A pure decision, without I/O.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from lessons.crash import EARLIER, crash_of
from lessons.lesson import Failure, Further, Lesson
from lessons.normal import without_command
from lessons.run import Outcome, Run

CAME = {"skipped": "was skipped", "failed": "failed", "error": "broke before it could fail"}


class Kind(StrEnum):
    GREEN = "green"
    FURTHER = "one step further"
    RIGHT = "red for the right reason"
    OTHER = "red for another reason"


@dataclass(frozen=True)
class Verdict:
    """`step` counts the steps that are green; `failed` and `passed` are the named tests of the one under way.

    `further` is the state on the way that was reached, if lesson.toml names it; `failed` are then the tests that are
    red in it. `reasons` says, for red for another reason, what was expected and what came, and `unprinted` the words
    of the lesson that are missing, which tell its author more than its reader.
    """

    kind: Kind
    step: int
    failed: tuple[Outcome, ...] = ()
    passed: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    further: Further | None = None
    unprinted: tuple[str, ...] = ()


def judge(lesson: Lesson, run: Run) -> Verdict:
    """Judge a run of the lesson's command. Tests of later steps are left alone until it is their turn."""
    verdict = _by_steps(lesson, run)
    return verdict if verdict.kind in {Kind.GREEN, Kind.RIGHT} else _on_the_way(lesson, run) or verdict


def _by_steps(lesson: Lesson, run: Run) -> Verdict:
    done = 0
    while done < len(lesson.step) and all(_passed(failure, run) for failure in lesson.step[done].fails):
        done += 1
    fails = lesson.step[done].fails if done < len(lesson.step) else ()
    reasons = tuple(_reasons(lesson, done, run))
    failed = tuple(one for failure in fails if (one := _find(failure, run)) and one.result == "failed")
    passed = tuple(failure.test for failure in fails if _passed(failure, run))
    kind = Kind.OTHER if reasons else Kind.FURTHER if passed else Kind.RIGHT if fails else Kind.GREEN
    return Verdict(kind, done, failed, passed, reasons, unprinted=tuple(_unprinted(fails, failed)))


def _on_the_way(lesson: Lesson, run: Run) -> Verdict | None:
    """The state on the way that the run shows, of the highest step that has one: its tests are red, and no other is."""
    for place, step in reversed(list(enumerate(lesson.step))):
        for further in step.further:
            named = (*further.fails, *further.also)
            red = [one for one in _red(run) if _names(named, one.test) or not _is_later(lesson, place, one.test)]
            missing = [failure for failure in further.fails if not any(_is_right([failure], one) for one in red)]
            if not missing and not run.problems and all(_is_right(named, one) for one in red):
                first = sorted(red, key=lambda one: not _names(further.fails, one.test))
                return Verdict(Kind.FURTHER, place, tuple(first), further=further)
    return None


def _red(run: Run) -> list[Outcome]:
    return [one for one in run.outcomes.values() if one.result != "passed"]


def _is_later(lesson: Lesson, place: int, test: str) -> bool:
    return any(_names(step.fails, test) for step in lesson.step[place + 1 :])


def _names(fails: Iterable[Failure], test: str) -> bool:
    return any(is_named(failure, test) for failure in fails)


def _is_right(fails: Iterable[Failure], one: Outcome) -> bool:
    """Whether one of *fails* names the test, which is red with its words."""
    return one.result != "skipped" and any(
        is_named(failure, one.test) and all(text in one.text for text in failure.prints) for failure in fails
    )


def _find(failure: Failure, run: Run) -> Outcome | None:
    return next((one for test, one in run.outcomes.items() if is_named(failure, test)), None)


def is_named(failure: Failure, test: str) -> bool:
    return test == failure.test or test.endswith(f"::{failure.test}")


def _passed(failure: Failure, run: Run) -> bool:
    outcome = _find(failure, run)
    return outcome is not None and outcome.result == "passed"


def _reasons(lesson: Lesson, done: int, run: Run) -> Iterator[str]:
    """What is not as the lesson expects, crashes first: they explain the rest, so that no test is told as not run."""
    if not run.outcomes and not run.problems:
        yield "no test ran"
    fails = lesson.step[done].fails if done < len(lesson.step) else ()
    as_named = [one for one in _red(run) if one.result == "failed" and _is_right(fails, one)]
    suspects = [one for one in _red(run) if one not in as_named and not _is_later(lesson, done, one.test)]
    crashed = {one.test: crash for one in suspects if (crash := crash_of(one.text, one.message, lesson.edit))}
    problems = [crash_of(problem, "", lesson.edit) or problem for problem in run.problems]
    yield from dict.fromkeys(map(str, [*crashed.values(), *problems]))
    for one in suspects:
        if one.test not in crashed:
            yield from _wrong_red(fails, one)
    if not crashed:
        yield from (f"{failure.test} did not run" for failure in fails if not _find(failure, run))


def _wrong_red(fails: Iterable[Failure], one: Outcome) -> Iterator[str]:
    """Why a test is not red as it should be. One that the lesson does not name must pass; a skip proves nothing."""
    named = next((failure for failure in fails if is_named(failure, one.test)), None)
    if named is None:
        yield f"{one.test} {CAME[one.result]}, and the lesson expects it to pass{_said(one)}"
    elif one.result != "failed":
        yield f"{one.test} {CAME[one.result]}, and the lesson expects it to fail{_said(one)}"
    elif not _is_right([named], one):
        yield f"{one.test} fails in another way than at the start:\n{brief(one)}"


def _unprinted(fails: Iterable[Failure], failed: Iterable[Outcome]) -> Iterator[str]:
    for one in failed:
        for named in fails:
            if is_named(named, one.test):
                yield from (f"{one.test} does not print {text!r}" for text in named.prints if text not in one.text)


def _said(outcome: Outcome) -> str:
    return f":\n{brief(outcome)}" if outcome.message else ""


def brief(outcome: Outcome, lines: int = 12) -> str:
    """The first lines of what the test said, indented; for one that could not be collected, the last of them."""
    collected = "::" in outcome.test
    message = outcome.message.partition(EARLIER)[0] if collected else outcome.text
    said = without_command(message).strip().splitlines()
    shown = said[:lines] if collected else said[-lines:]
    more = ["    …"] if collected and len(said) > lines else []
    return "\n".join([f"    {line}".rstrip() for line in shown] + more)
