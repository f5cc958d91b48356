"""`make watch` in a real terminal, a pseudo-terminal of the standard library: each wait has an end.

- red at the start, a hint, a save, green; q: the terminal is as it was
- Ctrl-C, a signal, a mistake that ends it: the terminal is as it was, and what is told comes after that
- what the course writes for the next lesson, or for the exercise, is no save: its text stays
- it follows the terminal's size; it begins the next lesson by itself; Ctrl-Z and back
"""

import os
import re
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Self

import pytest

import lessons.dashboard
import lessons.watch
from lessons.course import Course
from lessons.line import Line
from lessons.run import environment
from lessons.watch import watch_on_screen
from lessons.workbench import begin
from tests.lessons.project import GREETING, add_exercise, add_lesson, replace, write

if os.name == "nt":
    pytest.skip("on Windows `watch` writes plain lines", allow_module_level=True)

import termios

import lessons.terminal

ROOT = Path(__file__).parents[2]
LONGEST = 40  # seconds; less than a check that nobody ends would take
CODES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x1b]*\x1b\\")
TAKEN, GIVEN_BACK = "\x1b[?1049h\x1b[?25l", "\x1b[?25h\x1b[?1049l"


class Screen:
    """`python -m lessons watch` and the other end of its terminal."""

    def __init__(self, course: Course) -> None:
        self.keyboard, self.terminal = os.openpty()
        termios.tcsetwinsize(self.terminal, (30, 100))
        self.settings = termios.tcgetattr(self.terminal)
        self.printed, self.read = "", 0
        self.process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "lessons", "--root", str(course.root), "watch"],
            cwd=ROOT,
            env={**environment(), "TERM": "xterm-256color"},
            stdin=self.terminal,
            stdout=self.terminal,
            stderr=self.terminal,
            start_new_session=True,
        )

    def press(self, keys: str) -> None:
        os.write(self.keyboard, keys.encode())

    def shows(self, words: str) -> None:
        """Wait until *words* are written, after what was waited for before."""
        ends = time.monotonic() + LONGEST
        while (found := CODES.sub("", self.printed).find(words, self.read)) < 0:
            assert self._more(ends), f"{words!r} is not shown:\n{CODES.sub('', self.printed)[self.read :]}"
        self.read = found + len(words)

    def ended(self) -> int:
        """The exit code; the settings of the terminal, and what was on it, are back."""
        code = self.process.wait(LONGEST)
        while self._more(time.monotonic() + 0.2):
            pass
        assert self.printed.startswith(TAKEN)
        assert self.printed.count(GIVEN_BACK) == self.printed.count(TAKEN)
        assert termios.tcgetattr(self.terminal) == self.settings
        return code

    @property
    def afterwards(self) -> str:
        """What is on the terminal after the screen has gone."""
        return self.printed.rpartition(GIVEN_BACK)[2].replace("\r\n", "\n")

    def _more(self, ends: float) -> bool:
        if not select.select([self.keyboard], [], [], max(ends - time.monotonic(), 0))[0]:
            return False
        self.printed += os.read(self.keyboard, 65536).decode()
        return True

    def close(self) -> None:
        self.process.kill()
        self.process.wait(LONGEST)
        os.close(self.keyboard)
        os.close(self.terminal)


@pytest.fixture
def screen(course: Course) -> Iterator[Screen]:
    begin(course, course.lesson("1"))
    screen = Screen(course)
    yield screen
    screen.close()


def test_from_red_to_green_to_the_end(course: Course, screen: Screen) -> None:
    screen.shows("0 of 1 lessons green")
    screen.shows("Edit workbench/consumer/greeting.py")
    screen.shows("The tests run")
    screen.shows("Red for the right reason, after ")
    screen.press("h")
    screen.shows("Hint 1 of 2: Who is greeted?")
    screen.press("s")
    screen.shows("Show the solution?")
    screen.press("y")
    screen.shows('+    return "hello"')
    screen.press("\r")
    screen.shows("greets with 'goodbye'")
    replace(course.workbench, "consumer/greeting.py", "goodbye", "hello")
    screen.shows("1 of 1 lessons green")
    screen.shows("Lesson 1, A greeting: green")
    screen.shows("Now you see")
    screen.shows("Green, after ")
    screen.press("\x1b[6~")
    screen.shows("lines above")
    screen.press("n")
    screen.shows("All lessons are green.")
    screen.press("q")
    assert (screen.ended(), screen.afterwards) == (0, "")


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 128 + signal.SIGTERM), (signal.SIGHUP, 129)]
)
def test_a_signal_ends_it_also_while_a_check_runs(course: Course, screen: Screen, number: int, code: int) -> None:
    screen.shows("Red for the right reason")
    write(course.workbench, "tests/test_lesson.py", "import time\ntime.sleep(600)\n")
    screen.shows("The tests run, 1")
    screen.process.send_signal(number)
    assert (screen.ended(), screen.afterwards) == (code, "")


