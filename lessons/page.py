"""How the course looks: on a terminal, and in a pipe at 80 columns without colour."""

import re
import sys
from collections.abc import Iterable
from io import TextIOWrapper
from pathlib import Path

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from lessons.course import Course, how
from lessons.errors import CourseError
from lessons.lesson import Lesson, read_lesson
from lessons.markdown import TerminalMarkdown
from lessons.progress import Progress
from lessons.sections import after_solved, before_solved
from lessons.verify import Proved
from lessons.wrap import hanging, wrapped

STYLES = {
    "green": "green",
    "one step further": "cyan",
    "red for the right reason": "yellow",
    "red for another reason": "red",
}
SAID = re.compile(r" {4}|  (?:Done|Next): ")
WIDEST = 100  # columns; longer lines are hard to read
PARTS = {"core": "core", "team": "what a team needs", "further": "further"}


class _Pipe(Console):
    """A console for which a reader who has seen enough, as `head` does, is no error."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def console() -> Console:
    """A console for standard output; what a pipe's encoding lacks is replaced, not a traceback."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    return _Pipe(highlight=False, markup=False, soft_wrap=True)


def show_text(lesson: Lesson, *, solved: bool) -> None:
    """The lesson's README; what gives the answer away is left out until the lesson is *solved*."""
    out = console()
    text = lesson.text if solved else before_solved(lesson.text)
    _write(out, markdown_lines(out, text, solved=solved))


def show_document(file: Path) -> None:
    """Another Markdown file of the course. Raises CourseError where it cannot be read."""
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        raise CourseError(f"lessons/{file.name} cannot be read: {error.strerror}") from error
    out = console()
    _write(out, markdown_lines(out, text, solved=True))


def show_rest(lesson: Lesson) -> None:
    """What the README says to a reader whose check was green a moment ago."""
    out = console()
    _write(out, ["", *markdown_lines(out, after_solved(lesson.text), solved=True), ""])


def markdown_lines(out: Console, text: str, *, solved: bool) -> list[str]:
    with out.capture() as laid_out:
        out.print(TerminalMarkdown(text, solved=solved), soft_wrap=False, crop=False, width=min(out.width, WIDEST))
    return [line.rstrip() for line in laid_out.get().splitlines()]


def report_lines(out: Console, text: str) -> list[str]:
    """A verdict; its first line has the verdict's colour. On a narrow terminal its words stay whole."""
    first, _, rest = text.partition("\n")
    style = next((style for words, style in STYLES.items() if words in first), "")
    with out.capture() as laid_out:
        out.print(*_fitting(out, first), sep="\n", style=f"bold {style}", soft_wrap=True)
        for line in rest.splitlines():
            out.print(*_fitting(out, line), sep="\n", soft_wrap=True)
    return laid_out.get().splitlines()


def _fitting(out: Console, line: str) -> list[Text]:
    """The line broken between words for this terminal.

    In a pipe, and on a wide terminal, what a test said ends at 80 columns, and other lines are as long as they come.
    """
    width = out.width if out.is_terminal else cell_len(line)
    return hanging(Text(line), min(width, 80) if SAID.match(line) else width)


def _write(out: Console, lines: Iterable[str]) -> None:
    out.file.writelines(f"{line}\n" for line in lines)


def show_words(text: str) -> None:
    out = console()
    _write(out, words_lines(out, text))


def words_lines(out: Console, text: str) -> list[str]:
    """A few sentences, broken into lines."""
    return [line.plain for line in wrapped(Text(text), min(out.width, WIDEST))]


def show_report(text: str) -> None:
    out = console()
    _write(out, report_lines(out, text))


def show_difference(text: str) -> None:
    out = console()
    _write(out, difference_lines(out, text))


def difference_lines(out: Console, text: str) -> list[str]:
    """A unified diff in colours; in a pipe its lines are as long as they come."""
    with out.capture() as laid_out:
        for line in text.splitlines():
            width = out.width if out.is_terminal else cell_len(line)
            first, *more = hanging(Text(line[1:]), width - 1)
            style = {"+": "green", "-": "red", "@": "cyan"}.get(line[:1], "")
            out.print(line[:1] + first.plain, *(f" {piece}" for piece in more), sep="\n", style=style, soft_wrap=True)
    return laid_out.get().splitlines()


def show_course(course: Course, progress: Progress) -> None:
    """Each lesson with its part, its minutes, and how far the reader is."""
    table = Table("", "Lesson", "Part", "Minutes", "", box=None, pad_edge=False)
    for number, folder in course.folders().items():
        try:
            lesson = read_lesson(folder)
        except CourseError as error:
            table.add_row(number, str(error).partition("\n")[0], "", "", "broken")
            continue
        table.add_row(number, lesson.title, PARTS[lesson.part], str(lesson.minutes), _state(folder.name, progress))
    console().print(table, soft_wrap=False)
    console().print(f"\n`{how('next')}` begins the next one, `{how('lesson N=4')}` any.")


def _state(slug: str, progress: Progress) -> str:
    if progress.lessons.get(slug) and progress.lessons[slug].green:
        return "green"
    return "under way" if progress.current == slug else ""


def show_proved(results: Iterable[Proved], total: int) -> int:
    """Each result as it comes, and how many had faults. Progress is the count in front: it survives a pipe."""
    out, broken = console(), 0
    for count, one in enumerate(results, start=1):
        broken += bool(one.faults)
        out.print(f"[{count}/{total}] {'red  ' if one.faults else 'ok   '} {one.name} ({one.seconds:.1f} s)")
        for fault in one.faults:
            out.print("\n".join(f"    {line}".rstrip() for line in fault.splitlines()), style="red")
        for skipped in one.skipped:
            out.print(f"    skipped: {skipped}", style="yellow")
    return broken
