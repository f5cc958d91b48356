"""One change tried (`make try`): what it prints for a real one is held true by README.md's own console block.

- all changes are listed; an unknown one is told with the nearest
- one whose text is gone is told as such
- no command is shown that would run the tests of the checkout, where the change is not made
"""

import shutil
from pathlib import Path

import pytest

from lessons.attempt import attempt, listed
from lessons.course import Course
from lessons.errors import CourseError

ROOT = Path(__file__).parents[2]


def test_each_change_is_listed_with_what_it_says() -> None:
    lines = listed(Course(ROOT)).splitlines()
    assert "name-becomes-full-name                   The responses call the name full_name." in lines


@pytest.mark.parametrize(
    ("name", "told"),
    [
        (
            "name-becomes-fullname",
            "There is no change 'name-becomes-fullname'. Did you mean 'name-becomes-full-name'? ",
        ),
        ("99", "There is no change '99'. "),
    ],
)
def test_an_unknown_change_is_told_with_the_nearest(name: str, told: str) -> None:
    with pytest.raises(CourseError) as error:
        attempt(Course(ROOT), name)
    assert str(error.value) == f"{told}`make try` lists them."


def test_a_change_whose_text_is_gone_is_told_with_its_file(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "tests" / "changes", tmp_path / "tests" / "changes")
    with pytest.raises(CourseError, match=r"^provider/users/model\.py: cannot be read"):
        attempt(Course(tmp_path), "name-becomes-full-name")


def test_no_command_is_shown_that_would_run_without_the_change(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    said = (
        "a breaks its contract with b\n  at      $.name\n  next    python -m pytest 'tests/a.py::test[x]'\n1 failed\n"
    )
    monkeypatch.setattr("lessons.attempt.run_line", lambda *_: said)
    printed = attempt(course, "says-goodbye")
    assert printed.endswith("verification\na breaks its contract with b\n  at      $.name\n1 failed\n")
