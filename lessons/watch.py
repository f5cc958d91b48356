"""Check again on each save of a file in the workbench: on a screen with keys, or in a pipe a report after the other."""

import os
import sys
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import chain
from pathlib import Path
from threading import Event, Thread

from watchfiles import watch

from lessons import page
from lessons.check import Checked, check
from lessons.course import Course
from lessons.errors import CourseError
from lessons.process import end_all
from lessons.tree import fingerprints, is_recorded
from lessons.workbench import open_workbench

TICK = 0.1  # seconds between two looks at what has changed, while no key is pressed


class Seen:
    """What the last check saw of a folder; a contract that the check records does not count as a change."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._before: dict[str, str] = {}
        self._seen: dict[str, str] = {}

    def changed(self) -> bool:
        """Whether a check would see something else. A save made while one runs is told as soon as that has ended."""
        self._before = fingerprints(self.folder)
        return self._before != self._seen

    def checked(self) -> None:
        """A check has ended that began after `changed`."""
        self._seen = {path: mark for path, mark in self._before.items() if not is_recorded(path)}
        self._seen |= {path: mark for path, mark in fingerprints(self.folder).items() if is_recorded(path)}


def saves(folder: Path, stop: Event | None = None) -> Iterable[object]:
    """One item for each burst of changes below *folder*, until Ctrl-C; editors write a file in several strokes."""
    return watch(folder, debounce=300, raise_interrupt=False, stop_event=stop)


def check_on(saved: Iterable[object], folder: Path, check: Callable[[], None]) -> None:
    """Check once, then after each save that changed a file."""
    seen = Seen(folder)
    for _ in chain([None], saved):
        while seen.changed():
            check()
            seen.checked()


def has_screen() -> bool:
    """Whether there is a terminal at both ends that can be drawn on, and whose keys can be read."""
    return os.name != "nt" and sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def watch_on_screen(course: Course) -> None:
    """Show the lesson under way until the reader quits; the terminal is then as it was."""
    from lessons.dashboard import Dashboard
    from lessons.terminal import Terminal

    out, board, seen = page.console(), Dashboard(course), Seen(course.workbench)
    saved, stop, checks = Event(), Event(), ThreadPoolExecutor(1)
    running: Future[Checked | CourseError] | None = None

    def note_saves() -> None:
        for _ in saves(course.workbench, stop):
            saved.set()

    Thread(target=note_saves, daemon=True).start()
    try:
        with Terminal() as terminal:
            while not board.over:
                if running and running.done():
                    board.ended(running.result(), time.monotonic())
                    seen.checked()
                    running = None
                    saved.set()  # during the check, it may be
                if not running and saved.is_set():
                    saved.clear()
                    if seen.changed() and not board.wants_check:  # else the course wrote it, for what has begun
                        board.saved()
                if not running and board.wants_check:
                    seen.changed()
                    board.began(time.monotonic())
                    running = checks.submit(_check, course)
                out.width, height = terminal.size()
                terminal.draw(board.lines(out, height, time.monotonic()))
                if key := terminal.key(TICK):
                    board.press(key)
    finally:
        stop.set()
        end_all()
        checks.shutdown(cancel_futures=True)


def _check(course: Course) -> Checked | CourseError:
    try:
        return check(open_workbench(course))
    except CourseError as mistake:
        return mistake
