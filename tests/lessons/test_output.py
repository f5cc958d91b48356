"""The console blocks of a document equal real output, and can be made again.

- found with their line, section and mark; refused without a command, or with a mark that nobody knows
- stale output told and re-made, a second time unchanged; times, ports and paths do not count; `...`
- a lesson's blocks at its start, at its solution and after a step; the checkout is untouched
- skipped with the reason; commands are typed in the nearest project; make uses this interpreter and adds nothing
"""

import re
from pathlib import Path

import pytest

from lessons.console import blocks
from lessons.course import Course
from lessons.errors import CourseError
from lessons.normal import equal, without_paths
from lessons.output import documents, examine
from lessons.sandbox import STAMPS
from lessons.tree import fingerprints
from tests.lessons.project import LESSON_FOLDER, replace, write


def fenced(*lines: str) -> str:
    return "\n".join(["```console", *lines, "```", ""])


def test_blocks_are_found_with_line_section_and_mark() -> None:
    text = "# A\n\n```python\n$ no\n```\n\n## One\n\n" + fenced("$ a", "x")
    text += "\n<!-- output: at step 2 -->\n\n" + fenced("$ b", "$ c")
    found = [(block.line, block.heading, block.mark, block.entries) for block in blocks(text, "a.md")]
    assert found == [(9, "One", "", [("a", "x\n")]), (16, "One", "at step 2", [("b", ""), ("c", "")])]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (fenced("no command"), r"^a\.md:1: expected a console block to begin with a command"),
        (fenced(), r"^a\.md:1: expected a console block to begin with a command"),
        (f"<!-- output: skip -->\n{fenced('$ a')}", r"^a\.md:2: expected output: at start.*got output: skip$"),
        (f"<!-- output: skip because -->\n{fenced('$ a')}", r"got output: skip because$"),
        (f"<!-- output: needs a service -->\n{fenced('$ a')}", r"got output: needs a service$"),
    ],
    ids=["no command", "empty", "no reason", "empty reason", "no variable"],
)
def test_a_block_that_cannot_be_run_is_refused_with_its_place(text: str, told: str) -> None:
    with pytest.raises(CourseError, match=told):
        blocks(text, "a.md")


@pytest.mark.parametrize(
    ("claimed", "real"),
    [
        ("==== 2 passed in 0.12s ====", "=== 2 passed in 61.03s (0:01:01) ==="),
        ("took 3 ms\n", "took 14.5 ms"),
        ("on http://127.0.0.1:8080/users", "on http://127.0.0.1:40123/users"),
        ("platform linux -- Python 3.11.7", "platform darwin -- Python 3.13.0"),
        ("make: *** [Makefile:61: check] Error 1", "make: *** [Makefile:7: check] Error 1"),
        ("user-agent: Python/3.11 aiohttp/3.14.5", "user-agent: Python/3.13 aiohttp/3.15.0"),
        ("first\n...\nlast\n", "first\nsecond\nthird\nlast"),
        ("...\nlast", "last"),
        ("all\n...", "all\nthe rest"),
    ],
)
def test_what_differs_from_run_to_run_is_equal(claimed: str, real: str) -> None:
    assert equal(claimed, real)


@pytest.mark.parametrize(
    ("claimed", "real"),
    [
        ("2 passed in 0.12s", "1 passed in 0.12s"),
        ("expected 200 but was 404", "expected 200 but was 500"),
        ("a.b", "acb"),
        ("first\n...\nlast\n", "first\nsecond"),
        ("one", "one\ntwo"),
        ("2020-01-01T12:00:00+0000", "2020-01-01T12:00:01+0000"),
        ("GET http://127.0.0.1:8080/users", "GET http://127.0.0.1:8080/user"),
    ],
)
def test_what_a_reader_would_miss_is_not_equal(claimed: str, real: str) -> None:
    assert not equal(claimed, real)


def test_paths_are_told_as_seen_from_the_project(tmp_path: Path) -> None:
    assert without_paths(f"in {tmp_path}/a/b.py and {tmp_path}", tmp_path) == "in a/b.py and ."


def test_a_document_shows_no_colours(course: Course) -> None:
    write(course.root, "a.md", fenced(r"$ printf '\033[1;31mred\033[0m\n'", "red"))
    assert examine(course, "a.md").stale == []


def test_stale_output_is_told_with_the_difference_and_re_made(course: Course) -> None:
    stale = "# A\n\nBefore.\n\n" + fenced("$ echo one", "two", "$ echo three; exit 3", "three") + "\nAfter.\n"
    write(course.root, "docs/a.md", stale)
    examined = examine(course, "docs/a.md")
    assert examined.stale == [
        "docs/a.md:5: stale output of `echo one`\n    --- written\n    +++ real\n    @@ -1 +1 @@\n    -two\n    +one"
    ]
    assert examined.text == stale.replace("two", "one")
    write(course.root, "docs/a.md", examined.text)
    again = examine(course, "docs/a.md")
    assert (again.stale, again.text) == ([], examined.text)


