"""What `make watch` shows, and what its keys do.

- the whole screen, at several sizes: no row too many, no row too few; the path to edit can be clicked and copied
- it scrolls; what continues a long line of code stands further in
- e begins the exercise of a green lesson, and its section of the text is shown; one begun elsewhere is shown too
- a hint stands above the verdict; solution and reset are asked for; next waits for the green
- while a check runs, what would touch the workbench waits; the text stays until the reader saves
"""

import re

import pytest
from rich.console import Console
from rich.text import Text

from lessons.check import check
from lessons.course import Course
from lessons.dashboard import Dashboard
from lessons.errors import CourseError
from lessons.workbench import begin, begin_exercise, open_workbench
from tests.lessons.project import GREETING, LESSON_FOLDER, add_exercise, add_lesson, replace, write

RED = "Lesson 1, A greeting: red for the right reason"


@pytest.fixture
def board(course: Course) -> Dashboard:
    begin(course, course.lesson("1"))
    return Dashboard(course)


def rows(board: Dashboard, width: int = 80, height: int = 24, now: float = 0) -> list[str]:
    """The rows of a terminal of that size, which breaks what is longer than a row."""
    out = Console(width=width, force_terminal=True, color_system="standard", markup=False, highlight=False)
    found = []
    for line in board.lines(out, height, now):
        plain = Text.from_ansi(line.text).plain
        pieces = [plain[at : at + width] for at in range(0, max(len(plain), 1), width)]
        assert len(pieces) == line.rows
        found += [piece.rstrip() for piece in pieces]
    return found


def checked(board: Dashboard) -> None:
    """A check from its begin to its end, a second and a half later."""
    board.began(10)
    board.ended(check(open_workbench(board.course)), 11.5)


def test_the_screen_of_a_lesson_that_begins(board: Dashboard) -> None:
    assert rows(board, 60, 14) == [
        "Lesson 1, A greeting",
        "─────────────────────────────────────── 0 of 1 lessons green",
        "Edit workbench/consumer/greeting.py",
        "",
        "A greeting",
        "",
        "Goal",
        "",
        "Words.",
        "",
        "More.",
        "─────────────────────────────────────── 26 below: ↑ ↓ space",
        "Save to check again.",
        "h hint  s solution  t text  c check  r reset  q quit",
    ]


@pytest.mark.parametrize(("width", "height"), [(100, 30), (60, 24), (40, 16), (30, 8)])
def test_each_screen_is_as_large_as_the_terminal(board: Dashboard, width: int, height: int) -> None:
    checked(board)
    for key in ("t", "s", "y", "h", "c", "end"):
        board.press(key)
        assert len(rows(board, width, height)) == height


def test_the_path_is_a_link_and_plain_text(board: Dashboard) -> None:
    line = board.lines(Console(width=80, force_terminal=True), 24, 0)[2].text
    assert re.search(r"\x1b\]8;[^;]*;file:///[^\x1b]*/workbench/consumer/greeting\.py\x1b\\", line)
    assert Text.from_ansi(line).plain == "Edit workbench/consumer/greeting.py"


def test_a_path_has_a_row_of_its_own_where_it_just_fits(board: Dashboard) -> None:
    assert rows(board, 35)[2] == "Edit workbench/consumer/greeting.py"
    assert [row for row in rows(board, 34) if "greeting.py" in row] == ["workbench/consumer/greeting.py"]


def test_it_scrolls_to_its_end_and_back(board: Dashboard) -> None:
    first = rows(board, 60, 14)
    board.press("end")
    last = rows(board, 60, 14)
    assert last[10] == "More."
    assert last[11].endswith(" 26 lines above: ↑ ↓ space")
    board.press("up")
    assert rows(board, 60, 14)[11].endswith(" 25 lines above, 1 below: ↑ ↓ space")
    board.press("page up")
    board.press("page down")
    board.press("down")
    assert rows(board, 60, 14) == last
    board.press("home")
    assert rows(board, 60, 14) == first


def test_what_continues_code_longer_than_a_row_stands_further_in(course: Course) -> None:
    code = "    tests/test_contract.py::test_contract[profile-client: a request for a user]"
    replace(course.root, f"{LESSON_FOLDER}/README.md", "## Goal\n", f"## Goal\n\n```console\n{code}\n```\n")
    begin(course, course.lesson("1"))
    assert rows(Dashboard(course))[8:10] == [
        "      tests/test_contract.py::test_contract[profile-client: a request for a",
        "        user]",
    ]


def test_a_hint_stands_above_the_verdict_and_the_next_one_in_its_place(board: Dashboard) -> None:
    board.saved()
    checked(board)
    for number, words in [(1, "Who is greeted?"), (2, "How does one greet?")]:
        board.press("h")
        assert rows(board)[4:7] == [f"Hint {number} of 2: {words}", "", RED]


def test_the_solution_is_shown_to_who_confirms(board: Dashboard) -> None:
    board.press("s")
    assert rows(board)[-2] == "Show the solution? y shows it, any other key does not."
    board.press("n")
    assert '+    return "hello"' not in rows(board)
    board.press("s")
    board.press("y")
    assert '+    return "hello"' in rows(board)


