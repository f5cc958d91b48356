"""Lines broken for a screen, between words alone: a longer word has a line of its own."""

import re
from collections.abc import Iterator

from rich.cells import cell_len
from rich.text import Text

LABEL = re.compile(r" *(?P<label>(?<=^  )(?:Done|Next): )?")
WORD = re.compile(r"\S+\s*")
CODE = re.compile(r"""(?:\#\s.*|(?:'[^']*'|"[^"]*"|\S)+)\s*""")  # what is quoted, and a comment, are one word


def kept(line: Text) -> Text:
    """A line that is neither broken nor cut off."""
    line.no_wrap, line.overflow = True, "ignore"
    return line


def wrapped(text: Text, width: int, first: int | None = None, word: re.Pattern[str] = WORD) -> Iterator[Text]:
    """The lines of *text*. *first* is the width of the first line, where that is another one."""
    for line in text.split(allow_blank=True):
        column, breaks = width - (first or width), list[int]()
        for number, found in enumerate(word.finditer(line.plain)):
            if number and column + cell_len(found[0].rstrip()) > width:
                breaks.append(found.start())
                column = 0
            column += cell_len(found[0])
        for piece in line.divide(breaks):
            piece.rstrip()
            yield kept(piece)


def hanging(line: Text, width: int, word: re.Pattern[str] = WORD) -> list[Text]:
    """One line; what continues it stands further in, or after a label below its first word."""
    if line.cell_len <= width:
        return [kept(line)]
    begins = LABEL.match(line.plain)
    assert begins is not None, "it matches any line"
    start = begins.end()
    below = start + (0 if begins["label"] else 2)
    first, *more = wrapped(line[start:], max(width - below, 1), width - start, word)
    return [kept(line[:start] + first), *(kept(Text(" " * below) + piece) for piece in more)]


def hanging_command(line: Text, width: int) -> list[Text]:
    """A command; each of its lines but the last ends in a backslash, so that a copy of them is the command."""
    if line.cell_len <= width:
        return [kept(line)]
    *lines, last = hanging(line, width - 2, CODE)
    return [*(kept(piece + Text(" \\")) for piece in lines), last]
