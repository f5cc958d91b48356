"""A small project with a course of one lesson, made again for each test."""

from pathlib import Path

import pytest

from lessons.course import Course
from tests.lessons.project import make_project


@pytest.fixture(autouse=True)
def _bare_pytest(monkeypatch: pytest.MonkeyPatch) -> None:
    """The small project needs no plugin; loading them is most of what a run of its test costs."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return make_project(tmp_path / "project")
