"""The files of a lesson's start or solution, written into a folder of their own.

What is copied is a fixed list and needs no git, so that a download of the repository as a ZIP will do. The lesson's
own test goes beside the project's (`tests/test_lesson.py`), where conftest.py gives it what the others have.
"""

import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from lessons.changes import ChangeError, read_changes
from lessons.course import Course
from lessons.errors import CourseError
from lessons.lesson import Lesson
from lessons.now_you import Exercise

COPIED = (
    "consumer",
    "provider",
    "contracts",
    "tests",
    "pyproject.toml",
    "lessons/__init__.py",
    "lessons/changes.py",
    "lessons/predictions.py",
)
NOT_COPIED = shutil.ignore_patterns("__pycache__", "lessons")  # tests/lessons/ tests this course, not the project
OWN = ("test_lesson.py", "key.toml")
GENERATED = {"build", "__pycache__"}


def write_tree(course: Course, lesson: Lesson, target: Path, done: int = 0) -> None:
    """Write the lesson's files into the folder *target* as they are once *done* of its steps are solved.

    None done is the start, all of them the solution. Raises CourseError where a change does not fit.
    """
    if isinstance(lesson, Exercise):
        _write_exercise(course, lesson, target, done)
        return
    for name in COPIED:
        _copy(course.root / name, target / name)
    for name in OWN:
        _copy(lesson.folder / name, target / "tests" / name)
    _copy(lesson.folder / "files", target)
    if done == len(lesson.step):
        _copy(lesson.folder / "solution", target)
    _make_changes(course, lesson, target, done)


def _write_exercise(course: Course, exercise: Exercise, target: Path, done: int) -> None:
    write_tree(course, exercise.of, target, len(exercise.of.step))
    for path, source in exercise.brought().items():
        _copy(source, target / path)
    try:
        for edit in exercise.solution if done else ():
            edit.apply(target)
    except ChangeError as error:
        raise CourseError(f"lessons/{exercise.slug}/now_you.toml: the solution cannot be made.\n{error}") from error


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=NOT_COPIED, dirs_exist_ok=True)
    elif source.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)


def _make_changes(course: Course, lesson: Lesson, target: Path, done: int) -> None:
    wanted = [change_id for step in reversed(lesson.step[done:]) for change_id in step.changes]
    if not wanted:
        return
    try:
        known = {change.id: change for change in read_changes(course.changes)}
        for change_id in wanted:
            if change_id not in known:
                raise CourseError(f"lessons/{lesson.slug}/lesson.toml: changes: tests/changes/ has no {change_id!r}")
            known[change_id].apply(target)
    except ChangeError as error:
        raise CourseError(f"The start of lesson {lesson.number} cannot be made.\n{error}") from error


def files(folder: Path) -> Iterator[str]:
    """The paths of all files in *folder* that a person may have written, with '/'; hidden ones are left out."""
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in GENERATED and not name.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and not name.endswith("~"):
                yield (Path(place) / name).relative_to(folder).as_posix()


def fingerprints(folder: Path) -> dict[str, str]:
    """What tells one version of each file from another; the kind of line ends does not."""
    return {path: _fingerprint((folder / path).read_bytes()) for path in files(folder)}


def _fingerprint(content: bytes) -> str:
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()


def is_recorded(path: str) -> bool:
    """Whether a lesson's command writes that file: its tests record the contracts again, and it writes nothing else."""
    return path.startswith("contracts/")


def differing(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """The files that came, went or changed between two `fingerprints`."""
    return sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))
