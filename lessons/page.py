"""How the course looks: on a terminal, and in a pipe at 80 columns without colour."""

import sys
from collections.abc import Iterable
from io import TextIOWrapper

from rich.console import Console
from rich.markdown import Markdown
from rich.table import Table

from lessons.course import Course, how
from lessons.errors import CourseError
from lessons.lesson import Lesson, read_lesson
from lessons.progress import Progress
from lessons.verify import Proved

STYLES = {
    "green": "green",
    "one step further": "cyan",
    "red for the right reason": "yellow",
    "red for another reason": "red",
}
SOLVED = "Now you see"  # the heading of what comes after the work
WIDEST = 100  # columns; longer lines are hard to read
PARTS = {"core": "core", "team": "what a team needs", "further": "further"}


def console() -> Console:
    """A console for standard output; what a pipe's encoding lacks is replaced, not a traceback."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    return Console(highlight=False, markup=False, soft_wrap=True)


def show_text(lesson: Lesson, *, solved: bool) -> None:
    """The lesson's README, laid out; its links are spelled, since a pipe and many terminals cannot follow them.

    What it says from *Now you see* on gives the answer away, so it is left out until the lesson is *solved*.
    """
    out = console()
    text = lesson.text if solved else lesson.text.partition(f"\n## {SOLVED}\n")[0]
    with out.capture() as laid_out:
        out.print(Markdown(text, hyperlinks=False), soft_wrap=False, width=min(out.width, WIDEST))
    out.file.writelines(f"{line.rstrip()}\n" for line in laid_out.get().splitlines())


def show_words(text: str) -> None:
    """A few sentences, broken into lines."""
    out = console()
    out.print(text, soft_wrap=False, width=min(out.width, WIDEST))


def show_report(text: str) -> None:
    """A verdict; its first line has the verdict's colour."""
    first, _, rest = text.partition("\n")
    style = next((style for words, style in STYLES.items() if words in first), "")
    out = console()
    out.print(first, style=f"bold {style}")
    out.print(rest)


def show_difference(text: str) -> None:
    out = console()
    for line in text.splitlines():
        style = {"+": "green", "-": "red", "@": "cyan"}.get(line[:1], "")
        out.print(line, style=style)


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
    console().print(f"\n`{how('lesson')}` begins the next one, `{how('lesson N=4')}` any.")


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
