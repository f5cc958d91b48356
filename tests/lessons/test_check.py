"""A check says what the reader should know, and no more; hints and the difference help on.

- red for the right reason, red for another, green: the whole report
- an edit outside of the lesson's files is pointed out, and does not make the lesson green
- a lesson that needs a service; hints one by one; the difference to the solution, step by step
"""

import pytest

from lessons.check import check, report
from lessons.course import Course
from lessons.difference import difference
from lessons.errors import CourseError
from lessons.hint import next_hint
from lessons.progress import read_progress
from lessons.workbench import Workbench, begin, open_workbench
from tests.lessons.project import LESSON_FOLDER, replace, write

GREETING = "consumer/greeting.py"


@pytest.fixture
def bench(course: Course) -> Workbench:
    begin(course, course.lesson("1"))
    return open_workbench(course)


def test_red_for_the_right_reason_shows_what_failed_and_where_to_look(bench: Workbench) -> None:
    assert report(check(bench)) == (
        "Lesson 1, A greeting: red for the right reason\n"
        "\n"
        "  tests/test_lesson.py::test_it_greets\n"
        "    AssertionError: greets with 'goodbye'\n"
        "    assert 'goodbye' == 'hello'\n"
        "\n"
        "      - hello\n"
        "      + goodbye\n"
        "\n"
        "Look at workbench/consumer/greeting.py\n"
        "Stuck? `make hint`"
    )


def test_red_for_another_reason_says_which(bench: Workbench) -> None:
    replace(bench.folder, GREETING, '"goodbye"', '"hey you"')
    told = report(check(bench)).splitlines()
    assert told[0] == "Lesson 1, A greeting: red for another reason"
    assert "  tests/test_lesson.py::test_it_is_a_word failed, and the lesson expects it to pass:" in told
    assert "  tests/test_lesson.py::test_it_greets fails, but does not print \"greets with 'goodbye'\":" in told
    assert "    AssertionError: greets with 'hey you'" in told
    assert told[-2:] == ["Look at workbench/consumer/greeting.py", "Stuck? `make hint`"]


def test_a_file_that_does_not_parse_is_told_with_its_line(bench: Workbench) -> None:
    write(bench.folder, GREETING, "def greeting(:\n")
    told = report(check(bench))
    assert told.startswith("Lesson 1, A greeting: red for another reason\n")
    assert "SyntaxError: invalid syntax" in told
    assert "greeting.py" in told


def test_green_tells_the_rule_and_is_kept(bench: Workbench) -> None:
    replace(bench.folder, GREETING, "goodbye", "hello")
    assert report(check(bench)) == (
        "Lesson 1, A greeting: green\n\nThe rule: Greet before you leave.\n    https://docs.pact.io/consumer"
    )
    assert read_progress(bench.folder).of("01-a-greeting").green


def test_a_green_made_outside_of_the_lessons_files_is_pointed_out_and_does_not_count(bench: Workbench) -> None:
    write(bench.folder, "tests/test_lesson.py", "def test_it_greets(): pass\n")
    assert report(check(bench)) == (
        "Lesson 1, A greeting: green, but you edited other files too\n"
        "\n"
        "Edited, though the lesson does not ask for it:\n"
        "    workbench/tests/test_lesson.py\n"
        "Undo these edits, or begin again with `make reset`.\n"
    )
    assert not read_progress(bench.folder).of("01-a-greeting").green


def test_what_the_command_writes_is_not_pointed_out(bench: Workbench) -> None:
    text = (bench.lesson.folder / "test_lesson.py").read_text()
    writes = "import pathlib; pathlib.Path('contracts/a.json').write_text('{ }')\n"
    write(bench.lesson.folder, "test_lesson.py", writes + text)
    begin(bench.course, bench.lesson)
    replace(bench.folder, GREETING, "goodbye", "hello")
    assert [check(open_workbench(bench.course)).outside for _ in range(2)] == [[], []]


def test_a_lesson_that_needs_a_service_says_which_variable_names_it(course: Course) -> None:
    replace(course.root, f"{LESSON_FOLDER}/lesson.toml", "minutes = 5", 'minutes = 5\nneeds = "A_SERVICE_URL"')
    begin(course, course.lesson("1"))
    with pytest.raises(CourseError, match="Lesson 1 needs a service: set A_SERVICE_URL"):
        check(open_workbench(course))


def test_hints_come_one_by_one_and_the_last_one_leads_to_the_solution(bench: Workbench) -> None:
    assert [next_hint(open_workbench(bench.course)) for _ in range(3)] == [
        "Hint 1 of 2: Who is greeted?",
        "Hint 2 of 2: How does one greet?",
        "Hint 2 of 2: How does one greet?\nThat was the last one: `make solution` shows the difference to ours.",
    ]


def test_the_difference_leads_from_the_workbench_to_the_solution(bench: Workbench) -> None:
    write(bench.folder, "tests/changes/single.toml", "")
    told = difference(bench)
    assert '-    return "goodbye"\n+    return "hello"\n' in told
    assert "--- workbench/tests/changes/single.toml\n" in told, "an edit elsewhere is part of the difference"
    begin(bench.course, bench.lesson)
    replace(bench.folder, GREETING, "goodbye", "hello")
    assert difference(open_workbench(bench.course)) == ""
