"""The proof of the reader's way through a lesson: what the text says is green, and what is wrong is red, in its words.

Each is checked as `make check` does, and its words are looked for in all that a reader is told.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from lessons.changes import ChangeError
from lessons.check import Checked, report
from lessons.course import Course
from lessons.lesson import Further, Lesson
from lessons.readers_way import FILE, Attempt, ReadersWay, State, TextOnly, Way, read_readers_way
from lessons.run import run
from lessons.tree import differing, fingerprints, write_tree
from lessons.verdict import Kind, judge

W = TypeVar("W", bound=Way)


def prove_readers_way(course: Course, lesson: Lesson, prints: list[dict[str, str]]) -> list[str]:
    """Each fault of the lesson's proofs.toml, as a sentence, with what came.

    *prints* are the fingerprints of the starts of its steps, and of its solution.
    """
    way = read_readers_way(lesson)
    faults = list(_completeness(lesson, way)) or list(_Prover(course, lesson, prints).faults(way))
    return [f"lessons/{lesson.slug}/{FILE}: {fault}" for fault in faults]


def _completeness(lesson: Lesson, way: ReadersWay) -> Iterator[str]:
    steps = list(range(1, len(lesson.step) + 1))
    if sorted(one.step for one in way.text_only) != steps:
        yield f"expected one [[text_only]] for each step, {', '.join(map(str, steps))}"
    for one in (*way.state, *way.attempt):
        if one.step not in steps:
            yield f"step {one.step}: the lesson has {len(steps)}"


class _Prover:
    """The lesson's ways, each made in a fresh copy of its step's start, and the states that they reached."""

    def __init__(self, course: Course, lesson: Lesson, prints: list[dict[str, str]]) -> None:
        self.course, self.lesson, self.prints = course, lesson, prints
        self.reached: list[Further] = []

    def faults(self, way: ReadersWay) -> Iterator[str]:
        for number, text_only in enumerate(way.text_only, start=1):
            yield from self._proved("text_only", number, text_only, _text_only)
        for number, state in enumerate(way.state, start=1):
            yield from self._proved("state", number, state, _state)
        for number, attempt in enumerate(way.attempt, start=1):
            yield from self._proved("attempt", number, attempt, _attempt)
        for number, step in enumerate(self.lesson.step, start=1):
            for further in step.further:
                if further not in self.reached:
                    yield f"step {number}: no [[state]] reaches {further.done!r}"

    def _proved(self, table: str, number: int, way: W, prove: Callable[[W, Checked], Iterator[str]]) -> Iterator[str]:
        where = f"step {way.step}, [[{table}]] number {number}"
        try:
            if checked := self._check(way):
                yield from (f"{where}: {fault}" for fault in prove(way, checked))
        except ChangeError as error:
            yield f"{where}: {error}"

    def _check(self, way: Way) -> Checked | None:
        """What the check says of the edits; None where they make our own solution, which is proved already."""
        with TemporaryDirectory() as made:
            tree = Path(made)
            write_tree(self.course, self.lesson, tree, way.step - 1)
            way.apply(tree)
            after = fingerprints(tree)
            edited = [path for path in differing(self.prints[way.step - 1], after) if path not in self.lesson.edit]
            if isinstance(way, TextOnly) and not edited and after == self.prints[way.step]:
                return None
            verdict = judge(self.lesson, run(self.lesson.command, tree))
        if verdict.further:
            self.reached.append(verdict.further)
        return Checked(self.lesson, verdict, edited, way.step - 1)


def _is_green(way: Way, checked: Checked) -> bool:
    """Whether the step is solved; the next one is then red for the right reason."""
    verdict = checked.verdict
    return verdict.step >= way.step and verdict.kind in {Kind.GREEN, Kind.RIGHT} and not checked.outside


def _text_only(way: TextOnly, checked: Checked) -> Iterator[str]:
    if not _is_green(way, checked):
        yield f"the text and its hints lead to red:\n{report(checked)}"


def _state(way: State, checked: Checked) -> Iterator[str]:
    if checked.verdict.kind is not Kind.FURTHER:
        yield f"expected one step further:\n{report(checked)}"
    else:
        yield from _missing_words(way, checked)


def _attempt(way: Attempt, checked: Checked) -> Iterator[str]:
    if _is_green(way, checked):
        yield f"a wrong attempt is green: {way.says}"
    else:
        yield from _missing_words(way, checked)


def _missing_words(way: State, checked: Checked) -> Iterator[str]:
    """Words that are not told; where lines are broken does not matter."""
    told = " ".join(report(checked).split())
    for words in way.prints:
        if " ".join(words.split()) not in told:
            yield f"expected the check to say {words!r}:\n{report(checked)}"
