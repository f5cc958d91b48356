"""What differs from run to run and machine to machine is made equal before outputs are compared."""

import re
import sys
from pathlib import Path

MAKEFILE_LINE = re.compile(r"\[Makefile:\d+: ")
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
AGAIN = re.compile(r"^ *(?:next    |then: )\S*python\S* -m pytest .*\n?", re.MULTILINE)
RULES = [
    (MAKEFILE_LINE.pattern, "[Makefile: "),
    (r"\b\d+(\.\d+)? ?(ms|s|seconds?|minutes?|min)\b( \(\d+:\d\d:\d\d\))?", "TIME"),
    (r"\b(127\.0\.0\.1|localhost|\[::1\]):\d+", r"\1:PORT"),
    (r"\bport \d+", "port PORT"),
    (r"\S*/pytest-of-[^/\s]+/pytest-\d+", "TMP"),
    (r"(/private)?(/var/folders/\S+?/T|/tmp)/tmp\w+", "TMP"),
    (r"\b0x[0-9a-f]{6,}\b", "ADDRESS"),
    (r"\b([A-Za-z]+)/\d+(\.\d+)+", r"\1/VERSION"),
    (r"^platform .*$", "platform"),
    (r"^plugins: .*$", "plugins"),
    (r"={3,}", "==="),  # pytest fills its lines, whatever the time's length
    (r"-{3,}", "---"),
    (r"_{3,}", "___"),
    (r"[ \t]+$", ""),
]


def without_paths(text: str, root: Path) -> str:
    """Paths below *root* as seen from there, where a reader types the command, with this interpreter's as .venv.

    No line of the Makefile is told: it is another one after each edit of that file.
    """
    for spelled in {str(root), str(root.resolve())}:
        text = text.replace(f"{spelled}/", "").replace(spelled, ".")
    return MAKEFILE_LINE.sub("[Makefile: ", text.replace(sys.prefix, ".venv"))


def without_colours(text: str) -> str:
    """The text as a document shows it: some programs colour their output wherever it goes."""
    return COLOUR.sub("", text)


def without_command(text: str) -> str:
    """A failure message without the command that runs its test again: typed where the reader is, it runs other code."""
    return AGAIN.sub("", text)


def normal(text: str) -> str:
    """The text with times, ports and temporary paths replaced by what they are."""
    for pattern, replacement in RULES:
        text = re.sub(pattern, replacement, text, flags=re.MULTILINE)
    return text.strip("\n")


def equal(claimed: str, real: str) -> bool:
    """Whether *real* is what was claimed, `...` on a line of its own standing for any lines."""
    parts = [re.escape(part) for part in re.split(r"^\.\.\.(?:\n|\Z)", normal(claimed) + "\n", flags=re.MULTILINE)]
    return re.fullmatch("(?:.*\n)*".join(parts), normal(real) + "\n") is not None
