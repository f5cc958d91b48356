"""What a lesson's folder must hold, and nothing else: what can be said of a lesson before anything runs."""

import re
import tomllib
from collections.abc import Iterator

from lessons.course import Course
from lessons.lesson import Lesson
from lessons.sections import NOW_YOU
from lessons.tree import files

HEADINGS = (
    "Goal",
    "Why it matters",
    "Run",
    "You will see",
    "Your turn",
    "Now you see",
    "What you learned",
    NOW_YOU,  # only where the lesson has an exercise
    "Common confusion",
    "The rule",
    "Next",
)
NEEDED = ("README.md", "lesson.toml", "proofs.toml", "test_lesson.py")
EXERCISE = ("now_you.toml", "test_now_you.py")
ALLOWED = {*NEEDED, *EXERCISE, "now_you", "proofs.toml", "key.toml", "files", "solution"}
FOLDED = re.compile(r"^<details>.*?^</details>\n", re.MULTILINE | re.DOTALL)  # read by who opens it, and not counted
SHORTEST, LONGEST = 60, 150  # lines of a text: long enough to explain one idea, short enough to be read


def shape(course: Course, lesson: Lesson) -> list[str]:
    """Each fault of the lesson's folder, as a sentence."""
    return [*_missing_and_stray(course, lesson), *_hints(lesson), *_text(lesson)]


def _missing_and_stray(course: Course, lesson: Lesson) -> Iterator[str]:
    exercise = any((lesson.folder / name).exists() for name in (*EXERCISE, "now_you"))
    for name in (*NEEDED, *(EXERCISE if exercise else ())):
        if not (lesson.folder / name).is_file():
            yield f"{name} is missing"
    for path in files(lesson.folder):
        if path.split("/")[0] not in ALLOWED:
            yield f"stray file: {path}; a lesson's folder holds {', '.join(sorted(ALLOWED))}"
    for folder in ("files", "solution"):
        for path in files(lesson.folder / folder):
            if (course.root / path).exists():
                yield f"stray file: {folder}/{path} is a file of the repository; make it a change in tests/changes/"
            if folder == "solution" and path not in lesson.edit:
                yield f"stray file: solution/{path} is not among the files that the reader edits"


def _hints(lesson: Lesson) -> Iterator[str]:
    """A hint is for questions that are asked: a wrong number would never be shown, or always."""
    key = lesson.folder / "key.toml"
    asked = len(tomllib.loads(key.read_text(encoding="utf-8")).get("question", [])) if key.is_file() else 0
    numbers = {number for step in lesson.step for hint in step.hints for number in hint.questions}
    for number in sorted(numbers - set(range(1, asked + 1))):
        yield f"lesson.toml: a hint is for question {number}; key.toml asks {asked}"


def _text(lesson: Lesson) -> Iterator[str]:
    readme = lesson.folder / "README.md"
    if not readme.is_file():
        return
    text = readme.read_text(encoding="utf-8")
    headings = tuple(_headings(text))
    exercise = (lesson.folder / "now_you.toml").is_file()
    expected = tuple(heading for heading in HEADINGS if exercise or heading != NOW_YOU)
    if headings != expected:
        yield f"README.md: expected the headings {', '.join(expected)}; got {', '.join(headings) or 'none'}"
    if not SHORTEST <= (lines := FOLDED.sub("", text).count("\n")) <= LONGEST:
        yield f"README.md: expected {SHORTEST} to {LONGEST} lines; got {lines}"
    if lesson.rule.page not in text:
        yield f"README.md: expected a link to the rule's page, {lesson.rule.page}"


def _headings(text: str) -> Iterator[str]:
    """The `## …` of a document, without those that stand in a fenced block."""
    outside = re.sub(r"^(```+|~~~+).*?^\1", "", text, flags=re.MULTILINE | re.DOTALL)
    yield from re.findall(r"^## +(.+?) *$", outside, flags=re.MULTILINE)
