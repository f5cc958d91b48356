"""The proof of one lesson: its start is red for exactly the named reason, its solution is green, and no more.

Rustlings proves that an exercise fails; a step that fails for a typo in its test would pass there. Here the tests
that fail, and what they print, are part of the lesson.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from lessons.course import Course
from lessons.lesson import Lesson
from lessons.now_you import Exercise, read_exercise
from lessons.process import run_process
from lessons.reader_proof import prove_readers_way
from lessons.run import environment, run
from lessons.shape import shape
from lessons.tree import differing, fingerprints, write_tree
from lessons.verdict import Kind, Verdict, brief, judge

CONTRACT_CHECK = ("-m", "pact_harness", "check")
CONTRACTS = "contracts/"


def prove(course: Course, lesson: Lesson) -> list[str]:
    """Each fault of the lesson, as a sentence. Raises CourseError where a start cannot even be made."""
    faults = shape(course, lesson)
    ran = _prove_runs(course, lesson)
    if exercise := read_exercise(lesson):
        ran += [f"now you: {fault}" for fault in _prove_runs(course, exercise)]
    return list(dict.fromkeys([*faults, *ran]))


def _prove_runs(course: Course, lesson: Lesson) -> list[str]:
    with TemporaryDirectory() as made:
        trees = [Path(made) / str(done) for done in range(len(lesson.step) + 1)]
        for done, tree in enumerate(trees):
            write_tree(course, lesson, tree, done)
        prints = [fingerprints(tree) for tree in trees]
        ran = list(_edits(lesson, prints))
        for done, tree in enumerate(trees):
            verdict = judge(lesson, run(lesson.command, tree))
            ran += _solution(verdict) if done == len(lesson.step) else _start(verdict, done)
            ran += _stray_files(prints[done], fingerprints(tree))
        if any(path.startswith(CONTRACTS) for path in differing(prints[0], prints[-1])):
            ran += _contract_check(trees[-1])
        if not ran and not isinstance(lesson, Exercise):  # no way leads through a lesson that is broken
            ran += prove_readers_way(course, lesson, prints)
    return ran


def _start(verdict: Verdict, done: int) -> Iterator[str]:
    name = f"the start of step {done + 1}" if done else "the start"
    if verdict.kind is Kind.OTHER:
        yield f"{name} is {verdict.kind}:\n" + "\n".join([*verdict.unprinted, *verdict.reasons])
    elif verdict.step != done:
        yield f"{name} is green"
    for test in verdict.passed:
        yield f"{name}: {test} passes, and lesson.toml says that it fails"


def _solution(verdict: Verdict) -> Iterator[str]:
    if verdict.kind is not Kind.GREEN:
        failed = [f"{outcome.test} fails:\n{brief(outcome)}" for outcome in verdict.failed]
        yield "the solution is red:\n" + "\n".join([*verdict.unprinted, *verdict.reasons, *failed])


def _edits(lesson: Lesson, prints: list[dict[str, str]]) -> Iterator[str]:
    """Contracts are left out: they are recorded, never edited."""
    for step, before, after in zip(lesson.step, prints[:-1], prints[1:], strict=True):
        name = f"the solution of {step.title}" if step.title else "the solution"
        edited = [path for path in differing(before, after) if not path.startswith(CONTRACTS)]
        if not edited:
            yield f"{name} edits nothing"
        for path in edited:
            if path not in step.edit:
                yield f"{name} edits {path}, which lesson.toml does not name under edit"
        for path in step.edit:
            if path not in before and path not in after:
                yield f"lesson.toml names {path} under edit, and there is no such file"


def _stray_files(before: dict[str, str], after: dict[str, str]) -> Iterator[str]:
    for path in sorted(after.keys() - before.keys()):
        yield f"stray file: the command leaves {path}"


def _contract_check(solution: Path) -> Iterator[str]:
    ended = run_process([sys.executable, *CONTRACT_CHECK], solution, environment(), 120)
    if ended.code != 0:
        yield f"the solution's contracts do not pass contract-check:\n{ended.printed}".rstrip()
