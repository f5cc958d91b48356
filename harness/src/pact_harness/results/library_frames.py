"""Which frames of a traceback are a library's, so that a person sees those of the project."""

import re
import sysconfig
from collections.abc import Iterator
from pathlib import Path

INSTALLED = re.compile(r"[/\\](?:site|dist)-packages[/\\]([^/\\]+)")
OURS = str(Path(__file__).resolve().parents[1])
PYTHON = tuple({str(Path(sysconfig.get_path(name)).resolve()) for name in ("stdlib", "platstdlib")})
FRAME = re.compile(r'^(?P<margin>[ |]*?)  File "(?P<file>.*)", line \d+')


def library_of(file: str) -> str:
    """The package that *file* belongs to, `Python` for its own; empty for a file of the project."""
    if installed := INSTALLED.search(file):
        return installed[1].removesuffix(".py")
    path = str(Path(file).resolve())
    if path.startswith(OURS):
        return "pact_harness"
    return "Python" if file.startswith("<frozen ") or path.startswith(PYTHON) else ""


def folded(text: str) -> str:
    """Tracebacks as Python prints them, with one line for libraries' frames in a row, such as `… 14 frames of
    starlette`. The last frame of each stays, also where it is a library's."""
    lines: list[str] = []
    frames: list[tuple[str, str, list[str]]] = []  # of the traceback that is read: margin, library, lines
    for line in text.splitlines():
        if frame := FRAME.match(line):
            frames.append((frame["margin"], library_of(frame["file"]), [line]))
        elif frames and line.startswith(frames[-1][0] + "    "):  # the source of the frame
            frames[-1][2].append(line)
        else:
            lines += [*_shown(frames), line]
            frames = []
    return "\n".join([*lines, *_shown(frames)])


def _shown(frames: list[tuple[str, str, list[str]]]) -> Iterator[str]:
    hidden: list[str] = []
    for margin, library, lines in frames:
        if library and lines is not frames[-1][2]:
            hidden.append(library)
            continue
        yield from _counted(hidden, margin)
        hidden = []
        yield from lines


def _counted(hidden: list[str], margin: str) -> Iterator[str]:
    if hidden:
        frames = f"{len(hidden)} frame{'s'[: len(hidden) > 1]}"
        yield f"{margin}  … {frames} of {', '.join(dict.fromkeys(hidden))}"