def test_a_mistake_that_ends_it_is_told_on_the_readers_own_screen(course: Course, screen: Screen) -> None:
    screen.shows("Red for the right reason")
    write(course.root, ".course/progress.json", "{")
    screen.press("c")
    assert screen.ended() == 2
    assert ".course/progress.json cannot be read" in screen.afterwards


def test_it_follows_the_size_of_the_terminal(screen: Screen) -> None:
    screen.shows("Red for the right reason")
    screen.press("s")
    screen.shows("y shows it")
    termios.tcsetwinsize(screen.terminal, (12, 40))
    screen.shows(" below: ↑ ↓ space")
    frame = CODES.sub("", screen.printed.rpartition("\x1b[H\x1b[2J")[2]).replace("\r", "").split("\n")
    assert len(frame) == 12
    assert max(map(len, frame)) == 40


def test_without_a_lesson_under_way_it_begins_the_next(course: Course) -> None:
    screen = Screen(course)
    try:
        screen.shows("A greeting")
        screen.shows("Red for the right reason")
        screen.press("q")
        assert screen.ended() == 0
    finally:
        screen.close()


def test_ctrl_z_gives_the_terminal_back_until_it_goes_on(screen: Screen) -> None:
    screen.shows("Red for the right reason")
    screen.press("\x1a")
    screen.shows("Red for the right reason")
    assert screen.printed.count(GIVEN_BACK) == 1, "then the shell has the terminal; here nobody waits, and it goes on"
    screen.press("q")
    assert screen.ended() == 0


class Reader:
    """In place of the terminal: presses each key as soon as its words are shown, and `q` is the last."""

    def __init__(self, *script: tuple[str, str]) -> None:
        self.script, self.shown = list(script), ""
        self.ends = time.monotonic() + LONGEST

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def size(self) -> tuple[int, int]:
        return 80, 24

    def draw(self, lines: Sequence[Line]) -> None:
        self.shown = CODES.sub("", "\n".join(line.text for line in lines))

    def key(self, seconds: float) -> str:
        words, key = self.script[0]
        if not all(word in self.shown for word in words.split(" | ")):
            assert time.monotonic() < self.ends, f"{words!r} is not shown:\n{self.shown}"
            time.sleep(min(seconds, 0.05))
            return ""
        del self.script[0]
        return key


@pytest.fixture
def _noted_at_once(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What `begin` and `begin_exercise` write is seen in the folder before they return."""
    bursts, noted = SimpleQueue[object](), threading.Event()

    def saves(_: Path, __: threading.Event) -> Iterator[object]:
        for burst in iter(bursts.get, None):
            yield burst
            noted.set()

    def seen(begin: Callable[..., object]) -> Callable[..., object]:
        def begin_and_wait(*arguments: Any) -> object:
            begun = begin(*arguments)
            noted.clear()
            bursts.put("a burst")
            assert noted.wait(LONGEST)
            return begun

        return begin_and_wait

    monkeypatch.setattr(lessons.watch, "saves", saves)
    monkeypatch.setattr(lessons.watch, "end_all", lambda: None)  # it would end what later tests run too
    for name in ("begin", "begin_exercise"):
        monkeypatch.setattr(lessons.dashboard, name, seen(getattr(lessons.dashboard, name)))
    yield
    bursts.put(None)


RED = "Red for the right reason, after "


@pytest.mark.parametrize(
    ("script", "task"),
    [
        ([("Green, after", "n"), (f"Lesson 2, Another | {RED}", "q")], "Goal"),
        ([("Green, after", "c"), ("The tests run", "n"), (f"Lesson 2, Another | {RED}", "q")], "Goal"),
        ([("Green, after", "e"), (f"A greeting, now you | {RED}", "q")], "Greet in the evening."),
        ([("Green, after", "e"), (f"now you | {RED}", "n"), (f"Lesson 2, Another | {RED}", "q")], "Goal"),
    ],
    ids=["next", "next while the tests run", "the exercise", "next after the exercise"],
)
@pytest.mark.usefixtures("_noted_at_once")
def test_the_text_stays_when_something_new_begins(
    course: Course, monkeypatch: pytest.MonkeyPatch, script: list[tuple[str, str]], task: str
) -> None:
    add_lesson(course, "02-another", "Another")
    add_exercise(course)
    begin(course, course.lesson("1"))
    replace(course.workbench, GREETING, "goodbye", "hello")
    reader = Reader(*script)
    monkeypatch.setattr(lessons.terminal, "Terminal", lambda: reader)
    watch_on_screen(course)
    assert task in reader.shown
    assert "red for the right reason" not in reader.shown, "that is the report"
