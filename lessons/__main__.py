"""The course's commands: `python -m lessons --help`. make's targets are one line each and call these."""

import os
import re
import sys
from pathlib import Path
from typing import Annotated

import typer
from typer.exceptions import TyperException

from lessons import page
from lessons.attempt import attempt, listed
from lessons.check import check as check_bench
from lessons.check import report
from lessons.course import Course, how
from lessons.difference import difference
from lessons.errors import CourseError
from lessons.hint import next_hint
from lessons.lesson import Lesson, label
from lessons.now_you import Exercise, read_exercise
from lessons.output import documents, examine
from lessons.process import end_all
from lessons.progress import Progress, read_progress
from lessons.verify import jobs, prove_all
from lessons.watch import check_on, has_screen, saves, watch_on_screen
from lessons.workbench import begin, begin_exercise, next_number, open_workbench

HERE = Path(__file__).resolve().parent.parent
NUMBER = re.compile(r"\d+[a-z]?", re.IGNORECASE)
MISTAKE, RED = 2, 1
app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
course = Course(HERE)


@app.callback(invoke_without_command=True)
def _root(
    context: typer.Context,
    root: Annotated[Path, typer.Option(help="The repository that holds the course.")] = HERE,
) -> None:
    """A course in contract testing: one lesson at a time, in the folder workbench/."""
    global course  # typer hands a shared option on by a context or a global; this is the shorter
    course = Course(root.resolve())
    if context.invoked_subcommand is None:
        page.console().print(context.get_help())


@app.command(name="list")
def list_() -> None:
    """Show all lessons, and how far you are."""
    page.show_course(course, read_progress(course))


@app.command()
def start(number: Annotated[str, typer.Argument(help="The lesson; the next one if left out.")] = "") -> None:
    """Begin a lesson: put it into workbench/, and show its text. One that is under way keeps your edits."""
    progress = read_progress(course)
    _begin(course.lesson(_number(number) if number else next_number(course, progress)), progress)


@app.command(name="next")
def next_() -> None:
    """Begin the next lesson, once this one is green."""
    if course.workbench.is_dir() and read_progress(course).current:
        bench = open_workbench(course)
        if not bench.progress.of(bench.lesson.slug).green:
            other = f"`{how('lesson N=…')}` begins any other."
            raise CourseError(f"Lesson {bench.lesson.number} is not green yet: `{how('check')}`. {other}")
    start()


@app.command()
def read(number: Annotated[str, typer.Argument(help="The lesson; the one under way if left out.")] = "") -> None:
    """Show a lesson's text again; its second half too, once the lesson is green."""
    lesson = course.lesson(_number(number)) if number else open_workbench(course).lesson
    _show(lesson, solved=read_progress(course).of(lesson.slug).green)


@app.command()
def words() -> None:
    """Show the glossary: what each term of the course means."""
    page.show_document(course.root / "lessons" / "glossary.md")


@app.command()
def cheat() -> None:
    """Show the cheat sheet."""
    page.show_document(course.root / "lessons" / "cheat-sheet.md")


@app.command()
def check() -> None:
    """Run the lesson's tests in workbench/ and say what their outcome means; after a green, the rest of the text."""
    if not _check():
        raise typer.Exit(RED)


@app.command()
def now_you() -> None:
    """Begin the exercise after a green lesson, "now you", or check it; check, hint and solution are about it then."""
    begin_exercise(open_workbench(course))
    if not _check():
        raise typer.Exit(RED)


@app.command()
def watch() -> None:
    """Check again on each save: on a screen with keys, or in a pipe a report after the other, until Ctrl-C."""
    progress = read_progress(course)
    if progress.current is None or not course.workbench.is_dir():
        begin(course, course.lesson(next_number(course, progress)))
    if has_screen():
        watch_on_screen(course)
        return
    page.console().print("Checking on each save of a file in workbench/; Ctrl-C ends it.\n")
    check_on(saves(course.workbench), course.workbench, _show_check)


@app.command()
def hint() -> None:
    """Show one more hint each time."""
    page.show_words(next_hint(open_workbench(course)))


@app.command()
def solution() -> None:
    """Show the difference between your workbench and the solution."""
    page.show_difference(difference(open_workbench(course)) or "Your files are the same as the solution's.")


