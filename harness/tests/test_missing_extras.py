"""What is not installed stops nothing but the command that needs it, and that one names the extra.

An import is blocked by a sitecustomize of each test's own, as if the package were not there.
"""

from pathlib import Path

import pytest

from harness.tests.projects import PYTEST_TOML, Project, Run
from harness.tests.test_settings import CONTRACT_TEST
from harness.tests.test_several_providers import command

BLOCK = """
    import sys


    class Blocked:
        def find_spec(self, name, path=None, target=None):
            if name.partition(".")[0] in {names}:
                raise ModuleNotFoundError(f"No module named {{name!r}}", name=name.partition(".")[0])


    sys.meta_path.insert(0, Blocked())
"""
EXTRAS = ("jinja2", "markupsafe", "rich", "yaml", "pact_cli")


def without(folder: Path, *names: str) -> Project:
    """A project with a folder `blocked`: with it on their path, its processes cannot import these."""
    files = {
        "pytest.toml": PYTEST_TOML.replace('["error"]', "[]"),
        "blocked/sitecustomize.py": BLOCK.format(names=set(names)),
        "tests/consumer/test_it.py": CONTRACT_TEST,
    }
    return Project(folder).having_only(files)


def recorded(folder: Path, *names: str) -> tuple[Project, Run]:
    project = without(folder, *names)
    return project, project.pytest("tests/consumer", PYTHONPATH=str(folder / "blocked"))


@pytest.fixture
def blocked(tmp_path: Path) -> Project:
    project, run = recorded(tmp_path, *EXTRAS)
    assert run.code == 0, run.output
    return project


def test_recording_needs_no_server_for_a_provider(tmp_path: Path) -> None:
    project, run = recorded(tmp_path, "werkzeug", *EXTRAS)

    assert run.code == 0, run.output
    assert list(project.contracts()) == ["shop-catalogue.json"]


@pytest.mark.parametrize(
    "arguments",
    [("check", "lint"), ("check", "states"), ("check", "drift"), ("check", "necessity"), ("compare", "contracts")],
)
def test_checks_work_without_any_extra(blocked: Project, arguments: tuple[str, ...]) -> None:
    run = _without_extras(blocked, *arguments)

    assert run.code == 0, run.output
    assert "not installed" not in run.output


def test_the_book_names_its_extra(blocked: Project) -> None:
    run = _without_extras(blocked, "book")

    told = "which is not installed. Run: python -m pip install 'pytest-pact-harness[book]'"
    assert (run.code, run.output.splitlines()) == (2, [f"pact-harness: this needs jinja2, {told}"])


def test_a_document_of_yaml_names_its_extra(blocked: Project) -> None:
    blocked.having_only({"openapi.yaml": "openapi: 3.1.0\n"})

    run = _without_extras(blocked, "needs", "--openapi", "openapi.yaml")

    assert run.code == 2
    assert "pytest-pact-harness[checks]" in run.output
    assert "Traceback" not in run.output


def _without_extras(project: Project, *arguments: str) -> Run:
    return command(project, *arguments, PYTHONPATH=str(project.folder / "blocked"))
