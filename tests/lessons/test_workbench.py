"""The workbench holds the lesson's start, and nobody's work is thrown away.

- begun, opened, not begun; edits told, inside and outside of the lesson's files; what a command writes is no edit
- begun again: the edits are kept aside, the progress stays; a start that cannot be made leaves all as it was
- progress and kept edits outlive each other, `make clean`, and the workbench; what an earlier version kept is found
- damaged progress; the next lesson; make and another Python in the workbench
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lessons.course import Course
from lessons.errors import CourseError
from lessons.progress import read_progress
from lessons.tree import fingerprints
from lessons.workbench import Workbench, begin, next_number, open_workbench
from tests.lessons.project import LESSON, LESSON_FOLDER, replace, write

GREETING = "consumer/greeting.py"
ROOT = Path(__file__).parents[2]


@pytest.fixture
def bench(course: Course) -> Workbench:
    begin(course, course.lesson("1"))
    return open_workbench(course)


def test_without_a_workbench_the_reader_is_told_how_to_begin(course: Course) -> None:
    with pytest.raises(CourseError) as error:
        open_workbench(course)
    assert str(error.value) == "There is no workbench. `make lesson` begins a lesson."


def test_a_lesson_that_is_gone_is_told(bench: Workbench) -> None:
    bench.lesson.folder.rename(bench.lesson.folder.with_name("02-other"))
    with pytest.raises(CourseError, match="The workbench holds 01-a-greeting, which the course no longer has"):
        open_workbench(bench.course)


def test_the_start_is_in_the_workbench_and_the_checkout_untouched(course: Course) -> None:
    before = fingerprints(course.root)
    begin(course, course.lesson("1"))
    assert "goodbye" in (course.workbench / GREETING).read_text()
    after = {path: one for path, one in fingerprints(course.root).items() if not path.startswith("workbench/")}
    assert after == before


def test_edits_are_told_and_those_outside_of_the_lessons_files_apart(bench: Workbench) -> None:
    assert bench.edited() == []
    replace(bench.folder, GREETING, "goodbye", "hello")
    (bench.folder / "tests/test_lesson.py").unlink()
    write(bench.folder, "notes.txt", "mine")
    assert bench.edited() == [GREETING, "notes.txt", "tests/test_lesson.py"]
    assert bench.edited_outside() == ["notes.txt", "tests/test_lesson.py"]


def test_what_a_command_writes_is_not_the_readers_edit(bench: Workbench) -> None:
    write(bench.folder, "notes.txt", "mine")
    before = fingerprints(bench.folder)
    write(bench.folder, "contracts/a.json", "{ }")
    write(bench.folder, "contracts/b.json", "{}")
    bench.absorb(before)
    assert bench.edited() == ["notes.txt"]


@pytest.mark.parametrize("path", [GREETING, "notes.txt"])
def test_a_save_made_while_a_command_runs_stays_the_readers_edit(bench: Workbench, path: str) -> None:
    before = fingerprints(bench.folder)
    write(bench.folder, path, "mine")
    bench.absorb(before)
    assert bench.edited() == [path]


def test_a_contract_that_the_lesson_asks_to_edit_is_never_taken_for_the_commands(course: Course) -> None:
    replace(course.root, f"{LESSON_FOLDER}/lesson.toml", 'greeting.py"]', 'greeting.py", "contracts/a.json"]')
    begin(course, course.lesson("1"))
    bench = open_workbench(course)
    before = fingerprints(bench.folder)
    write(bench.folder, "contracts/a.json", "mine")
    bench.absorb(before)
    assert bench.edited() == ["contracts/a.json"]


def test_kept_edits_are_never_written_over(bench: Workbench, course: Course) -> None:
    kept = []
    for text in ("first", "second"):
        write(bench.folder, GREETING, text)
        kept.append(begin(course, course.lesson("1")))
    assert [(folder / GREETING).read_text() for folder in kept if folder] == ["first", "second"]


def test_progress_and_kept_edits_outlive_the_workbench(bench: Workbench, course: Course) -> None:
    bench.progress.of("01-a-greeting").green = True
    bench.save()
    write(bench.folder, GREETING, "mine")
    kept = begin(course, course.lesson("1"))
    shutil.rmtree(course.workbench)
    assert read_progress(course).of("01-a-greeting").green
    assert kept is not None
    assert (kept / GREETING).read_text() == "mine"
    assert begin(course, course.lesson("1")) is None, "what is gone is nobody's edit"


def test_what_an_earlier_version_kept_in_the_workbench_is_moved(course: Course) -> None:
    remembered = '{"current": "01-a-greeting", "lessons": {"01-a-greeting": {"green": true}}}'
    write(course.workbench, ".course.json", remembered)
    write(course.workbench, ".kept/01-a-greeting/1/a.py", "mine")
    assert read_progress(course).of("01-a-greeting").green
    begin(course, course.lesson("1"))
    assert read_progress(course).of("01-a-greeting").green
    assert (course.memory / "kept/01-a-greeting/1/a.py").read_text() == "mine"


def test_what_an_earlier_version_left_replaces_nothing_newer(bench: Workbench, course: Course) -> None:
    write(course.workbench, ".course.json", '{"current": "99-old"}')
    assert read_progress(course).current == bench.lesson.key


def test_git_ignores_what_is_remembered(course: Course) -> None:
    assert f"/{course.memory.name}/" in (ROOT / ".gitignore").read_text().splitlines()


def test_kept_edits_lie_where_make_clean_removes_nothing(bench: Workbench, course: Course) -> None:
    write(bench.folder, GREETING, "mine")
    kept = begin(course, course.lesson("1"))
    assert kept is not None
    removed = re.search(r"^clean:.*\n\trm -rf (.*)", (ROOT / "Makefile").read_text(), flags=re.MULTILINE)
    assert removed is not None
    assert set(kept.relative_to(course.root).parts).isdisjoint(removed[1].split())


def test_beginning_again_keeps_the_edits_aside_and_the_progress(bench: Workbench, course: Course) -> None:
    bench.progress.of("01-a-greeting").green = True
    bench.save()
    replace(bench.folder, GREETING, "goodbye", "hey")
    write(bench.folder, "notes.txt", "mine")
    kept = begin(course, course.lesson("1"))
    assert kept == course.root / ".course/kept/01-a-greeting/1"
    assert "hey" in (kept / GREETING).read_text()
    assert "goodbye" in (course.workbench / GREETING).read_text()
    assert not (course.workbench / "notes.txt").exists()
    assert read_progress(course).of("01-a-greeting").green


def test_an_interrupted_beginning_keeps_the_progress(bench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.progress.of("01-a-greeting").green = True
    bench.save()

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("lessons.workbench.shutil.copytree", interrupted)
    monkeypatch.setattr("lessons.workbench.write_tree", lambda *_: None)
    with pytest.raises(KeyboardInterrupt):
        begin(bench.course, bench.lesson)
    assert read_progress(bench.course).of("01-a-greeting").green


def test_beginning_again_without_an_edit_keeps_nothing(bench: Workbench) -> None:
    assert begin(bench.course, bench.lesson) is None


def test_a_start_that_cannot_be_made_leaves_the_workbench_as_it_was(bench: Workbench, course: Course) -> None:
    before = fingerprints(bench.folder)
    replace(course.root, GREETING, "hello", "hi")
    with pytest.raises(CourseError, match="cannot be made"):
        begin(course, course.lesson("1"))
    assert fingerprints(bench.folder) == before


@pytest.mark.parametrize("text", ["{", '{"step": "x"}', ""])
def test_damaged_progress_is_told_with_what_to_do(bench: Workbench, course: Course, text: str) -> None:
    (course.memory / "progress.json").write_text(text)
    with pytest.raises(CourseError, match=r"\.course/progress\.json cannot be read\. Delete that file"):
        open_workbench(bench.course)


def test_who_chose_a_later_lesson_goes_on_from_there(course: Course) -> None:
    for slug in ("02-chosen", "03-next"):
        write(course.root, f"lessons/{slug}/lesson.toml", LESSON)
    progress = read_progress(course)
    progress.current = "02-chosen"
    assert next_number(course, progress) == "2"
    progress.of("02-chosen").green = True
    assert next_number(course, progress) == "3"
    progress.of("03-next").green = True
    assert next_number(course, progress) == "1"


def test_the_next_lesson_is_the_first_that_is_not_green(course: Course) -> None:
    for slug in ("01b-more", "02-next"):
        write(course.root, f"lessons/{slug}/lesson.toml", LESSON)
    progress = read_progress(course)
    for slug, number in [("01-a-greeting", "1"), ("01b-more", "1b"), ("02-next", "2")]:
        assert next_number(course, progress) == number
        progress.of(slug).green = True
    with pytest.raises(CourseError, match="All lessons are green"):
        next_number(course, progress)


def test_make_in_the_workbench_makes_the_target_in_the_folder_around_it(course: Course) -> None:
    begin(course, course.lesson("1"))
    write(
        course.root, "Makefile", "help check: ; @echo made $@\nlesson: ; @echo lesson $(N) $(MAKECMDGOALS)\n4: ; @:\n"
    )

    def made(*arguments: str) -> str:
        command = ["make", "--no-print-directory", *arguments]
        return subprocess.run(  # noqa: S603 - make on the workbench's own Makefile
            command, cwd=course.workbench, capture_output=True, text=True, timeout=60, check=True
        ).stdout

    assert made("check") == "made check\n"
    assert made() == "made help\n"
    assert made("lesson", "N=4") == "lesson 4 lesson\n"
    assert made("lesson", "4") == "lesson lesson 4\n"
    assert open_workbench(course).edited() == []


def test_make_consumer_test_in_the_workbench_records_the_contracts_of_the_workbench(course: Course) -> None:
    begin(course, course.lesson("1"))
    write(course.root, ".venv/bin/python", "#!/bin/sh\necho recorded in ${PWD##*/}: $*\n")
    (course.root / ".venv" / "bin" / "python").chmod(0o755)
    write(course.root, "Makefile", "consumer-test: ; @echo recorded around\nlint: ; @echo made $@\n")
    test = "tests/consumer/profile/test_profile_contract.py"
    write(course.workbench, test, "")
    for arguments, first in ((["consumer-test"], ""), (["lint", "consumer-test"], "made lint\n")):
        command = ["make", "--no-print-directory", "--silent", *arguments]
        ran = subprocess.run(  # noqa: S603 - make on the workbench's own Makefile
            command, cwd=course.workbench, capture_output=True, text=True, timeout=60, check=True
        )
        assert ran.stdout == f"{first}recorded in workbench: -m pytest {test}\n"


def test_another_python_in_the_workbench_is_told_what_to_type(course: Course) -> None:
    begin(course, course.lesson("1"))
    bare = "import sys, pytest; sys.modules['pact_harness'] = None; sys.exit(pytest.main())"
    ran = subprocess.run(  # noqa: S603 - this interpreter, without the plugin
        [sys.executable, "-c", bare], cwd=course.workbench, capture_output=True, text=True, timeout=60, check=False
    )
    told = "Type `make check`, or in this folder `../.venv/bin/python -m pytest`."
    assert ran.returncode == 4
    assert f"This Python lacks the packages of the course. {told}" in ran.stdout + ran.stderr
    assert len((ran.stdout + ran.stderr).splitlines()) < 5
