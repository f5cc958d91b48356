"""The commands as a reader meets them: `python -m lessons`, in a pipe.

- a lesson from list to green, and the exit codes; 80 columns without colour
- the answers come after the green, and the next lesson after that
- a long hint is broken; try without a change is a list
- mistakes are told without a traceback; Ctrl-C is quiet
- verify and output, with and without faults
"""

import errno
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from lessons.__main__ import main
from lessons.course import Course
from lessons.run import environment
from tests.lessons.project import LESSON_FOLDER, replace, write

Lessons = Callable[..., tuple[int, str, str]]
ROOT = Path(__file__).parent.parent.parent


def start(course: Course, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "lessons", "--root", str(course.root), *arguments]
    return subprocess.Popen(  # noqa: S603
        command, cwd=ROOT, env=environment(), text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


@pytest.fixture
def lessons(course: Course, capsys: pytest.CaptureFixture[str]) -> Lessons:
    """Runs a command here, in a process that is there already: exit code, standard output, standard error."""

    def call(*arguments: str) -> tuple[int, str, str]:
        code = main(["--root", str(course.root), *arguments])
        return code, *capsys.readouterr()

    return call


def test_a_lesson_from_its_start_to_green(course: Course, lessons: Lessons) -> None:
    code, out, _ = lessons("start")
    assert code == 0
    assert out.split()[:4] == ["A", "greeting", "Goal", "Words."]
    assert out.endswith("The lesson's start is in workbench/: edit there, then `make check`.\n")
    code, out, _ = lessons("check")
    assert (code, out.splitlines()[0]) == (1, "Lesson 1, A greeting: red for the right reason")
    assert lessons("hint")[:2] == (0, "Hint 1 of 2: Who is greeted?\n")
    code, out, _ = lessons("solution")
    assert out.splitlines()[-2:] == ['-    return "goodbye"', '+    return "hello"']
    replace(course.workbench, "consumer/greeting.py", "goodbye", "hello")
    code, out, _ = lessons("check")
    assert (code, out.splitlines()[0]) == (0, "Lesson 1, A greeting: green")
    assert lessons("solution")[1] == "Your files are the same as the solution's.\n"
    out = lessons("start", "1")[1]
    assert "Greet first (https://docs.pact.io/consumer)." in out.splitlines(), "a pipe cannot follow a link"
    assert "1  A greeting  core  5        green" in lessons("list")[1]
    assert lessons("start") == (2, "", "All lessons are green. `make lesson N=1` does one again.\n")


def test_a_lesson_under_way_keeps_its_edits_until_it_is_reset(course: Course, lessons: Lessons) -> None:
    lessons("start", "1")
    replace(course.workbench, "consumer/greeting.py", "goodbye", "hey")
    code, out, _ = lessons("start")
    assert out.endswith("Lesson 1 is under way, and your edits stay. `make reset` begins it again.\n")
    assert "hey" in (course.workbench / "consumer/greeting.py").read_text()
    code, out, _ = lessons("reset")
    assert (code, out.splitlines()[0]) == (0, "Your earlier edits are kept in .course/kept/01-a-greeting/1/.")
    assert "goodbye" in (course.workbench / "consumer/greeting.py").read_text()


def test_in_a_pipe_it_fits_into_80_columns_and_has_no_colour(course: Course, lessons: Lessons) -> None:
    lessons("start")
    for command in ([], ["list"], ["check"], ["solution"]):
        with ended(start(course, *command)) as process:
            out, err = process.communicate(timeout=60)
        assert out
        assert [line for line in out.splitlines() if len(line) > 80] == []
        assert "\x1b" not in out
        assert err == ""


def test_after_green_there_is_one_more_exercise(course: Course, lessons: Lessons) -> None:
    says = 'edit = ["words.txt"]\nhints = ["Greet."]\nsolution = [{ file = "words.txt", with = "hi" }]\n'
    fails = '[[fails]]\ntest = "test_words"\nprints = ["says nothing"]\n'
    test = "from pathlib import Path\ndef test_words(): assert Path('words.txt').read_text(), 'says nothing'\n"
    for path, text in {"now_you.toml": says + fails, "test_now_you.py": test, "now_you/words.txt": ""}.items():
        write(course.root, f"{LESSON_FOLDER}/{path}", text)
    lessons("start")
    assert lessons("now-you") == (2, "", "The exercise begins once lesson 1 is green: `make check`.\n")
    replace(course.workbench, "consumer/greeting.py", "goodbye", "hello")
    assert "`make now-you` is one more exercise, if you like.\n" in lessons("check")[1]
    code, out, _ = lessons("now-you")
    assert (code, out.splitlines()[0]) == (1, "Lesson 1, A greeting, now you: red for the right reason")
    assert lessons("hint")[1] == "Hint 1 of 1: Greet.\n"
    write(course.workbench, "words.txt", "hello")
    code, out, _ = lessons("check")
    assert (code, out.splitlines()[0]) == (0, "Lesson 1, A greeting, now you: green")
    assert "one more exercise" not in out
    assert "1  A greeting  core  5        green" in lessons("list")[1]


@pytest.mark.parametrize("typed", ["1b", "1B", "01b"])
def test_a_number_with_a_letter_is_typed_as_one_likes(course: Course, lessons: Lessons, typed: str) -> None:
    for path in (course.root / LESSON_FOLDER).iterdir():
        write(course.root, f"lessons/01b-again/{path.name}", path.read_text())
    assert lessons("start", typed)[0] == 0
    assert lessons("check")[1].startswith("Lesson 1b, A greeting: red for the right reason\n")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["start", "99"], "There is no lesson 99; there are 1. `make lessons` lists them.\n"),
        (["start", "x"], "N=x is not the number of a lesson. `make lessons` lists them.\n"),
        (["try", "x"], "There is no change 'x'. `make try` lists them.\n"),
        (["check"], "There is no workbench. `make lesson` begins a lesson.\n"),
        (["read"], "There is no workbench. `make lesson` begins a lesson.\n"),
        (["read", "x"], "N=x is not the number of a lesson. `make lessons` lists them.\n"),
        (["hint"], "There is no workbench. `make lesson` begins a lesson.\n"),
        (["solution"], "There is no workbench. `make lesson` begins a lesson.\n"),
        (["reset"], "There is no workbench. `make lesson` begins a lesson.\n"),
        (["verify", "99"], "1 of 1 are not as they should be.\n"),
        (["output", "gone.md"], "There is no document gone.md.\n"),
        (["solve"], "No such command 'solve'. `python -m lessons --help` lists what there is.\n"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_mistake_is_told_in_a_sentence(lessons: Lessons, arguments: list[str], told: str) -> None:
    code, _, err = lessons(*arguments)
    assert (code, err) == (2, told)


def test_the_answers_are_shown_once_the_lesson_is_green(course: Course, lessons: Lessons) -> None:
    answers = (
        "## What you learned\n\nThe answer is hello.\n\n<details>\n<summary>More</summary>\n\nIt is.\n\n</details>\n"
    )
    replace(course.root, f"{LESSON_FOLDER}/README.md", "## What you learned\n", answers)
    _, out, _ = lessons("start")
    assert "Your turn" in out
    assert "The answer is hello." not in out
    assert "\nOnce it is green, `make check` shows the rest of this text.\n" in out
    assert lessons("read")[1] in out
    replace(course.workbench, "consumer/greeting.py", "goodbye", "hello")
    code, out, _ = lessons("check")
    assert code == 0
    shown = [line for line in out.splitlines() if line]
    assert shown[0] == "Lesson 1, A greeting: green"
    assert shown[3:10] == [
        "Now you see",
        "  $ cat workbench/consumer/greeting.py",
        "  def greeting():",
        '      return "hello"',
        "More.",
        "What you learned",
        "The answer is hello.",
    ]
    assert "The rule" not in shown, "the verdict told it"
    assert shown[-1] == "`make solution` compares yours with ours; `make next` begins the next lesson."
    for command in (["read"], ["read", "1"]):
        out = lessons(*command)[1]
        assert "Your turn" in out
        assert "\nThe answer is hello.\n\n▾ More\n\nIt is.\n" in out
        assert "Once it is green" not in out


def test_the_output_of_a_green_check_is_not_shown_twice(course: Course, lessons: Lessons) -> None:
    text = (course.root / LESSON_FOLDER / "README.md").read_text()
    check = "```console\n$ make check\nLesson 1, A greeting: green\n...\n"
    check = f"{check}```\n\nMore.\n\n{check}$ ls\nfiles\n"
    write(
        course.root,
        f"{LESSON_FOLDER}/README.md",
        text.replace('```console\n$ cat workbench/consumer/greeting.py\ndef greeting():\n    return "hello"\n', check),
    )
    lessons("start")
    replace(course.workbench, "consumer/greeting.py", "goodbye", "hello")
    out = lessons("check")[1]
    assert "make check" not in out
    assert "\nNow you see\n\nMore.\n\n  $ ls\n  files\n" in out


@pytest.mark.parametrize(("command", "file"), [("words", "glossary.md"), ("cheat", "cheat-sheet.md")])
def test_glossary_and_cheat_sheet_are_shown(course: Course, lessons: Lessons, command: str, file: str) -> None:
    assert lessons(command) == (2, "", f"lessons/{file} cannot be read: {os.strerror(errno.ENOENT)}\n")
    write(course.root, f"lessons/{file}", "# Words\n\n| term | means |\n| --- | --- |\n| pact | a contract |\n")
    assert lessons(command) == (0, "Words\n\nterm  means\npact  a contract\n", "")
    assert (ROOT / "lessons" / file).is_file()


def test_next_goes_on_once_the_lesson_is_green(course: Course, lessons: Lessons) -> None:
    for path in ("lesson.toml", "README.md", "test_lesson.py"):
        text = (course.root / LESSON_FOLDER / path).read_text()
        write(course.root, f"lessons/02-another/{path}", text.replace("A greeting", "Another"))
    assert lessons("next")[1].startswith("A greeting\n"), "the first lesson, where none was begun"
    told = "Lesson 1 is not green yet: `make check`. `make lesson N=…` begins any other.\n"
    assert lessons("next") == (2, "", told)
    replace(course.workbench, "consumer/greeting.py", "goodbye", "hello")
    lessons("check")
    code, out, _ = lessons("next")
    assert (code, out.splitlines()[0]) == (0, "Another")
    assert "goodbye" in (course.workbench / "consumer/greeting.py").read_text()


@pytest.mark.parametrize("command", ["start", "next"])
def test_who_deleted_the_workbench_goes_on_with_the_same_lesson(course: Course, lessons: Lessons, command: str) -> None:
    lessons("start")
    shutil.rmtree(course.workbench)
    assert lessons("check") == (2, "", "There is no workbench. `make lesson` begins a lesson.\n")
    out = lessons(command)[1]
    assert out.endswith("The lesson's start is in workbench/: edit there, then `make check`.\n")
    assert lessons("check")[1].startswith("Lesson 1, A greeting: red for the right reason\n")


def test_watch_in_a_pipe_begins_the_next_lesson_and_reports_each_check(
    course: Course, lessons: Lessons, monkeypatch: pytest.MonkeyPatch
) -> None:
    def saved(_: Path) -> Iterator[None]:
        replace(course.workbench, "consumer/greeting.py", "goodbye", "hello")
        yield
        (course.memory / "progress.json").write_text("{")
        write(course.workbench, "consumer/greeting.py", "")
        yield

    monkeypatch.setattr("lessons.__main__.saves", saved)
    code, out, _ = lessons("watch")
    assert code == 0
    assert re.findall(r"^(?:Lesson|Checking|Now|The progress).*", out, re.MULTILINE) == [
        "Checking on each save of a file in workbench/; Ctrl-C ends it.",
        "Lesson 1, A greeting: red for the right reason",
        "Lesson 1, A greeting: green",
        "Now you see",
        "The progress in .course/progress.json cannot be read. Delete that file to begin again.",
    ]


def test_try_without_a_change_lists_them(lessons: Lessons) -> None:
    assert lessons("try") == (0, f"{'says-goodbye':<40} The greeting is a farewell.\n", "")


def test_a_long_hint_is_broken_into_lines(course: Course, lessons: Lessons) -> None:
    replace(course.root, f"{LESSON_FOLDER}/lesson.toml", "Who is greeted?", "Who is greeted, and by whom? " * 8)
    lessons("start")
    _, out, _ = lessons("hint")
    assert " ".join(out.split()).count("Who is greeted, and by whom?") == 8
    assert [line for line in out.splitlines() if len(line) > 80] == []


def test_a_lesson_without_its_text_is_told_and_not_begun(course: Course, lessons: Lessons) -> None:
    (course.root / LESSON_FOLDER / "README.md").unlink()
    told = f"{LESSON_FOLDER}/README.md cannot be read: {os.strerror(errno.ENOENT)}\n"
    assert lessons("start") == (2, "", told)
    assert not course.workbench.exists()


def test_a_broken_lesson_is_told_and_does_not_hide_the_list(course: Course, lessons: Lessons) -> None:
    replace(course.root, f"{LESSON_FOLDER}/lesson.toml", "minutes = 5", "minutes = true")
    assert lessons("start")[2] == (
        "lessons/01-a-greeting/lesson.toml does not describe a lesson:\n  minutes: Input should be a valid integer\n"
    )
    code, out, _ = lessons("list")
    assert code == 0
    assert "broken" in out


def test_verify_tells_each_as_it_comes_and_ends_with_the_count(course: Course, lessons: Lessons) -> None:
    code, out, err = lessons("verify")
    assert (code, err) == (0, "")
    assert out.startswith("[1/1] ok    lesson 1, A greeting (")
    replace(course.root, f"{LESSON_FOLDER}/test_lesson.py", '== "hello"', "")
    code, out, err = lessons("verify", "1")
    assert (code, err) == (2, "1 of 1 are not as they should be.\n")
    assert "\n    the start is green\n" in out


def test_output_compares_and_with_write_re_makes(course: Course, lessons: Lessons) -> None:
    write(course.root, "README.md", "```console\n$ echo one\ntwo\n```\n")
    code, _, err = lessons("output", "README.md")
    assert code == 2
    assert err == "1 of 1 documents show output that is not real. `python -m lessons output --write` re-makes it.\n"
    assert lessons("output", "--write")[0] == 0
    assert (course.root / "README.md").read_text() == "```console\n$ echo one\none\n```\n"
    assert lessons("output")[:2] == (0, f"README.md: ok\n{LESSON_FOLDER}/README.md: ok\n")


@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc when to send the signal")
@pytest.mark.parametrize("command", ["check", "watch", "verify"])
def test_ctrl_c_is_quiet(course: Course, lessons: Lessons, command: str) -> None:
    lessons("start")
    waits = "import time\ntime.sleep(600)\n"
    for place in (course.workbench / "tests", course.root / LESSON_FOLDER):
        write(place, "test_lesson.py", waits)
    with ended(start(course, command)) as process:
        began = time.monotonic()
        while not is_running(process.pid) and time.monotonic() - began < 30:
            time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (130, "")


@contextmanager
def ended(process: subprocess.Popen[str]) -> Iterator[subprocess.Popen[str]]:
    """The process, which is gone afterwards whatever the test found."""
    try:
        yield process
    finally:
        process.kill()
        process.communicate(timeout=30)


def is_running(pid: int) -> bool:
    """Whether the command has come as far as running pytest: the kernel lists its children."""
    return any(path.read_text().strip() for path in Path(f"/proc/{pid}/task").glob("*/children"))


@pytest.mark.parametrize("command", [["list"], ["try"], ["--help"]])
def test_a_reader_of_the_pipe_who_leaves_is_no_error(command: list[str]) -> None:
    ours = [sys.executable, "-m", "lessons", *command]
    with subprocess.Popen(ours, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as done:  # noqa: S603
        assert done.stdout
        assert done.stderr
        done.stdout.close()
        assert (done.stderr.read(), done.wait(timeout=60)) == ("", 0)
