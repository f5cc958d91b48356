"""Lessons and documents are proved two at a time, and one that is broken does not hide another.

- which are proved; a fault of each kind; a service that is missing; two at a time
"""

import threading

import pytest

from lessons.course import Course
from lessons.verify import Proved, jobs, prove_all
from tests.lessons.project import FILES, LESSON_FOLDER, PAGE, replace, write


@pytest.fixture
def second(course: Course) -> Course:
    """A second lesson like the first, and a document."""
    for path, text in FILES.items():
        if path.startswith(LESSON_FOLDER):
            write(course.root, path.replace(LESSON_FOLDER, "lessons/02-again"), text)
    write(course.root, "README.md", "```console\n$ echo hello\nhello\n```\n")
    return course


def proved(course: Course, *numbers: str) -> dict[str, Proved]:
    return {one.name: one for one in prove_all(jobs(course, list(numbers)))}


def test_all_lessons_and_documents_are_proved_and_a_fault_in_one_hides_no_other(second: Course) -> None:
    replace(second.root, "README.md", "\nhello\n", "\ngoodbye\n")
    replace(second.root, f"{LESSON_FOLDER}/README.md", 'return "hello"', 'return "hey"')
    results = proved(second)
    assert {name: len(one.faults) for name, one in results.items()} == {
        "lesson 1, A greeting": 1,
        "lesson 2, A greeting": 0,
        "README.md": 1,
    }
    assert results["README.md"].faults[0].startswith("README.md:1: stale output of `echo hello`")
    assert results["lesson 1, A greeting"].faults[0].startswith(f"{LESSON_FOLDER}/README.md:")


def test_a_lesson_that_cannot_be_read_is_a_fault_of_that_lesson(second: Course) -> None:
    replace(second.root, f"{LESSON_FOLDER}/lesson.toml", "minutes", "hours")
    results = proved(second)
    assert "lesson.toml does not describe a lesson" in results["lesson 1"].faults[0]
    assert results["lesson 2, A greeting"].faults == []


def test_numbers_choose_the_lessons_and_leave_the_documents_out(second: Course) -> None:
    assert list(proved(second, "2")) == ["lesson 2, A greeting"]


def test_a_lesson_whose_service_is_missing_is_told_as_not_run(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("A_SERVICE", raising=False)
    replace(course.root, f"{LESSON_FOLDER}/lesson.toml", "minutes = 5", 'minutes = 5\nneeds = "A_SERVICE"')
    replace(course.root, f"{LESSON_FOLDER}/README.md", PAGE, "nowhere")
    (one,) = proved(course, "1").values()
    assert one.skipped == ["start, solution and output: not run, A_SERVICE is not set"]
    assert one.faults == [f"README.md: expected a link to the rule's page, {PAGE}"]


def test_two_run_at_a_time_and_no_more() -> None:
    both, running, most = threading.Barrier(2), [0], [0]
    lock = threading.Lock()

    def job() -> Proved:
        with lock:
            running[0] += 1
            most[0] = max(most[0], running[0])
        both.wait(timeout=30)  # passes only if another job runs now
        with lock:
            running[0] -= 1
        return Proved("a job")

    assert len(list(prove_all([job] * 6))) == 6
    assert most == [2]
