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
    assert "  tests/test_lesson.py::test_it_greets fails in another way than at the start:" in told
    assert "    AssertionError: greets with 'hey you'" in told
    assert told[-2:] == ["Look at workbench/consumer/greeting.py", "Stuck? `make hint`"]


def test_a_file_that_does_not_parse_is_told_with_its_line(bench: Workbench) -> None:
    write(bench.folder, GREETING, "def greeting(:\n")
    told = report(check(bench))
    assert told.startswith(
        "Lesson 1, A greeting: red for another reason\n\n"
        "  Your file does not run: workbench/consumer/greeting.py, line 1\n"
        "    SyntaxError: invalid syntax\n"
    )


def test_a_conftest_that_does_not_parse_is_told_with_its_line(bench: Workbench) -> None:
    write(bench.folder, "tests/conftest.py", "from consumer.greeting import farewell\n")
    told = report(check(bench))
    assert "  The test crashed: tests/conftest.py, line 1\n    ImportError: cannot import name 'farewell'" in told


def test_a_file_that_is_gone_is_told_with_reset(bench: Workbench) -> None:
    (bench.folder / GREETING).unlink()
    told = report(check(bench))
    assert "Missing from the workbench:\n    workbench/consumer/greeting.py\n`make reset` brings" in told
    begin(bench.course, bench.lesson)
    assert "Missing" not in report(check(open_workbench(bench.course)))


ON_THE_WAY = """
[[further]]
done = "Somebody is greeted, in words that are long enough to go on in the next line of a terminal."
next = "Greet in small letters."
fails = [{ test = "test_it_greets", prints = ["greets with 'Hello'"] }]
also = [{ test = "test_it_is_a_word", prints = ["x"] }]

[rule]"""


def test_one_step_further_says_what_is_done_and_what_is_next(course: Course) -> None:
    replace(course.root, f"{LESSON_FOLDER}/lesson.toml", "[rule]", ON_THE_WAY.lstrip())
    begin(course, course.lesson("1"))
    bench = open_workbench(course)
    replace(bench.folder, GREETING, '"goodbye"', '"Hello"')
    checked = check(bench)
    assert not checked.done
    assert report(checked) == (
        "Lesson 1, A greeting: one step further\n"
        "\n"
        "  Done: Somebody is greeted, in words that are long enough to go on in the next line of a terminal.\n"
        "  Next: Greet in small letters.\n"
        "\n"
        "  tests/test_lesson.py::test_it_greets\n"
        "    AssertionError: greets with 'Hello'\n"
        "    assert 'Hello' == 'hello'\n"
        "\n"
        "      - hello\n"
        "      ? ^\n"
        "      + Hello\n"
        "      ? ^\n"
        "\n"
        "Look at workbench/consumer/greeting.py\n"
        "Stuck? `make hint`"
    )


def test_an_earlier_step_that_is_broken_again_is_told_and_the_hints_stay(course: Course) -> None:
    text = (course.root / LESSON_FOLDER / "lesson.toml").read_text(encoding="utf-8")
    head, step = text[: text.index("edit =")], text[text.index("edit =") : text.index("[rule]")]
    first = step.replace("[[fails]]", "[[step.fails]]")
    second = first.replace('changes = ["says-goodbye"]\n', "").replace("Who is greeted?", "The second step's hint.")
    second = second.replace("test_it_greets", "test_more").replace("greets with 'goodbye'", "no more")
    steps = f"{head}[[step]]\n{first}[[step]]\n{second}{text[text.index('[rule]') :]}"
    write(course.root, f"{LESSON_FOLDER}/lesson.toml", steps)
    test = (course.root / LESSON_FOLDER / "test_lesson.py").read_text(encoding="utf-8")
    write(course.root, f"{LESSON_FOLDER}/test_lesson.py", f"{test}\ndef test_more(): assert 0, 'no more'\n")
    begin(course, course.lesson("1"))
    bench = open_workbench(course)
    replace(bench.folder, GREETING, "goodbye", "hello")
    assert "(step 2 of 2)" in report(check(bench))
    replace(bench.folder, GREETING, "hello", "goodbye")
    bench = open_workbench(course)
    told = report(check(bench))
    assert told.startswith("Lesson 1, A greeting: red for the right reason (step 1 of 2)\n")
    assert "\nStep 1 was green before, and is not any more.\n" in told
    assert next_hint(open_workbench(course)) == "Hint 1 of 2: The second step's hint."


