"""Lessons are found by their number.

- a letter after the number makes another lesson of it; the first may be number 0
- an unknown number, two lessons of one number
- what the reader is told to type: make's targets, or the module on Windows
"""

import pytest

from lessons.course import Course, how
from lessons.errors import CourseError
from tests.lessons.project import LESSON, write


def test_lessons_are_numbered_by_their_folders_in_order(course: Course) -> None:
    for slug in ("10-later", "02-soon", "02b-sooner", "00-first", "03b-"):
        write(course.root, f"lessons/{slug}/lesson.toml", LESSON)
    write(course.root, "lessons/notes/lesson.toml", LESSON)
    assert list(course.folders()) == ["0", "1", "2", "2b", "10"]
    assert course.lesson("2b").slug == "02b-sooner"
    assert course.lesson("0").number == "0"
    assert course.lesson("10").slug == "10-later"


def test_an_unknown_number_is_told_with_those_there_are(course: Course) -> None:
    with pytest.raises(CourseError) as error:
        course.lesson("99")
    assert str(error.value) == "There is no lesson 99; there are 1. `make lessons` lists them."


def test_two_lessons_of_one_number_are_an_error(course: Course) -> None:
    write(course.root, "lessons/01-again/lesson.toml", LESSON)
    with pytest.raises(CourseError, match="Two lessons have the number 1"):
        course.folders()


def test_on_windows_the_reader_is_told_to_call_the_module(monkeypatch: pytest.MonkeyPatch) -> None:
    assert how("check") == "make check"
    monkeypatch.setattr("lessons.course.WINDOWS", True)
    assert [how("check"), how("lesson"), how("lesson N=4"), how("lessons")] == [
        "python -m lessons check",
        "python -m lessons start",
        "python -m lessons start 4",
        "python -m lessons list",
    ]
