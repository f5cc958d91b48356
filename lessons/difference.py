"""The difference between the reader's workbench and the solution of the step they are at."""

import difflib
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from lessons.tree import write_tree
from lessons.workbench import Workbench


def difference(bench: Workbench) -> str:
    """A unified diff from workbench to solution, of the files edited so far; "" where there is none."""
    steps = bench.lesson.step
    here = min(bench.progress.step, len(steps) - 1)
    paths = sorted({path for step in steps[: here + 1] for path in step.edit} | set(bench.edited_outside()))
    with TemporaryDirectory() as made:
        solution = Path(made)
        write_tree(bench.course, bench.lesson, solution, done=here + 1)
        return "".join(line for path in paths for line in _diff(bench.folder, solution, path))


def _diff(workbench: Path, solution: Path, path: str) -> Iterator[str]:
    diff = difflib.unified_diff(
        _lines(workbench / path), _lines(solution / path), f"workbench/{path}", f"solution/{path}"
    )
    yield from (line if line.endswith("\n") else f"{line}\n" for line in diff)


def _lines(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8", errors="replace").splitlines(keepends=True) if file.exists() else []
