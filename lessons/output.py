"""The console blocks of a document against real output, and the document with its blocks made again."""

import difflib
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lessons.console import Block, blocks
from lessons.course import FOLDER, Course
from lessons.errors import CourseError
from lessons.lesson import Lesson, read_lesson
from lessons.normal import equal
from lessons.sandbox import Stage, link_venv, run_line, sandbox
from lessons.shape import HEADINGS
from lessons.tree import files

# A reader's project is a clone: `make contract-check` compares contracts with the last commit.
COMMIT = "git init -q && git add . && git -c user.name=reader -c user.email=reader@example.com commit -qm copy"
SOLVED = HEADINGS[HEADINGS.index("Now you see") :]


@dataclass
class Examined:
    """A document's stale blocks and those not run, each as a sentence, and its text with real output."""

    text: str
    stale: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)


def documents(course: Course) -> list[str]:
    """Every Markdown file of the project, by its path from the root; those that were generated are left out."""
    return [path for path in files(course.root) if path.endswith(".md") and not path.startswith("workbench/")]


def examine(course: Course, document: str) -> Examined:
    """Run the blocks of one document in order, in a copy of the project. Raises CourseError for a bad block."""
    if not (course.root / document).is_file():
        raise CourseError(f"There is no document {document}.")
    text = (course.root / document).read_text(encoding="utf-8")
    examined = Examined(text)
    if found := blocks(text, document):
        with sandbox(course) as copy:
            lesson = _lesson_of(copy, document)
            stage = Stage(copy, lesson) if lesson else None
            home = _home(copy.root, document)
            if (course.root / ".git").exists():
                run_line(COMMIT, copy.root)
            link_venv(home)
            pieces = [_examine_block(block, document, home, stage, examined) for block in found]
        for block, piece in reversed(list(zip(found, pieces, strict=True))):
            examined.text = examined.text[: block.start] + piece + examined.text[block.end :]
    return examined


def _lesson_of(course: Course, document: str) -> Lesson | None:
    folder = (course.root / document).parent
    return read_lesson(folder) if FOLDER.fullmatch(folder.name) else None


def _home(root: Path, document: str) -> Path:
    """Where the document's commands are typed: the nearest folder around it that is a project of its own."""
    inside = [folder for folder in (root / document).parents if folder.is_relative_to(root)]
    return next((folder for folder in inside if (folder / "pyproject.toml").exists()), root)


def _examine_block(block: Block, document: str, home: Path, stage: Stage | None, examined: Examined) -> str:
    """The block as it should be; what is not run, or is equal but for times and such, stays as it is."""
    where, kept = f"{document}:{block.line}", examined.text[block.start : block.end]
    if reason := _not_run(block):
        examined.skipped.append(f"{where}: {reason}")
        return kept
    if stage:
        stage.reach(_steps_done(block, stage.lesson))
    real = [(command, claimed, run_line(command, home)) for command, claimed in block.entries]
    stale = [entry for entry in real if not equal(entry[1], entry[2])]
    for command, claimed, printed in stale:
        examined.stale.append("\n".join([f"{where}: stale output of `{command}`", *_diff(claimed, printed)]))
    lines = "".join(f"$ {command}\n{printed.rstrip()}\n" for command, _, printed in real).replace("\n\n$ ", "\n$ ")
    return "".join(f"{block.indent}{line}".rstrip() + "\n" for line in lines.rstrip().splitlines()) if stale else kept


def _not_run(block: Block) -> str:
    kind, _, rest = block.mark.partition(" ")
    if kind == "needs" and not os.environ.get(rest):
        return f"not run, {rest} is not set"
    return rest.removeprefix("because ") if kind == "skip" else ""


def _steps_done(block: Block, lesson: Lesson) -> int:
    """Which state of the lesson a block shows: its mark says so, or else the section that it stands in."""
    match block.mark.split():
        case ["at", "start"]:
            return 0
        case ["at", "solution"]:
            return len(lesson.step)
        case ["at", "step", number]:
            return int(number) - 1
    return len(lesson.step) if block.heading in SOLVED else 0


def _diff(claimed: str, printed: str) -> Iterator[str]:
    lines = difflib.unified_diff(claimed.splitlines(), printed.rstrip().splitlines(), "written", "real", lineterm="")
    yield from (f"    {line}" for line in lines)
