"""The course: the lessons of a repository in their order, and where things lie."""

import os
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from lessons.errors import CourseError
from lessons.lesson import Lesson, label, read_lesson

WINDOWS = os.name == "nt"
FOLDER = re.compile(r"\d\d[a-z]?-[a-z0-9-]+")


def how(command: str) -> str:
    """What the reader types: make's target, or where make is a stranger, the module itself."""
    words = command.replace("N=", "").split()
    words[0] = {"lesson": "start", "lessons": "list"}.get(words[0], words[0])
    return f"python -m lessons {' '.join(words)}" if WINDOWS else f"make {command}"


@dataclass(frozen=True)
class Course:
    """The course of the repository at `root`; the reader's copy is the folder `workbench` there."""

    root: Path

    @property
    def workbench(self) -> Path:
        return self.root / "workbench"

    @property
    def memory(self) -> Path:
        """What outlives the workbench: the progress and the kept edits. `make clean` spares it too."""
        return self.root / ".course"

    @property
    def changes(self) -> Path:
        return self.root / "tests" / "changes"

    def folders(self) -> dict[str, Path]:
        """Each lesson's folder by its number, in order. Raises CourseError where two share one."""
        folders = [path for path in sorted((self.root / "lessons").glob("*")) if FOLDER.fullmatch(path.name)]
        numbers = [label(path.name) for path in folders]
        if twice := [number for number, count in Counter(numbers).items() if count > 1]:
            raise CourseError(f"Two lessons have the number {twice[0]}: rename one of their folders under lessons/.")
        return dict(zip(numbers, folders, strict=True))

    def lesson(self, number: str) -> Lesson:
        """The lesson of that number, "7" or "7b". Raises CourseError for none, and for a broken lesson.toml."""
        folders = self.folders()
        if number not in folders:
            known = ", ".join(folders) or "none"
            raise CourseError(f"There is no lesson {number}; there are {known}. `{how('lessons')}` lists them.")
        return read_lesson(folders[number])
