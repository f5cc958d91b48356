"""A report on a terminal and in a pipe: broken between words, what continues a line further in.

- in a pipe what a test said ends at 80 columns; on a narrow terminal every line fits, but for a path that does not
- a label stays alone on the left
- the difference to the solution keeps its lines in a pipe, and its indent on a terminal
"""

from rich.console import Console
from rich.text import Text

from lessons.page import difference_lines, report_lines

LONG = "tests/consumer/profile/test_profile_contract.py::test_get_user_who_does_not_exist"


def shown(text: str, width: int | None = None) -> list[str]:
    out = Console(width=width or 80, force_terminal=width is not None, markup=False, highlight=False)
    return [Text.from_ansi(line).plain for line in report_lines(out, text)]


def test_in_a_pipe_what_a_test_said_ends_at_80_columns() -> None:
    words = "expected one thing and got a very different one"
    rule = f"The rule: {words}, {words}, {words}."
    assert shown(f"Lesson 1: red\n\n  {LONG}, {words}\n      (1) {words}, {words}\n{rule}") == [
        "Lesson 1: red",
        "",
        f"  {LONG}, {words}",
        "      (1) expected one thing and got a very different one, expected one thing",
        "        and got a very different one",
        rule,
    ]


def test_what_continues_done_and_next_stands_below_its_first_word() -> None:
    assert shown("Lesson 1: red\n\n  Done: " + "a word " * 14)[2:] == [
        "  Done: a word a word a word a word a word a word a word a word a word a word a",
        "        word a word a word a word",
    ]


def test_on_a_narrow_terminal_each_line_fits_but_for_a_path_that_does_not() -> None:
    assert shown(f"Lesson 1, A greeting: red for the right reason\n\n  {LONG} failed\nStuck? `make hint`", 30) == [
        "Lesson 1, A greeting: red for",
        "  the right reason",
        "",
        f"  {LONG}",
        "    failed",
        "Stuck? `make hint`",
    ]
    assert shown("    Failed: the stub says Alice, and the service says nothing", 40)[0:3] == [
        "    Failed: the stub says Alice, and the",
        "      service says nothing",
    ]


def test_in_a_pipe_the_lines_of_a_difference_are_whole() -> None:
    line = "+" + " value" * 40
    out = Console(width=60, markup=False, highlight=False)
    assert difference_lines(out, f"@@ -1 +1 @@\n{line}\n") == ["@@ -1 +1 @@", line]


def test_on_a_terminal_what_continues_a_line_of_a_difference_stands_further_in() -> None:
    out = Console(width=30, force_terminal=True, color_system=None, markup=False, highlight=False)
    assert difference_lines(out, "+    return User(name=name, age=age, email=email)\n-\n") == [
        "+    return User(name=name,",
        "       age=age, email=email)",
        "-",
    ]
