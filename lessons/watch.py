"""Check again on each save of a file in the workbench."""

from collections.abc import Callable, Iterable
from itertools import chain
from pathlib import Path

from watchfiles import watch

from lessons.tree import fingerprints, is_recorded


def saves(folder: Path) -> Iterable[object]:
    """One item for each burst of changes below *folder*, until Ctrl-C; editors write a file in several strokes."""
    return watch(folder, debounce=300, raise_interrupt=False)


def check_on(saved: Iterable[object], folder: Path, check: Callable[[], None]) -> None:
    """Check once, then after each save that changed a file; a contract that the check records does not count as one.

    A save made while a check runs is checked too, as soon as that check has ended: what it read may be either version.
    """
    seen: dict[str, str] = {}
    for _ in chain([None], saved):
        while (now := fingerprints(folder)) != seen:
            check()
            seen = {path: mark for path, mark in now.items() if not is_recorded(path)}
            seen |= {path: mark for path, mark in fingerprints(folder).items() if is_recorded(path)}
