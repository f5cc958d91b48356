"""Check again on each save of a file in the workbench."""

from collections.abc import Callable, Iterable
from pathlib import Path

from watchfiles import watch

from lessons.tree import fingerprints


def saves(folder: Path) -> Iterable[object]:
    """One item for each burst of changes below *folder*, until Ctrl-C; editors write a file in several strokes."""
    return watch(folder, debounce=300, raise_interrupt=False)


def check_on(saved: Iterable[object], folder: Path, check: Callable[[], None]) -> None:
    """Check once, then after each save that changed a file; what the check itself writes does not count as one."""
    check()
    seen = fingerprints(folder)
    for _ in saved:
        if fingerprints(folder) != seen:
            check()
            seen = fingerprints(folder)
