"""One change tried (`make try`): what it prints for a real one is held true by README.md's own console block.

- an unknown change is told with the list of those that there are
- one whose text is gone is told as such
"""

import shutil
from pathlib import Path

import pytest

from lessons.attempt import attempt
from lessons.course import Course
from lessons.errors import CourseError

ROOT = Path(__file__).parents[2]


def test_an_unknown_change_is_told_with_those_that_there_are() -> None:
    with pytest.raises(CourseError) as error:
        attempt(Course(ROOT), "no-such-change")
    assert str(error.value).startswith("There is no change 'no-such-change'. There are:\n")
    assert "  name-becomes-full-name                   The answers call the name full_name." in str(error.value)


def test_a_change_whose_text_is_gone_is_told_with_its_file(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "tests" / "changes", tmp_path / "tests" / "changes")
    with pytest.raises(CourseError, match=r"^provider/user\.py: cannot be read"):
        attempt(Course(tmp_path), "name-becomes-full-name")