def test_green_tells_the_rule_and_is_kept(bench: Workbench) -> None:
    replace(bench.folder, GREETING, "goodbye", "hello")
    assert report(check(bench)) == (
        "Lesson 1, A greeting: green\n\nThe rule: Greet before you leave.\n    https://docs.pact.io/consumer"
    )
    assert read_progress(bench.course).of("01-a-greeting").green


def test_a_green_made_outside_of_the_lessons_files_is_pointed_out_and_does_not_count(bench: Workbench) -> None:
    write(bench.folder, "tests/test_lesson.py", "def test_it_greets(): pass\n")
    assert report(check(bench)) == (
        "Lesson 1, A greeting: green, but you edited other files too\n"
        "\n"
        "Edited, though the lesson does not ask for it:\n"
        "    workbench/tests/test_lesson.py\n"
        "Undo these edits, or begin again with `make reset`.\n"
    )
    assert not read_progress(bench.course).of("01-a-greeting").green


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


QUESTIONS = """hints = [
  { says = "The first one.", questions = [1] },
  { says = "All of it.", tests = ["test_it_greets"] },
  { says = "The second one and the third.", questions = [2, 3] },
]"""
KEY = "".join(f'[[question]]\nid = "{name}"\nanswer = "yes"\nwhy = "it is"\n' for name in ("one", "two", "three"))


@pytest.mark.parametrize(
    ("answers", "numbers"),
    [
        ('one = "no"\ntwo = "yes"\nthree = "no"\n', [1, 2, 3, 3]),
        ('one = "yes"\ntwo = "yes"\n', [2, 3, 3, 3]),
        ('one = "no"\ntwo = "yes"\nthree = "yes"\n', [1, 2, 2, 2]),
        ("one = yes\n", [1, 2, 3, 3]),
    ],
    ids=["the first and the third are wrong", "the third is missing", "the first is wrong", "not TOML"],
)
def test_a_hint_for_questions_that_are_right_is_left_out(course: Course, answers: str, numbers: list[int]) -> None:
    replace(
        course.root, f"{LESSON_FOLDER}/lesson.toml", 'hints = ["Who is greeted?", "How does one greet?"]', QUESTIONS
    )
    write(course.root, f"{LESSON_FOLDER}/key.toml", KEY)
    begin(course, course.lesson("1"))
    write(course.workbench, "answers.toml", answers)
    told = [next_hint(open_workbench(course)) for _ in range(4)]
    assert [int(hint.removeprefix("Hint ")[0]) for hint in told] == numbers
    assert told[-1].endswith("That was the last one: `make solution` shows the difference to ours.")


def test_a_hint_for_a_test_that_passed_at_the_last_check_is_left_out(course: Course) -> None:
    toml = f"{LESSON_FOLDER}/lesson.toml"
    replace(course.root, toml, '"Who is greeted?"', '{ says = "Who is greeted?", tests = ["test_it_greets"] }')
    replace(course.root, toml, "[rule]", '[[fails]]\ntest = "test_it_is_long"\nprints = ["is short"]\n\n[rule]')
    test = "\ndef test_it_is_long():\n    assert len(greeting()) > 8, 'is short'\n"
    write(
        course.root,
        f"{LESSON_FOLDER}/test_lesson.py",
        (course.root / LESSON_FOLDER / "test_lesson.py").read_text() + test,
    )
    begin(course, course.lesson("1"))
    check(open_workbench(course))
    assert next_hint(open_workbench(course)) == "Hint 1 of 2: Who is greeted?"
    begin(course, course.lesson("1"))
    replace(course.workbench, GREETING, "goodbye", "hello")
    check(open_workbench(course))
    assert next_hint(open_workbench(course)) == "Hint 2 of 2: How does one greet?"
    begin(course, course.lesson("1"))
    assert next_hint(open_workbench(course)) == "Hint 1 of 2: Who is greeted?"


def test_the_difference_leads_from_the_workbench_to_the_solution(bench: Workbench) -> None:
    write(bench.folder, "tests/changes/single.toml", "")
    told = difference(bench)
    assert '-    return "goodbye"\n+    return "hello"\n' in told
    assert "--- workbench/tests/changes/single.toml\n" in told, "an edit elsewhere is part of the difference"
    begin(bench.course, bench.lesson)
    replace(bench.folder, GREETING, "goodbye", "hello")
    assert difference(open_workbench(bench.course)) == ""