def test_a_block_that_is_true_but_for_its_time_stays_as_it_is(course: Course) -> None:
    text = fenced("$ echo done in 1.23 s", "done in 4.56 s") + fenced("$ seq 9", "1", "...", "9")
    write(course.root, "a.md", text)
    examined = examine(course, "a.md")
    assert (examined.stale, examined.text) == ([], text)


def test_an_indented_block_is_re_made_with_its_indent(course: Course) -> None:
    write(course.root, "a.md", "1. Do:\n\n   ```console\n   $ echo 'a '; echo b\n   x\n   ```\n")
    assert examine(course, "a.md").text == "1. Do:\n\n   ```console\n   $ echo 'a '; echo b\n   a\n   b\n   ```\n"


def test_a_lessons_blocks_run_at_its_start_and_then_at_its_solution_and_the_checkout_is_untouched(
    course: Course,
) -> None:
    before = fingerprints(course.root)
    readme = f"{LESSON_FOLDER}/README.md"
    assert examine(course, readme).stale == []
    assert fingerprints(course.root) == before
    replace(course.root, readme, 'return "hello"', 'return "goodbye"')
    (stale,) = examine(course, readme).stale
    assert stale.endswith('-    return "goodbye"\n    +    return "hello"')


def test_a_mark_says_which_state_of_a_lesson_a_block_shows(course: Course) -> None:
    readme = f"{LESSON_FOLDER}/README.md"
    shows = {
        word: fenced("$ cat workbench/consumer/greeting.py", "def greeting():", f'    return "{word}"')
        for word in ("hello", "goodbye")
    }
    marked = f"## Goal\n<!-- output: at solution -->\n{shows['hello']}\n## Now you see\n"
    write(course.root, readme, f"{marked}<!-- output: at start -->\n{shows['goodbye']}")
    assert examine(course, readme).stale == []
    replace(course.root, readme, "output: at", "not a mark: at")
    assert len(examine(course, readme).stale) == 2


def test_blocks_that_are_not_run_stay_and_say_why(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    text = f"<!-- output: needs A_SERVICE -->\n{fenced('$ echo a', 'b')}<!-- output: skip because it never ends -->\n"
    write(course.root, "a.md", text + fenced("$ sleep infinity"))
    monkeypatch.delenv("A_SERVICE", raising=False)
    examined = examine(course, "a.md")
    assert examined.skipped == ["a.md:2: not run, A_SERVICE is not set", "a.md:7: it never ends"]
    assert (examined.stale, examined.text) == ([], text + fenced("$ sleep infinity"))
    monkeypatch.setenv("A_SERVICE", "yes")
    assert len(examine(course, "a.md").stale) == 1


def test_commands_are_typed_in_the_project_that_the_document_lies_in(course: Course) -> None:
    for path in ("docs/a.md", "examples/minimal/README.md"):
        write(course.root, path, fenced("$ ls pyproject.toml consumer", "..."))
    write(course.root, "examples/minimal/pyproject.toml", "")
    write(course.root, "examples/minimal/consumer/one.py", "")
    write(
        course.root,
        "examples/minimal/README.md",
        fenced("$ ls pyproject.toml consumer", "pyproject.toml", "", "consumer:", "one.py"),
    )
    assert examine(course, "docs/a.md").stale == []
    assert examine(course, "examples/minimal/README.md").stale == []


def test_make_runs_with_this_interpreter_as_its_venv_and_sets_nothing_up(course: Course) -> None:
    write(
        course.root,
        "Makefile",
        "READY := .venv/ready\nwhere: $(READY)\n\t.venv/bin/python -c 'import rich'\n$(READY): ; exit 1\n",
    )
    direct = fenced("$ .venv/bin/python -c 'import sys; print(sys.prefix)'", ".venv")
    write(course.root, "a.md", fenced("$ make where", ".venv/bin/python -c 'import rich'") + direct)
    assert examine(course, "a.md").stale == []


def test_every_document_of_the_project_is_found_and_nothing_generated(course: Course) -> None:
    for path in ("README.md", "docs/a.md", "workbench/a.md", "build/a.md", ".venv/a.md"):
        write(course.root, path, "")
    assert documents(course) == ["README.md", "docs/a.md", f"{LESSON_FOLDER}/README.md"]


def test_make_takes_every_group_for_set_up() -> None:
    """A group that it would add is an extra line in the output, and an installation for each document."""
    makefile = (Path(__file__).parents[2] / "Makefile").read_text(encoding="utf-8")
    stamps = re.findall(r"^(\w+) := (?:\.venv/ready-|\$\(READY\) )", makefile, re.MULTILINE)
    assert sorted(STAMPS) == sorted(stamps)
