"""The reader's way is proved too, and each fault in it is rejected with the file, the lesson, the step and what came.

- what the text says is red; a wrong attempt is green, or red in other words; a state on the way has other words
- a step without what the text says, a state that is never reached, a lesson with a single attempt, an edit that misses
"""

import pytest

from lessons.course import Course
from lessons.errors import CourseError
from lessons.proof import prove
from tests.lessons.project import LESSON_FOLDER, replace, write

PROOFS = f"{LESSON_FOLDER}/proofs.toml"
TOML = f"{LESSON_FOLDER}/lesson.toml"
GREETING = "consumer/greeting.py"

FURTHER = """
[[further]]
done = "Somebody is greeted."
next = "Greet in small letters."
fails = [{ test = "test_it_greets", prints = ["greets with 'Hello'"] }]

[rule]"""

STATE = """
[[state]]
edits = [{ file = "consumer/greeting.py", find = '"goodbye"', with = '"Hello"' }]
prints = ["Done: Somebody is greeted. Next: Greet in small letters."]
"""


@pytest.fixture
def on_the_way(course: Course) -> Course:
    """A lesson with a state between its start and its solution."""
    replace(course.root, TOML, "[rule]", FURTHER.lstrip())
    write(course.root, PROOFS, (course.root / PROOFS).read_text(encoding="utf-8") + STATE)
    return course


def faults(course: Course) -> list[str]:
    return prove(course, course.lesson("1"))


def first_lines(course: Course) -> list[str]:
    return [fault.splitlines()[0] for fault in faults(course)]


def test_a_state_on_the_way_is_proved(on_the_way: Course) -> None:
    assert faults(on_the_way) == []


def test_a_text_that_leads_to_red_is_rejected_with_what_came(course: Course) -> None:
    replace(course.root, PROOFS, "'hello'\"", "'hi'\"")
    (fault,) = faults(course)
    assert fault.startswith(
        f"{PROOFS}: step 1, [[text_only]] number 1: the text and its hints lead to red:\n"
        "Lesson 1, A greeting: red for another reason\n"
    )
    assert "AssertionError: greets with 'hi'" in fault


def test_a_text_that_has_other_files_edited_is_rejected(course: Course) -> None:
    edit = """{ file = "provider/a.py", with = "" }, """
    replace(course.root, PROOFS, "[[text_only]]\nedits = [", f"[[text_only]]\nedits = [{edit}")
    (fault,) = faults(course)
    assert "Edited, though the lesson does not ask for it:\n    workbench/provider/a.py" in fault


def test_a_wrong_attempt_that_is_green_is_rejected(course: Course) -> None:
    replace(course.root, PROOFS, "with = '\"Hello\"'", "with = '\"hello\"'")
    assert faults(course) == [
        f"{PROOFS}: step 1, [[attempt]] number 1: a wrong attempt is green: Greets as one writes."
    ]


def test_a_wrong_attempt_with_other_words_is_rejected_with_what_came(course: Course) -> None:
    replace(course.root, PROOFS, "greets with 'Hello'", "greets with 'Hi'")
    (fault,) = faults(course)
    assert fault.startswith(
        f"{PROOFS}: step 1, [[attempt]] number 1: expected the check to say \"greets with 'Hi'\":\nLesson 1, A greeting"
    )


def test_a_state_on_the_way_with_other_words_is_rejected(on_the_way: Course) -> None:
    replace(on_the_way.root, TOML, "Somebody is greeted.", "Nobody is greeted.")
    assert first_lines(on_the_way) == [
        f"{PROOFS}: step 1, [[state]] number 1: expected the check to say "
        "'Done: Somebody is greeted. Next: Greet in small letters.':"
    ]


def test_a_state_on_the_way_that_is_red_for_another_reason_is_rejected(on_the_way: Course) -> None:
    replace(on_the_way.root, TOML, "greets with 'Hello'", "greets with 'Hi'")
    assert first_lines(on_the_way) == [
        f"{PROOFS}: step 1, [[state]] number 1: expected one step further:",
        f"{PROOFS}: step 1: no [[state]] reaches 'Somebody is greeted.'",
    ]


def test_each_step_has_what_its_text_says(course: Course) -> None:
    replace(course.root, PROOFS, "[[text_only]]\n", "[[text_only]]\nstep = 2\n")
    assert faults(course) == [f"{PROOFS}: expected one [[text_only]] for each step, 1"]


def test_an_attempt_at_a_step_that_is_not_there_is_rejected(course: Course) -> None:
    replace(course.root, PROOFS, '[[attempt]]\nsays = "Forgets', '[[attempt]]\nstep = 3\nsays = "Forgets')
    assert faults(course) == [f"{PROOFS}: step 3: the lesson has 1"]


def test_an_edit_that_misses_is_rejected(course: Course) -> None:
    replace(course.root, PROOFS, "find = '\"goodbye\"', with = '\"Hello\"'", "find = 'adieu', with = '\"Hello\"'")
    (fault,) = faults(course)
    assert fault.startswith(f"{PROOFS}: step 1, [[attempt]] number 1: {GREETING}: expected this text exactly once")


def test_a_lesson_has_two_attempts(course: Course) -> None:
    text = (course.root / PROOFS).read_text(encoding="utf-8")
    write(course.root, PROOFS, text[: text.rindex("[[attempt]]")])
    with pytest.raises(CourseError, match=r"proofs\.toml does not describe a reader's way:\n  attempt: .*at least 2"):
        faults(course)


def test_a_lesson_without_proofs_is_rejected(course: Course) -> None:
    (course.root / PROOFS).unlink()
    with pytest.raises(CourseError, match=r"proofs\.toml cannot be read"):
        faults(course)
