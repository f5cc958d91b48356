"""What `make watch` shows and what its keys do; it knows neither the terminal nor threads.

On top stands the lesson, how far the course is, and what to edit; below that the text, a verdict, a hint or the
solution, which scrolls; at the bottom what goes on, and the keys.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

from rich.console import Console
from rich.style import Style
from rich.text import Text

from lessons import page
from lessons.check import Checked, report
from lessons.course import Course
from lessons.difference import difference
from lessons.errors import CourseError
from lessons.hint import next_hint
from lessons.line import Line
from lessons.now_you import Exercise, has_exercise
from lessons.sections import after_solved, before_solved, now_you
from lessons.workbench import Workbench, begin, begin_exercise, next_number, open_workbench
from lessons.wrap import wrapped

SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
KEYS = {
    "h": "hint", "s": "solution", "t": "text", "c": "check", "r": "reset", "e": "exercise", "n": "next", "q": "quit",
}  # fmt: skip
ASKED = {
    "s": "Show the solution? y shows it, any other key does not.",
    "r": "Begin the lesson again? Your edits are kept. y begins, any other key does not.",
}
LEAST = 3  # rows for the text; where there are fewer, nothing stands on top
SCROLL = {"up", "down", "page up", "page down", "home", "end"}
Laid = Callable[[Console], list[str]]


@dataclass
class Running:
    """A check that runs: when it began, and the key that waits for its end."""

    began: float
    waits: str = ""


class Dashboard:
    """`wants_check` is set where a check should begin, `over` where the reader has left."""

    def __init__(self, course: Course) -> None:
        self.course, self.over = course, False
        self.running: Running | None = None
        self.told, self.green, self.asked, self.message = "", False, "", ""
        self.top, self.room = 0, 1
        self._laid: tuple[tuple[int, str, Laid], list[Line]] | None = None
        self.bench = open_workbench(course)
        self.wants_check = True
        self.keep_text = not self.bench.progress.of(self.bench.lesson.slug).checks
        self._show_task()

    # What happens

    def saved(self) -> None:
        """A file was saved: what comes of it is what the reader wants to see."""
        self.wants_check, self.keep_text = True, False

    def began(self, now: float) -> None:
        self.running, self.wants_check, self.message = Running(now), False, ""

    def ended(self, checked: Checked | CourseError, now: float) -> None:
        """The check is over; its verdict is shown, unless the reader has only begun to read the text."""
        waits, took = (self.running.waits, now - self.running.began) if self.running else ("", 0.0)
        before, self.running, self.bench = self.bench.lesson.key, None, open_workbench(self.course)
        if self.bench.lesson.key != before:  # it was begun in another terminal
            self.keep_text = True
            self._show_task()
        if isinstance(checked, CourseError):
            self.told, self.green = "It could not be checked", False
            self._show(lambda out: page.report_lines(out, str(checked)))
        else:
            self.green = checked.done
            self.told = f"{checked.verdict.kind.capitalize()}, after {took:.1f} s"
            if not self.keep_text or checked.done:
                self._show_verdict(checked)
        if waits:
            self.press(waits)

    def press(self, key: str) -> None:
        """Do what the key is for; one that would touch the workbench waits until a check has ended."""
        asked, self.asked, self.message = self.asked, "", ""
        if asked:
            if key in {"y", "Y"} and self.running:
                self.running.waits = asked
            elif key in {"y", "Y"}:
                self._do({"s": self._show_solution, "r": self._reset}[asked])
        elif key == "q":
            self.over = True
        elif key == "t":
            self._show_text()
        elif key in SCROLL:
            self._scroll(key)
        elif key in {*KEYS, "enter"} and self.running:
            self.running.waits = key
        elif key in ASKED:
            self.asked = key
        elif key in {"c", "enter"}:
            self.saved()
        elif key == "h":
            self._do(self._show_hint)
        elif key == "e":
            self._do(self._exercise)
        elif key == "n":
            self._do(self._next)

    def _do(self, action: Callable[[], None]) -> None:
        """Each action reads the workbench first; what is wrong with it is told in its words."""
        try:
            self.bench = open_workbench(self.course)
            action()
        except CourseError as mistake:
            self.message = str(mistake)

    # What the keys do

    def _show(self, body: Laid) -> None:
        self.body, self.hint, self.top = body, "", 0

    def _show_task(self) -> None:
        """What the reader has to do: the lesson's text, or the exercise's, which is a section of it."""
        lesson = self.bench.lesson
        if isinstance(lesson, Exercise):
            self._show(lambda out: page.markdown_lines(out, now_you(lesson.text), solved=True))
        else:
            self._show_text()

    def _show_text(self) -> None:
        lesson = self.bench.lesson
        solved = self.bench.progress.of(lesson.slug).green
        text = lesson.text if solved else before_solved(lesson.text)
        self._show(lambda out: page.markdown_lines(out, text, solved=solved))

    def _show_verdict(self, checked: Checked) -> None:
        solved = checked.done and not isinstance(checked.lesson, Exercise)
        rest = after_solved(checked.lesson.text) if solved else ""
        self._show(
            lambda out: [*page.report_lines(out, report(checked)), "", *page.markdown_lines(out, rest, solved=True)]
        )

    def _show_hint(self) -> None:
        self.hint, self.top = next_hint(self.bench), 0

    def _show_solution(self) -> None:
        solution = difference(self.bench) or "Your files are the same as the solution's."
        self._show(lambda out: page.difference_lines(out, solution))

    def _reset(self) -> None:
        self._begin(self.bench)

    def _next(self) -> None:
        lesson, progress = self.bench.lesson, self.bench.progress
        if not progress.of(lesson.slug).green:
            raise CourseError("n goes on as soon as this lesson is green.")
        chosen = self.course.lesson(next_number(self.course, progress))
        self._begin(Workbench(self.course, chosen, progress))

    def _begin(self, bench: Workbench) -> None:
        kept = begin(self.course, bench.lesson)
        self._begun()
        if kept:
            self.message = f"Your edits are kept in {kept.relative_to(self.course.root).as_posix()}/."

    def _exercise(self) -> None:
        begin_exercise(self.bench)
        self._begun()

    def _begun(self) -> None:
        """The workbench holds something new to read."""
        self.bench = open_workbench(self.course)
        self.told, self.green, self.wants_check, self.keep_text = "", False, True, True
        self._show_task()

    def _scroll(self, key: str) -> None:
        steps = {"up": -1, "down": 1, "page up": 1 - self.room, "page down": self.room - 1}
        self.top = {"home": 0, "end": 1_000_000}.get(key, self.top + steps.get(key, 0))

    # What is on the screen

    def lines(self, out: Console, height: int, now: float) -> list[Line]:
        """The whole screen, `out.width` columns wide."""
        width = out.width
        head, foot = self._head(out), self._foot(out, now)
        if sum(line.rows for line in head + foot) + LEAST > height:
            head = []
        self.room = max(height - sum(line.rows for line in head + foot), 1)
        body = self._body_lines(out)
        last = len(body)
        while last and sum(line.rows for line in body[last - 1 :]) <= self.room:
            last -= 1
        self.top = max(0, min(self.top, last if sum(line.rows for line in body) > self.room else 0))
        shown: list[Line] = []
        for line in body[self.top :]:
            if sum(one.rows for one in shown) + line.rows > self.room:
                break
            shown.append(line)
        below = len(body) - self.top - len(shown)
        empty = [Line("")] * (self.room - sum(line.rows for line in shown))
        return [*head, *shown, *empty, _ruled(out, _more(self.top, below), width), *foot[1:]]

    def _body_lines(self, out: Console) -> list[Line]:
        """The hint and what stands below it; laid out again only for another of them, or another width."""
        wanted = (out.width, self.hint, self.body)
        if self._laid is None or self._laid[0] != wanted:
            hint = [*page.words_lines(out, self.hint), ""] if self.hint else []
            self._laid = wanted, [_measured(line.expandtabs(4), out.width) for line in [*hint, *self.body(out)]]
        return self._laid[1]

    def _head(self, out: Console) -> list[Line]:
        lesson, progress = self.bench.lesson, self.bench.progress
        folders = self.course.folders().values()
        green = sum(folder.name in progress.lessons and progress.lessons[folder.name].green for folder in folders)
        count = f" {green} of {len(folders)} lessons green"
        filled = (long := max(out.width - len(count), 0)) * green // max(len(folders), 1)
        texts = [Text(f"Lesson {lesson.number}, {lesson.title}", "bold")]
        texts.append(Text.assemble(("━" * filled, "green"), ("─" * (long - filled), "dim"), count))
        step = lesson.step[min(progress.step, len(lesson.step) - 1)]
        for path in step.edit:
            link = Style(color="cyan", link=(self.bench.folder / path).as_uri())
            place = f"workbench/{path}"
            texts.append(Text.assemble("Edit " if len(place) + 5 <= out.width else "", (place, link)))
        return [*(_line(out, text) for text in texts), Line("")]

    def _foot(self, out: Console, now: float) -> list[Line]:
        """The rule, which is drawn when the rest is known, what goes on, and the keys."""
        keys = [key for key in KEYS if key not in self._not_yet()]
        bar = Text("  ").join(Text.assemble((key, "bold reverse"), f" {KEYS[key]}") for key in keys)
        return [Line(""), *_filled(out, self._status(now)), *_filled(out, bar)]

    def _not_yet(self) -> set[str]:
        """The keys that are for nothing now."""
        if not self.bench.progress.of(self.bench.lesson.slug).green:
            return {"n", "e"}
        return set() if has_exercise(self.bench.lesson) else {"e"}

    def _status(self, now: float) -> Text:
        if self.asked:
            return Text(ASKED[self.asked], "bold")
        if self.running:
            took = now - self.running.began
            waits = f"; then {KEYS.get(self.running.waits, 'check')}" if self.running.waits else ""
            return Text(f"{SPINNER[int(took * 8) % len(SPINNER)]} The tests run, {took:.1f} s{waits}", "cyan")
        if self.message:
            return Text(self.message, "bold")
        more = "" if "e" in self._not_yet() else ", e to the exercise"
        after = f"n goes on to the next lesson{more}." if self.green else "Save to check again."
        style = next((style for words, style in page.STYLES.items() if self.told.lower().startswith(words)), "")
        return Text.assemble((f"{self.told}. ", f"bold {style}"), after) if self.told else Text(after)


def _line(out: Console, text: Text) -> Line:
    with out.capture() as laid_out:
        out.print(text, end="", soft_wrap=True)
    return Line(laid_out.get(), max(1, ceil(text.cell_len / out.width)))


def _filled(out: Console, text: Text) -> list[Line]:
    """The text over as many lines as it needs, broken between words."""
    return [_line(out, piece) for piece in wrapped(text, out.width)]


def _measured(line: str, width: int) -> Line:
    return Line(line, max(1, ceil(Text.from_ansi(line).cell_len / width)))


def _more(above: int, below: int) -> str:
    if not above and not below:
        return ""
    counts = [f"{above} lines above" if above else "", f"{below} below" if below else ""]
    return f" {', '.join(filter(None, counts))}: ↑ ↓ space "


def _ruled(out: Console, words: str, width: int) -> Line:
    return _line(out, Text("─" * max(width - len(words), 0) + words, "dim"))
