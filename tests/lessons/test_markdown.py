"""A lesson's text on a terminal: a command that is copied from it is whole.

- code, also in a list, in a pipe and on a terminal
- words longer than a line, and short commands; a table, and one that is too narrow for its words
- a diagram; comments; details before and after the green
- every lesson, at 60 columns: each long word and each line of code is there
"""

import re
from pathlib import Path

import pytest
from rich.console import Console

from lessons.page import markdown_lines

ROOT = Path(__file__).parents[2]
LONG = "tests/consumer/profile/test_profile_contract.py::test_get_user_who_does_not_exist"


def shown(text: str, width: int = 40, *, solved: bool = False) -> list[str]:
    return markdown_lines(Console(width=width, markup=False, highlight=False), text, solved=solved)


def test_prose_is_broken_between_words_and_a_long_word_stays_whole() -> None:
    assert shown(f"In `{LONG}` it says what the client needs.") == ["In", LONG, "it says what the client needs."]


def test_code_keeps_its_lines() -> None:
    line = "    return " + " + ".join(f"value_{number}" for number in range(20))
    assert shown(f"Look:\n\n```python\ndef total():\n{line}\n```\n") == ["Look:", "", "  def total():", f"  {line}"]


def test_on_a_terminal_what_continues_code_stands_further_in() -> None:
    def on_terminal(kind: str, code: str) -> list[str]:
        out = Console(width=40, force_terminal=True, color_system=None, markup=False, highlight=False)
        return markdown_lines(out, f"```{kind}\n{code}\n```\n", solved=False)

    assert on_terminal("console", f"$ make x y WORDS='one and two and three'\n  at {LONG}, it's a name\n") == [
        "  $ make x y \\",
        "    WORDS='one and two and three'",
        "    at",
        f"      {LONG},",
        "      it's a name",
    ]
    assert on_terminal("python", "    return request(1, 2, 3)  # what the client reads") == [
        "      return request(1, 2, 3)",
        "        # what the client reads",
    ]
    assert on_terminal("sh", "make one && make two && make three && make four")[0].endswith(" \\")


def test_in_a_list_nothing_is_cut_off() -> None:
    text = (
        f"Look:\n\n- `{LONG}`\n- Two\n\n7. Seven, and more words than one line has\n\n   ```\n   {'x' * 60}\n   ```\n"
    )
    assert shown(text) == [
        "Look:", "", f" • {LONG}", " • Two", "",
        " 7. Seven, and more words than one line", "    has", f"      {'x' * 60}",
    ]  # fmt: skip


def test_a_table_has_columns_where_its_words_fit() -> None:
    table = "Look:\n\n| part | says |\n| --- | --- |\n| one | " + "many words " * 6 + f"|\n| {'x' * 20} | two |\n"
    assert shown(table) == [
        "Look:",
        "",
        "part                  says",
        "one                   many words many",
        "                      words many words",
        "                      many words many",
        "                      words many words",
        f"{'x' * 20}  two",
    ]


def test_a_table_whose_words_do_not_fit_is_a_list() -> None:
    assert shown(f"Look:\n\n| what | where |\n| --- | --- |\n| one | `{LONG}` |\n| two | here |\n") == [
        "Look:", "", "what: one", "where:", LONG, "", "what: two", "where: here",
    ]  # fmt: skip


def test_a_short_command_is_not_broken() -> None:
    text = "Look:\n\n| command | does |\n| --- | --- |\n| `make solution` | shows how your files differ from ours |\n"
    assert shown(text) == [
        "Look:", "",
        "command        does",
        "make solution  shows how your files",
        "               differ from ours",
    ]  # fmt: skip
    assert shown("It says what the client needs: `make now-you` does.") == [
        "It says what the client needs:", "make now-you does.",
    ]  # fmt: skip
    assert shown(f"One `{'word ' * 11}word`") == [f"One {'word ' * 6}word", f"{'word ' * 4}word"]


def test_a_diagram_is_drawn_and_one_that_cannot_be_is_told() -> None:
    assert shown("```mermaid\nflowchart LR\n a --> b\n```\n") == ["  a ─▶ b"]
    assert shown("```mermaid\npie\n```\n", 80) == ["  A diagram of this kind cannot be drawn in a terminal: pie"]


def test_a_comment_is_left_out_and_leaves_no_gap() -> None:
    assert shown("One.\n\n<!-- output: at step 2 -->\n\nTwo.\n") == ["One.", "", "Two."]


def test_details_are_shown_only_to_who_has_solved_the_lesson() -> None:
    text = "Ask.\n\n<details>\n<summary>The answers</summary>\n\nIt is *hello*.\n\n</details>\n\nGo on.\n"
    assert shown(text) == ["Ask.", "", "▸ The answers (once it is green)", "", "Go on."]
    assert shown(text, solved=True) == ["Ask.", "", "▾ The answers", "", "It is hello.", "", "Go on."]


@pytest.mark.parametrize("path", sorted(ROOT.glob("lessons/*/README.md")), ids=lambda path: path.parent.name)
def test_in_60_columns_each_lesson_can_be_copied_whole(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    lines = shown(text, 60, solved=True)
    blocks = re.findall(r"^```(\w*)\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)
    code = {f"  {line}".rstrip() for kind, block in blocks if kind != "mermaid" for line in block.splitlines()}
    assert code - set(lines) == set()
    code |= {line[2:].rstrip() for line in text.splitlines() if line.startswith("    ")}
    plain = re.sub(r"^( *)```.*?^\1```", "", text, flags=re.DOTALL | re.MULTILINE)
    paths = {word for span in re.findall(r"`([^`\n]+)`", plain) for word in span.split() if "/" in word}
    assert {word for word in paths if not any(word in line for line in lines)} == set()
    assert [line for line in lines if len(line) > 60 and " " in line.strip() and line not in code] == []
