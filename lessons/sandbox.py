"""A copy of the project in which a document's commands run as a reader would type them, the checkout untouched."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from lessons.course import Course
from lessons.lesson import Lesson
from lessons.normal import without_colours, without_paths
from lessons.process import run_process
from lessons.run import environment
from lessons.tree import write_tree
from lessons.workbench import begin

GENERATED = ("build", "workbench", ".course", "__pycache__", ".git", ".venv", ".*_cache", ".hypothesis")
LEFT_OUT = shutil.ignore_patterns(*GENERATED)
STAMPS = ("READY", "HARNESS", "LESSONS", "TEST", "DEV")  # the Makefile's variables that say what is set up
# What make would set up or add to .venv is there: the linked environment has it all.
MAKE_NOTHING = " -- " + " ".join(f"{name}=pyproject.toml" for name in STAMPS)
LONGEST = 300  # seconds; the longest command makes ten faults and has four tools look at each


@contextmanager
def sandbox(course: Course) -> Iterator[Course]:
    """The project, copied; removed afterwards."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        root = Path(folder).resolve() / "project"
        shutil.copytree(course.root, root, ignore=LEFT_OUT)
        yield Course(root)


def link_venv(folder: Path) -> None:
    """Make this interpreter's environment the folder's .venv: commands read as a reader's, and nothing is set up."""
    if not (folder / ".venv").is_symlink():
        (folder / ".venv").symlink_to(sys.prefix, target_is_directory=True)


def run_line(command: str, root: Path) -> str:
    """What the command prints on either stream, without colours, with paths as seen from *root*."""
    code, printed = run_process(command, root, _environment(), LONGEST)
    stopped = "" if code is not None else f"(stopped after {LONGEST} s)\n"
    return without_colours(without_paths(printed, root)) + stopped


def _environment() -> dict[str, str]:
    """`python` is this interpreter, and make takes the linked .venv for set up, with every group."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    return {**environment(), "PATH": path, "MAKEFLAGS": MAKE_NOTHING, "TERM": "dumb"}


class Stage:
    """A lesson's workbench in a sandbox, brought on from start to solution as the text goes on."""

    def __init__(self, course: Course, lesson: Lesson) -> None:
        self.course, self.lesson, self.done = course, lesson, 0
        begin(course, lesson)

    def reach(self, done: int) -> None:
        """Edit what a reader would edit until *done* steps are solved; going back begins again."""
        if done < self.done:
            begin(self.course, self.lesson)
        with TemporaryDirectory() as made:
            write_tree(self.course, self.lesson, Path(made), done)
            for path in sorted(self.lesson.edit):
                if (Path(made) / path).exists():
                    shutil.copyfile(Path(made) / path, self.course.workbench / path)
        self.done = done