def test_reset_begins_again_for_who_confirms(board: Dashboard) -> None:
    write(board.course.workbench, GREETING, "mine")
    board.press("r")
    board.press("q")
    assert not board.over, "that was an answer"
    assert (board.course.workbench / GREETING).read_text() == "mine"
    board.wants_check = False
    board.press("r")
    board.press("y")
    assert "goodbye" in (board.course.workbench / GREETING).read_text()
    assert rows(board)[-2] == "Your edits are kept in .course/kept/01-a-greeting/1/."
    assert board.wants_check


def test_green_shows_the_rest_and_next_goes_on(course: Course) -> None:
    add_lesson(course, "02-another", "Another")
    begin(course, course.lesson("1"))
    board = Dashboard(course)
    checked(board)
    assert "n next" not in rows(board)[-1]
    board.press("n")
    assert rows(board)[-2] == "n goes on as soon as this lesson is green."
    replace(course.workbench, GREETING, "goodbye", "hello")
    checked(board)
    shown = rows(board, height=40)
    assert shown[1].endswith(" 1 of 2 lessons green")
    assert shown[4] == "Lesson 1, A greeting: green"
    assert {"Now you see", "What you learned"} <= set(shown)
    assert shown[-2:] == [
        "Green, after 1.5 s. n goes on to the next lesson.",
        "h hint  s solution  t text  c check  r reset  n next  q quit",
    ]
    board.press("n")
    assert rows(board)[0] == "Lesson 2, Another"
    assert board.wants_check


def test_e_begins_the_exercise_of_a_green_lesson(course: Course) -> None:
    add_exercise(course)
    begin(course, course.lesson("1"))
    board = Dashboard(course)
    assert "e exercise" not in rows(board)[-1]
    board.press("e")
    assert rows(board)[-2] == "The exercise begins once lesson 1 is green: `make check`."
    replace(course.workbench, GREETING, "goodbye", "hello")
    checked(board)
    assert rows(board)[-2:] == [
        "Green, after 1.5 s. n goes on to the next lesson, e to the exercise.",
        "h hint  s solution  t text  c check  r reset  e exercise  n next  q quit",
    ]
    board.press("e")
    assert board.wants_check
    checked(board)
    shown = rows(board)
    assert shown[0] == "Lesson 1, A greeting, now you"
    assert [row for row in shown[2:9] if row] == ["Edit workbench/words.txt", "Now you", "Greet in the evening."]
    assert "e exercise" not in shown[-1]
    write(course.workbench, "words.txt", "good night\n")
    board.saved()
    checked(board)
    assert rows(board)[4] == "Lesson 1, A greeting, now you: green"
    assert "Now you see" not in rows(board, height=40), "the rest was shown after the lesson"


def test_an_exercise_that_began_in_another_terminal_is_shown(course: Course) -> None:
    add_exercise(course)
    begin(course, course.lesson("1"))
    replace(course.workbench, GREETING, "goodbye", "hello")
    board = Dashboard(course)
    checked(board)
    begin_exercise(open_workbench(course))
    board.saved()
    checked(board)
    assert rows(board)[4] == "Now you"


def test_after_the_last_lesson_next_says_so(board: Dashboard) -> None:
    replace(board.course.workbench, GREETING, "goodbye", "hello")
    checked(board)
    board.press("n")
    assert rows(board)[-2] == "All lessons are green. `make lesson N=1` does one again."


def test_the_text_stays_until_the_reader_saves_or_asks(board: Dashboard) -> None:
    checked(board)
    assert rows(board)[4] == "A greeting"
    assert rows(board)[-2] == "Red for the right reason, after 1.5 s. Save to check again."
    board.press("enter")
    assert board.wants_check
    checked(board)
    assert rows(board)[4] == RED
    again = Dashboard(board.course)
    assert rows(again)[4] == "A greeting"
    checked(again)
    assert rows(again)[4] == RED, "it was checked before, so its text was read"


def test_while_a_check_runs_a_key_that_touches_the_workbench_waits(board: Dashboard) -> None:
    board.began(10)
    board.press("h")
    assert rows(board, now=12)[-2] == "⠦ The tests run, 2.0 s; then hint"
    board.press("t")
    assert not board.bench.progress.of("01-a-greeting").hints
    board.ended(check(open_workbench(board.course)), 12)
    assert rows(board)[4] == "Hint 1 of 2: Who is greeted?"
    board.press("s")
    board.began(13)
    board.press("y")
    assert rows(board, now=13)[-2].endswith("; then solution")


def test_what_cannot_be_checked_is_told(board: Dashboard) -> None:
    board.saved()
    board.began(10)
    board.ended(CourseError("Lesson 1 needs a service: set A_SERVICE."), 11)
    assert rows(board)[4] == "Lesson 1 needs a service: set A_SERVICE."
    assert rows(board)[-2] == "It could not be checked. Save to check again."


def test_q_is_the_end(board: Dashboard) -> None:
    board.began(10)
    board.press("q")
    assert board.over
