"""A run that uses nothing of the plugin is left alone: nothing heavy is loaded, nothing is written, nothing is said."""

from pathlib import Path

from harness.tests.projects import Project

HEAVY = ("pact_ffi", "werkzeug", "jinja2", "sqlite3", "yaml", "rich", "pact_harness.verifying", "tomllib")
TELL = """
    import sys


    def pytest_unconfigure():
        print("loaded:", *sorted(name for name in {heavy} if name in sys.modules))
"""
OWN_PACT = """
    import pytest


    @pytest.fixture
    def pact():
        return "a pact of the project's own"


    def test_it(pact):
        assert pact == "a pact of the project's own"
"""
INI = "[pytest]\naddopts = -p no:schemathesis -p no:hypothesispytest -p no:anyio -p no:asyncio -p no:xdist\n"


def idle(folder: Path, test: str) -> Project:
    return Project(folder).having_only({"test_it.py": test, "conftest.py": TELL.format(heavy=HEAVY), "pytest.ini": INI})


def test_a_run_without_contracts_loads_nothing_heavy(tmp_path: Path) -> None:
    project = idle(tmp_path, "def test_it():\n    pass\n")

    run = project.pytest()

    assert run.code == 0, run.output
    assert run.lines("loaded:") == ["loaded:"]
    assert sorted(one.name for one in tmp_path.iterdir()) == [
        ".pytest_cache",
        "conftest.py",
        "pytest.ini",
        "test_it.py",
    ]


def test_a_fixture_named_pact_of_the_projects_own_is_not_ours(tmp_path: Path) -> None:
    project = idle(tmp_path, OWN_PACT)

    run = project.pytest("-rA")

    assert run.code == 0, run.output
    assert run.lines("loaded:") == ["loaded:"]
    assert not run.lines("contracts/")
    assert "pact-harness: " not in run.output
    assert not (tmp_path / ".pact").exists()
