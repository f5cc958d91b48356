"""A lesson.toml is read, or refused with its file and its key.

- a lesson without steps has one; a lesson with steps has them in order; the number is the folder's
- refused: no file, no TOML, a missing, unknown, empty or wrong key, a command that is not pytest, a path outside
"""

import errno
import os
from pathlib import Path

import pytest

from lessons.errors import CourseError
from lessons.lesson import Failure, read_lesson
from tests.lessons.project import LESSON, PAGE, write

STEPS = f"""
title = "Two steps"
minutes = 5
part = "team"
command = ["pytest tests/test_lesson.py"]
rule = {{ says = "One at a time.", page = "{PAGE}" }}
[[step]]
title = "first"
edit = ["a.py"]
hints = ["a"]
fails = [{{ test = "test_a", prints = ["a"] }}]
[[step]]
title = "second"
edit = ["b.py"]
hints = ["b"]
fails = [{{ test = "test_b", prints = ["b"] }}]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "03-a-lesson"


def refusal(folder: Path, text: str) -> str:
    write(folder, "lesson.toml", text)
    with pytest.raises(CourseError) as error:
        read_lesson(folder)
    return str(error.value)


def test_a_lesson_without_steps_has_one(folder: Path) -> None:
    write(folder, "lesson.toml", LESSON)
    lesson = read_lesson(folder)
    (step,) = lesson.step
    assert (lesson.number, lesson.slug, lesson.title) == ("3", "03-a-lesson", "A greeting")
    assert step.changes == ("says-goodbye",)
    assert step.fails == (Failure(test="test_it_greets", prints=("greets with 'goodbye'",)),)


def test_a_lesson_with_steps_has_them_in_order_and_edits_the_files_of_all(folder: Path) -> None:
    write(folder, "lesson.toml", STEPS)
    lesson = read_lesson(folder)
    assert [step.title for step in lesson.step] == ["first", "second"]
    assert lesson.edit == {"a.py", "b.py"}


def test_a_missing_file_is_told(folder: Path) -> None:
    with pytest.raises(
        CourseError, match=rf"^lessons/03-a-lesson/lesson\.toml cannot be read: {os.strerror(errno.ENOENT)}"
    ):
        read_lesson(folder)


def test_broken_toml_is_told_with_its_line(folder: Path) -> None:
    assert refusal(folder, "title = \n").startswith(
        "lessons/03-a-lesson/lesson.toml is not TOML: Invalid value (at line 1"
    )


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('title = "A greeting"\n', "", "title: Field required"),
        ("minutes = 5", 'minutes = "5"', "minutes: Input should be a valid integer"),
        ("minutes = 5", "minutes = 0", "minutes: Input should be greater than 0"),
        ('part = "core"', 'part = "soup"', "part: Input should be 'core', 'team' or 'further'"),
        ("part =", "parts =", "parts: Extra inputs are not permitted"),
        (
            '"pytest tests/',
            '"make tests/',
            "command, number 1: Value error, expected a command that begins with pytest",
        ),
        ('"How does one greet?"', '" "', "hints, number 2, says: String should have at least 1 character"),
        (
            'hints = ["Who is greeted?", "How does one greet?"]',
            "hints = []",
            "hints: Tuple should have at least 1 item",
        ),
        (
            '"Who is greeted?"',
            '{ says = "Who?", tests = ["test_it_waves"] }',
            "step, number 1: Value error, a hint is for test_it_waves, which is not among the step's fails",
        ),
        ("""["greets with 'goodbye'"]""", "[]", "fails, number 1, prints: Tuple should have at least 1 item"),
        ('["consumer/', '["../consumer/', "edit, number 1: Value error, expected a path inside the repository"),
        (
            "https://docs.pact.io/",
            "https://example.org/",
            "rule, page: Value error, expected a page of Pact's documentation",
        ),
    ],
    ids=lambda value: value[:20],
)
def test_a_wrong_key_is_named_with_what_was_expected(folder: Path, old: str, new: str, told: str) -> None:
    assert old in LESSON
    message = refusal(folder, LESSON.replace(old, new))
    assert message.startswith("lessons/03-a-lesson/lesson.toml does not describe a lesson:\n")
    assert f"\n  {told}" in message


def test_beside_steps_there_is_no_place_for_what_belongs_into_one(folder: Path) -> None:
    assert "beside [[step]] there is no place for hints: put it into a step" in refusal(folder, f"hints = []\n{STEPS}")
