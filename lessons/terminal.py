"""A whole terminal for one program: single keys, a screen that is drawn line by line, and all given back at the end.

Only for POSIX, as `termios` is. The end may be `q`, Ctrl-C, a signal, or an exception: `with` gives back in each case.
"""

import os
import re
import select
import signal
import sys
import termios
import tty
from collections.abc import Sequence
from types import FrameType, TracebackType
from typing import Any, NoReturn, Self

from lessons.line import Line

TAKE = "\x1b[?1049h\x1b[?25l"  # the alternate screen, and no cursor: what was on the terminal comes back afterwards
GIVE_BACK = "\x1b[?25h\x1b[?1049l"
CTRL_Z = "\x1a"
CLEAR = "\x1b[H\x1b[2J"
KEY = re.compile(r"\x1b(?:\[[0-9;]*[A-Za-z~]|O[A-Z])|.", re.DOTALL)
NAMES = {
    "\x1b[A": "up", "\x1bOA": "up", "\x1b[B": "down", "\x1bOB": "down", "\x1b[5~": "page up", "\x1b[6~": "page down",
    "\x1b[H": "home", "\x1b[1~": "home", "\x1bOH": "home", "\x1b[F": "end", "\x1b[4~": "end", "\x1bOF": "end",
    " ": "page down", "\n": "enter", "\r": "enter",
}  # fmt: skip


class Terminal:
    """The terminal of standard input and output."""

    def __init__(self) -> None:
        self._typed = ""
        self._shown: Sequence[Line] = ()
        self._handlers: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Self:
        self._settings = termios.tcgetattr(sys.stdin)
        for number in (signal.SIGTERM, signal.SIGHUP):
            self._handlers[number] = signal.signal(number, _end)
        self._take()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._give_back()
        for number, handler in self._handlers.items():
            signal.signal(number, handler)

    def size(self) -> tuple[int, int]:
        """Columns and rows, as they are now; a terminal that does not know says 0."""
        columns, rows = os.get_terminal_size(sys.stdout.fileno())
        return columns or 80, rows or 24

    def key(self, seconds: float) -> str:
        """The next key, by its character or its name; "" where none comes in time. A terminal that is gone says q."""
        if not self._typed:
            if not select.select([sys.stdin], [], [], seconds)[0]:
                return ""
            if not (typed := os.read(sys.stdin.fileno(), 1024)):
                return "q"
            self._typed = typed.decode(errors="replace")
        key = KEY.match(self._typed)
        assert key is not None, "any character is a key"
        self._typed = self._typed[key.end() :]
        if key[0] == CTRL_Z:
            self._suspend()
            return ""
        return NAMES.get(key[0], key[0])

    def draw(self, lines: Sequence[Line]) -> None:
        """Show the lines; where most are on the screen already, only those that differ are written."""
        if [line.rows for line in lines] != [line.rows for line in self._shown]:
            self._write(CLEAR + "\r\n".join(line.text for line in lines))
        else:
            row = 1
            for old, new in zip(self._shown, lines, strict=True):
                if old.text != new.text:
                    erased = "".join(f"\x1b[{row + more};1H\x1b[2K" for more in reversed(range(new.rows)))
                    self._write(erased + new.text)
                row += new.rows
        self._shown = lines

    def _take(self) -> None:
        tty.setcbreak(sys.stdin)
        settings = termios.tcgetattr(sys.stdin)
        settings[6][termios.VSUSP] = b"\0"  # Ctrl-Z is a key here
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, settings)
        self._shown = ()
        self._write(TAKE + CLEAR)

    def _give_back(self) -> None:
        self._write(GIVE_BACK)
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, self._settings)

    def _suspend(self) -> None:
        """The shell gets its terminal before anything stops, make among it, and `fg` comes back here."""
        self._give_back()
        os.killpg(0, signal.SIGTSTP)
        self._take()

    def _write(self, text: str) -> None:
        sys.stdout.write(text)
        sys.stdout.flush()


def _end(number: int, _: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)
