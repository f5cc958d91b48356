"""A start is the finished repository with the lesson's changes; a solution is the finished repository.

- changes, files/ and solution/, the lesson's own test; what is left out
- after a step only the later steps' changes are left
- a change whose text is gone or there twice, or that nobody describes
- fingerprints tell edits, not line ends, generated or hidden files
"""

from pathlib import Path

import pytest

from lessons.course import Course
from lessons.errors import CourseError
from lessons.tree import differing, files, fingerprints, write_tree
from tests.lessons.project import CHANGE, LESSON_FOLDER, replace, write

GREETING = "consumer/greeting.py"


def tree(course: Course, target: Path, done: int = 0) -> Path:
    write_tree(course, course.lesson("1"), target, done)
    return target


def test_the_start_has_the_change_and_the_solution_has_not(course: Course, tmp_path: Path) -> None:
    assert "goodbye" in (tree(course, tmp_path / "start") / GREETING).read_text()
    solution = tree(course, tmp_path / "solution", done=1)
    assert (solution / GREETING).read_text() == (course.root / GREETING).read_text()


def test_files_are_in_the_start_and_the_solution_replaces_them(course: Course, tmp_path: Path) -> None:
    write(course.root, f"{LESSON_FOLDER}/files/answers.toml", "a = ''")
    write(course.root, f"{LESSON_FOLDER}/solution/answers.toml", "a = 'x'")
    assert (tree(course, tmp_path / "start") / "answers.toml").read_text() == "a = ''"
    assert (tree(course, tmp_path / "solution", done=1) / "answers.toml").read_text() == "a = 'x'"


def test_the_tree_is_a_fixed_list_with_the_lessons_own_test_beside_the_projects(course: Course, tmp_path: Path) -> None:
    write(course.root, f"{LESSON_FOLDER}/key.toml", "")
    for left_out in ("tests/lessons/test_course.py", "consumer/__pycache__/a.pyc", ".git/config", "notes.txt"):
        write(course.root, left_out, "")
    assert list(files(tree(course, tmp_path / "start"))) == [
        "pyproject.toml",
        "consumer/greeting.py",
        "contracts/a.json",
        "tests/key.toml",
        "tests/test_lesson.py",
        "tests/changes/single.toml",
    ]


def test_after_a_step_only_the_changes_of_later_steps_are_left(course: Course, tmp_path: Path) -> None:
    write(course.root, "provider/a.py", "a = 1\n")
    edits = '[{ file = "provider/a.py", find = "1", with = "2" }]'
    write(course.root, "tests/changes/b.toml", f'[[change]]\nid="two"\nsays=""\nnoticed_by=[]\nedits={edits}\n')
    lesson = course.lesson("1")
    (first,) = lesson.step
    two_steps = lesson.model_copy(update={"step": (first, first.model_copy(update={"changes": ("two",)}))})
    shown = []
    for done in range(3):
        write_tree(course, two_steps, tmp_path / str(done), done)
        texts = [(tmp_path / str(done) / path).read_text() for path in (GREETING, "provider/a.py")]
        shown.append(["goodbye" in texts[0], "a = 2" in texts[1]])
    assert shown == [[True, True], [False, True], [False, False]]


def test_changes_are_made_from_the_last_step_to_the_first(course: Course, tmp_path: Path) -> None:
    edits = '[{ file = "consumer/greeting.py", find = "goodbye", with = "good night" }]'
    write(course.root, "tests/changes/b.toml", f'[[change]]\nid="two"\nsays=""\nnoticed_by=[]\nedits={edits}\n')
    lesson = course.lesson("1")
    (last,) = lesson.step
    steps = (last.model_copy(update={"changes": ("two",)}), last)
    write_tree(course, lesson.model_copy(update={"step": steps}), tmp_path / "start")
    assert "good night" in (tmp_path / "start" / GREETING).read_text()


@pytest.mark.parametrize(("text", "times"), [('"hi"', 0), ('"hello" + "hello"', 2)], ids=["gone", "twice"])
def test_a_find_that_does_not_occur_once_is_told_with_file_text_and_nearest_line(
    course: Course, tmp_path: Path, text: str, times: int
) -> None:
    replace(course.root, GREETING, '"hello"', text)
    with pytest.raises(CourseError) as error:
        tree(course, tmp_path / "start")
    assert str(error.value) == (
        "The start of lesson 1 cannot be made.\n"
        f"consumer/greeting.py: expected this text exactly once, found it {times} times:\n"
        f'    "hello"\nnearest line: 2: return {text}'
    )


def test_a_change_that_nobody_describes_is_told(course: Course, tmp_path: Path) -> None:
    write(course.root, "tests/changes/single.toml", CHANGE.replace("says-goodbye", "says-hi"))
    with pytest.raises(CourseError) as error:
        tree(course, tmp_path / "start")
    assert str(error.value) == "lessons/01-a-greeting/lesson.toml: changes: tests/changes/ has no 'says-goodbye'"


def test_fingerprints_tell_edits_and_neither_line_ends_nor_generated_nor_hidden_files(tmp_path: Path) -> None:
    for path in ("same.py", "edited.py", "gone.py"):
        (tmp_path / path).write_bytes(b"a\nb\n")
    before = fingerprints(tmp_path)
    (tmp_path / "same.py").write_bytes(b"a\r\nb\r\n")
    (tmp_path / "edited.py").write_bytes(b"a\nc\n")
    (tmp_path / "gone.py").unlink()
    for path in ("new/a.py", "build/a.json", "__pycache__/a.pyc", ".idea/a.xml", ".course.json", "same.py~"):
        write(tmp_path, path, "x")
    assert differing(before, fingerprints(tmp_path)) == ["edited.py", "gone.py", "new/a.py"]
