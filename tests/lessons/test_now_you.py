"""The exercise after a lesson: it begins once the lesson is green, is checked like one, and is proved.

- not before the lesson is green, and not where there is none
- the reader's solution stays; check, hint, solution and reset are about the exercise; the next lesson is the next one
- a start that is green, a solution that is red or does not fit, a text without the section: each is rejected
"""

import pytest

from lessons.check import check
from lessons.course import Course
from lessons.difference import difference
from lessons.errors import CourseError
from lessons.hint import next_hint
from lessons.lesson import Lesson
from lessons.now_you import read_exercise
from lessons.proof import prove
from lessons.shape import shape
from lessons.tree import write_tree
from lessons.verdict import Kind
from lessons.workbench import Workbench, begin, begin_exercise, next_number, open_workbench
from tests.lessons.project import GREETING, LESSON, LESSON_FOLDER, add_exercise, replace, write


@pytest.fixture
def lesson(course: Course) -> Lesson:
    add_exercise(course)
    return course.lesson("1")


@pytest.fixture
def solved(course: Course, lesson: Lesson) -> Workbench:
    begin(course, lesson)
    write(course.workbench, GREETING, "def greeting():\n    return 'h' + 'ello'[0:] if 0 else 'hello'  # mine\n")
    bench = open_workbench(course)
    assert check(bench).done
    return bench


def test_it_is_proved_with_its_lesson(course: Course, lesson: Lesson) -> None:
    assert prove(course, lesson) == []


@pytest.mark.parametrize(
    ("path", "old", "new", "fault"),
    [
        ("test_now_you.py", "startswith", "__contains__", None),
        ("test_now_you.py", 'startswith("good")', "isascii()", "now you: the start is green"),
        ("test_now_you.py", '"good"', '"bad"', "now you: the solution is red:\n"),
        ("test_now_you.py", "says {words!r}", "is silent", "now you: the start is red for another reason:\n"),
        (
            "now_you.toml",
            'edit = ["words.txt"]',
            'edit = ["consumer/greeting.py"]',
            "now you: the solution edits words",
        ),
        ("README.md", "## Now you\n", "## Later\n", "README.md: expected the headings Goal, Why it matters, Run, You"),
    ],
    ids=["sound", "green start", "red solution", "other words", "other file", "no section"],
)
def test_each_fault_is_rejected(
    course: Course, lesson: Lesson, path: str, old: str, new: str, fault: str | None
) -> None:
    replace(course.root, f"{LESSON_FOLDER}/{path}", old, new)
    assert [one[: len(fault or "")] for one in prove(course, lesson)] == ([fault] if fault else [])


def test_a_solution_that_does_not_fit_is_told(course: Course, lesson: Lesson) -> None:
    replace(course.root, f"{LESSON_FOLDER}/now_you.toml", 'find = "?"', 'find = "!"')
    with pytest.raises(
        CourseError, match=r"now_you\.toml: the solution cannot be made\.\nwords\.txt: expected this text"
    ):
        prove(course, lesson)


def test_a_section_without_an_exercise_and_an_exercise_without_its_test_are_rejected(
    course: Course, lesson: Lesson
) -> None:
    (lesson.folder / "test_now_you.py").unlink()
    assert shape(course, lesson) == ["test_now_you.py is missing"]
    (lesson.folder / "now_you.toml").unlink()
    assert "now_you.toml is missing" in shape(course, lesson)


def test_it_begins_once_the_lesson_is_green(course: Course, lesson: Lesson) -> None:
    begin(course, lesson)
    with pytest.raises(CourseError, match="The exercise begins once lesson 1 is green: `make check`"):
        begin_exercise(open_workbench(course))


def test_a_lesson_without_one_says_so(course: Course) -> None:
    begin(course, course.lesson("1"))
    with pytest.raises(CourseError, match="Lesson 1 has no exercise"):
        begin_exercise(open_workbench(course))


def test_it_is_checked_in_the_readers_solved_workbench(course: Course, solved: Workbench) -> None:
    checked = check(begin_exercise(solved))
    assert checked.verdict.kind is Kind.RIGHT
    assert checked.outside == []
    assert "# mine" in (course.workbench / GREETING).read_text()
    assert next_hint(open_workbench(course)) == "Hint 1 of 1: How does one greet in the evening?"
    assert difference(open_workbench(course)).splitlines()[-2:] == ["-?", "+good evening"]
    write(course.workbench, "words.txt", "good night\n")
    begin_exercise(open_workbench(course))
    assert check(open_workbench(course)).done
    assert (course.workbench / "words.txt").read_text() == "good night\n"


def test_what_it_does_not_ask_for_is_still_edited_outside(course: Course, solved: Workbench) -> None:
    begin_exercise(solved)
    write(course.workbench, "words.txt", "good night\n")
    write(course.workbench, "tests/test_now_you.py", "def test_the_evening(): pass\n")
    checked = check(open_workbench(course))
    assert (checked.done, checked.outside) == (False, ["tests/test_now_you.py"])


def test_afterwards_the_next_lesson_is_next_and_nothing_is_lost(course: Course, solved: Workbench) -> None:
    write(course.root, "lessons/02-next/lesson.toml", LESSON)
    begin_exercise(solved)
    write(course.workbench, "words.txt", "good night\n")
    assert next_number(course, open_workbench(course).progress) == "2"
    kept = begin(course, course.lesson("2"))
    assert kept is not None
    assert (kept / "words.txt").read_text() == "good night\n"
    assert "# mine" in (kept / GREETING).read_text()


def test_its_solution_is_the_solved_lesson_and_its_edits(course: Course, lesson: Lesson) -> None:
    exercise = read_exercise(lesson)
    assert exercise is not None
    write_tree(course, exercise, course.root / "made", 1)
    assert (course.root / "made/words.txt").read_text() == "good evening\n"
    assert "hello" in (course.root / "made" / GREETING).read_text()
