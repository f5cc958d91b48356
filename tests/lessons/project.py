"""A project of a few lines with a course of one lesson, for the tests to break in one place at a time."""

from pathlib import Path

from lessons.course import Course
from lessons.sections import NOW_YOU
from lessons.shape import HEADINGS

PAGE = "https://docs.pact.io/consumer"

LESSON = f"""
title = "A greeting"
minutes = 5
part = "core"
command = ["pytest tests/test_lesson.py"]
edit = ["consumer/greeting.py"]
changes = ["says-goodbye"]
hints = ["Who is greeted?", "How does one greet?"]

[[fails]]
test = "test_it_greets"
prints = ["greets with 'goodbye'"]

[rule]
says = "Greet before you leave."
page = "{PAGE}"
"""

TEST = """
from consumer.greeting import greeting

def test_it_greets():
    assert greeting() == "hello", f"greets with {greeting()!r}"

def test_it_is_a_word():
    assert greeting().isalpha()
"""

CHANGE = """
[[change]]
id = "says-goodbye"
says = "The greeting is a farewell."
edits = [{ file = "consumer/greeting.py", find = '"hello"', with = '"goodbye"' }]
noticed_by = []
"""

PROOFS = """
[[text_only]]
edits = [{ file = "consumer/greeting.py", find = '"goodbye"', with = "'hello'" }]

[[attempt]]
says = "Greets as one writes."
edits = [{ file = "consumer/greeting.py", find = '"goodbye"', with = '"Hello"' }]
prints = ["greets with 'Hello'"]

[[attempt]]
says = "Forgets a quote."
edits = [{ file = "consumer/greeting.py", with = "def greeting(): return 'hello" }]
prints = ["Your file does not run: workbench/consumer/greeting.py, line 1 SyntaxError: unterminated string"]
"""

BLOCKS = {
    "You will see": '```console\n$ cat workbench/consumer/greeting.py\ndef greeting():\n    return "goodbye"\n```',
    "Now you see": '```console\n$ cat workbench/consumer/greeting.py\ndef greeting():\n    return "hello"\n```',
    "The rule": f"[Greet first]({PAGE}).",
}

FILES = {
    "pyproject.toml": """
[tool.pytest.ini_options]
pythonpath = ['.']
addopts = ['--import-mode=importlib', '-p', 'no:schemathesis']
""",
    "consumer/greeting.py": 'def greeting():\n    return "hello"\n',
    "contracts/a.json": "{}\n",
    "tests/changes/single.toml": CHANGE,
    "lessons/01-a-greeting/lesson.toml": LESSON,
    "lessons/01-a-greeting/proofs.toml": PROOFS,
    "lessons/01-a-greeting/test_lesson.py": TEST,
    "lessons/01-a-greeting/README.md": "# A greeting\n\n"
    + "".join(
        f"## {heading}\n\n{BLOCKS.get(heading, 'Words.')}\n\nMore.\n\n" for heading in HEADINGS if heading != NOW_YOU
    ),
}
LESSON_FOLDER = "lessons/01-a-greeting"


GREETING = "consumer/greeting.py"
NOW_YOU_TOML = """
edit = ["words.txt"]
hints = ["How does one greet in the evening?"]
solution = [{ file = "words.txt", find = "?", with = "good evening" }]

[[fails]]
test = "test_the_evening"
prints = ["says '?'"]
"""
NOW_YOU_TEST = """
from pathlib import Path
from consumer.greeting import greeting

def test_the_evening():
    words = Path("words.txt").read_text().strip()
    assert words.startswith("good"), f"says {words!r} after {greeting()}"
"""


def write(root: Path, path: str, text: str) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text, encoding="utf-8")


def replace(root: Path, path: str, old: str, new: str) -> None:
    """Replace what must be there, in a file of the fixture."""
    text = (root / path).read_text(encoding="utf-8")
    assert old in text, f"{path} has no {old!r}"
    write(root, path, text.replace(old, new))


def make_project(root: Path) -> Course:
    for path, text in FILES.items():
        write(root, path, text)
    return Course(root)


def add_lesson(course: Course, folder: str, title: str) -> None:
    """Another lesson like the one there is."""
    for path in ("lesson.toml", "README.md", "test_lesson.py"):
        text = (course.root / LESSON_FOLDER / path).read_text(encoding="utf-8")
        write(course.root, f"lessons/{folder}/{path}", text.replace("A greeting", title))


def add_exercise(course: Course) -> None:
    """An exercise after the lesson."""
    brought = {"now_you.toml": NOW_YOU_TOML, "test_now_you.py": NOW_YOU_TEST, "now_you/words.txt": "?\n"}
    for path, text in brought.items():
        write(course.root, f"{LESSON_FOLDER}/{path}", text)
    section = "## Now you\n\nGreet in the evening.\n\n## Common"
    replace(course.root, f"{LESSON_FOLDER}/README.md", "## Common", section)