@app.command()
def reset() -> None:
    """Begin the lesson again."""
    bench = open_workbench(course)
    page.console().print(_kept(begin(course, bench.lesson)))


@app.command(name="try")
def try_(change: Annotated[str, typer.Argument(help="The id of a change; without one: the list.")] = "") -> None:
    """Make one change of tests/changes/ in a copy of the project, and show what notices it."""
    print(attempt(course, change) if change else listed(course))  # noqa: T201


@app.command()
def verify(numbers: Annotated[list[str] | None, typer.Argument(help="Lessons; all if left out.")] = None) -> None:
    """Prove that each start is red as named, each solution green, and each output real (all documents too)."""
    listed = jobs(course, [_number(text) for text in numbers or []])
    if broken := page.show_proved(prove_all(listed), len(listed)):
        raise CourseError(f"{broken} of {len(listed)} are not as they should be.")


@app.command()
def output(
    paths: Annotated[list[str] | None, typer.Argument(help="Documents; all if left out.")] = None,
    write: Annotated[bool, typer.Option("--write", help="Write the real output into the documents.")] = False,
) -> None:
    """Compare the console blocks of the documents with real output."""
    chosen, stale = paths or documents(course), 0
    for path in chosen:
        examined = examine(course, path)
        stale += bool(examined.stale)
        told = "\n".join(examined.skipped + examined.stale) or "ok"
        page.console().print(f"{path}: {told}")
        if write and examined.stale:
            (course.root / path).write_text(examined.text, encoding="utf-8", newline="\n")
    if stale and not write:
        advice = "`python -m lessons output --write` re-makes it."
        raise CourseError(f"{stale} of {len(chosen)} documents show output that is not real. {advice}")


def _begin(lesson: Lesson, progress: Progress) -> None:
    solved = progress.of(lesson.slug).green
    _show(lesson, solved=solved)
    if progress.current == lesson.slug and not solved and course.workbench.is_dir():
        page.console().print(
            f"Lesson {lesson.number} is under way, and your edits stay. `{how('reset')}` begins it again."
        )
    else:
        page.console().print(_kept(begin(course, lesson)))


def _show(lesson: Lesson, *, solved: bool) -> None:
    page.show_text(lesson, solved=solved)
    page.console().print("" if solved else f"\nOnce it is green, `{how('check')}` shows the rest of this text.\n")


def _number(text: str) -> str:
    if not NUMBER.fullmatch(text):
        raise CourseError(f"N={text} is not the number of a lesson. `{how('lessons')}` lists them.")
    return label(text.lower())


def _kept(kept: Path | None) -> str:
    words = f"Your earlier edits are kept in {kept.relative_to(course.root).as_posix()}/.\n" if kept else ""
    return f"{words}The lesson's start is in workbench/: edit there, then `{how('check')}`."


def _check() -> bool:
    """Check, show what came of it, and say whether the lesson is done."""
    checked = check_bench(open_workbench(course))
    page.show_report(report(checked))
    if checked.done:
        if not isinstance(checked.lesson, Exercise):
            page.show_rest(checked.lesson)
            if read_exercise(checked.lesson):
                page.console().print(f"`{how('now-you')}` is one more exercise, if you like.")
        page.console().print(f"`{how('solution')}` compares yours with ours; `{how('next')}` begins the next lesson.")
    return checked.done


def _show_check() -> None:
    try:
        _check()
    except CourseError as mistake:
        page.show_report(str(mistake))


def main(arguments: list[str] | None = None) -> int:
    """Run a command and answer its exit code: 2 for a mistake, which is told in its words, 1 for a red check."""
    try:
        code = int(app(arguments, standalone_mode=False) or 0)
        sys.stdout.flush()
    except (BrokenPipeError, SystemExit) as ended:
        if isinstance(ended, SystemExit) and ended.code != 1:  # a signal, while `watch` had the terminal
            raise
        # typer exits with 1 on a broken pipe: `| head` has seen enough, which is no error
        end_all()
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 0
    except CourseError as mistake:
        print(mistake, file=sys.stderr)  # noqa: T201
        return MISTAKE
    except TyperException as mistake:
        print(f"{mistake.format_message()} `python -m lessons --help` lists what there is.", file=sys.stderr)  # noqa: T201
        return MISTAKE
    return code


if __name__ == "__main__":
    sys.exit(main())
