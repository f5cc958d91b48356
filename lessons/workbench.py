"""The reader's copy of a lesson's start, in the folder workbench/ of the repository."""

import shutil
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from lessons.course import Course, how
from lessons.errors import CourseError
from lessons.lesson import Lesson, read_lesson
from lessons.now_you import MARK, Exercise, read_exercise
from lessons.progress import KEPT, Progress, read_progress, write_progress
from lessons.tree import differing, fingerprints, is_recorded, write_tree

MAKEFILE = """\
# So that `make check` works in this folder too: each target is made in the folder around it.
# Only `make consumer-test` is not: it records the contracts of this folder.
GOALS := $(filter-out consumer-test,$(or $(MAKECMDGOALS),help))
.PHONY: around consumer-test $(GOALS)
$(GOALS): around ; @:
around: ; @$(MAKE) --no-print-directory -C .. $(GOALS)
consumer-test: ; ../.venv/bin/python -m pytest $(wildcard tests/consumer/*/test_*_contract.py)
"""
CONFTEST = """\
# So that another Python than the course's is told, and not by an error for each test file.
from importlib.util import find_spec

import pytest

if not find_spec("pact_harness"):
    pytest.exit(
        "This Python lacks the packages of the course. "
        "Type `make check`, or in this folder `../.venv/bin/python -m pytest`.",
        returncode=4,
    )
"""
OWN = {"Makefile": MAKEFILE, "conftest.py": CONFTEST}  # what only a workbench has


class Workbench:
    """The folder, the lesson in it, and the progress; `save` keeps what changed in `progress`."""

    def __init__(self, course: Course, lesson: Lesson, progress: Progress) -> None:
        self.course, self.lesson, self.progress = course, lesson, progress
        self.folder = course.workbench

    def save(self) -> None:
        write_progress(self.course, self.progress)

    def edited(self) -> list[str]:
        """The files that the reader changed, made or removed since the start."""
        return differing(self.progress.files, fingerprints(self.folder))

    def edited_outside(self) -> list[str]:
        """Those of them that the lesson does not ask to edit."""
        return [path for path in self.edited() if path not in self.lesson.edit]

    def absorb(self, before: dict[str, str]) -> None:
        """A contract that a lesson's command recorded again is not the reader's edit.

        Every other file that changed meanwhile was saved by the reader, who need not wait for a check to end.
        """
        after = fingerprints(self.folder)
        for path in differing(before, after):
            if not is_recorded(path) or path in self.lesson.edit:
                continue
            if path in after:
                self.progress.files[path] = after[path]
            else:
                self.progress.files.pop(path, None)


def open_workbench(course: Course) -> Workbench:
    """The workbench as the reader left it. Raises CourseError where no lesson was begun."""
    progress = read_progress(course)
    if progress.current is None or not course.workbench.is_dir():
        raise CourseError(f"There is no workbench. `{how('lesson')}` begins a lesson.")
    slug = progress.current.removesuffix(MARK)
    folder = course.root / "lessons" / slug
    lesson = read_lesson(folder) if folder.is_dir() else None
    if lesson and slug != progress.current:
        lesson = read_exercise(lesson)
    if lesson is None:
        raise CourseError(f"The workbench holds {progress.current}, which the course no longer has: `{how('lesson')}`.")
    return Workbench(course, lesson, progress)


def begin_exercise(bench: Workbench) -> Workbench:
    """Add the exercise to the solved lesson in the workbench; one that is under way stays as it is.

    Raises CourseError where the lesson has none, or is not green yet.
    """
    lesson, progress = bench.lesson, bench.progress
    if isinstance(lesson, Exercise):
        return bench
    exercise = read_exercise(lesson)
    if exercise is None:
        raise CourseError(f"Lesson {lesson.number} has no exercise. `{how('next')}` begins the next lesson.")
    if not progress.of(lesson.key).green:
        raise CourseError(f"The exercise begins once lesson {lesson.number} is green: `{how('check')}`.")
    for path, source in exercise.brought().items():
        (bench.folder / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, bench.folder / path)
        progress.files[path] = fingerprints(bench.folder)[path]
    progress.current, progress.step, progress.passed = exercise.key, 0, []
    begun = Workbench(bench.course, exercise, progress)
    begun.save()
    return begun


def begin(course: Course, lesson: Lesson) -> Path | None:
    """Put the lesson's start into the workbench, and answer where the reader's earlier edits were kept, if any.

    The start is made elsewhere first: one that cannot be made leaves the workbench as it was.
    """
    progress = read_progress(course)
    with TemporaryDirectory() as made:
        write_tree(course, lesson, Path(made))
        kept = _keep_edits(course, progress)
        _empty(course.workbench)
        shutil.copytree(made, course.workbench, dirs_exist_ok=True)
    for name, text in OWN.items():
        (course.workbench / name).write_text(text, encoding="utf-8", newline="\n")
    progress.current, progress.step, progress.files = lesson.key, 0, fingerprints(course.workbench)
    progress.passed = []
    progress.of(lesson.key).hints.clear()
    write_progress(course, progress)
    return kept


def _keep_edits(course: Course, progress: Progress) -> Path | None:
    """Nobody's work is thrown away: each time the edits are copied to a new folder."""
    workbench = course.workbench
    edits = differing(progress.files, fingerprints(workbench))
    edits = [path for path in edits if (workbench / path).is_file()]
    if progress.current is None or not edits:
        return None
    places = (course.memory / KEPT / progress.current / str(number) for number in count(1))
    kept = next(place for place in places if not place.exists())
    for path in edits:
        (kept / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(workbench / path, kept / path)
    return kept


def _empty(folder: Path) -> None:
    """Remove what is in it, not the folder: a terminal or an editor may stand there, which Windows would mind."""
    folder.mkdir(exist_ok=True)
    for path in folder.iterdir():
        try:
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()
        except PermissionError as error:
            raise CourseError(f"{path} is in use: close the program that has it open, then try again.") from error


def next_number(course: Course, progress: Progress) -> str:
    """The lesson to go on with: the one under way, or the first after it that is not green, or the first of all.

    Raises CourseError where all are green.
    """
    lessons = [(number, folder.name) for number, folder in course.folders().items()]
    current = (progress.current or "").removesuffix(MARK)
    here = next((place for place, (_, slug) in enumerate(lessons) if slug == current), 0)
    for number, slug in lessons[here:] + lessons[:here]:
        if slug not in progress.lessons or not progress.lessons[slug].green:
            return number
    raise CourseError(f"All lessons are green. `{how('lesson N=1')}` does one again.")
