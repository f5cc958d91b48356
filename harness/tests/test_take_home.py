"""harness/README.md, taken at its word: its code blocks beside the two sides of examples/minimal and the harness.

- the consumer's tests write the contract, the provider's verify it; a provider that breaks it is told off
- every option of the table exists, and every option that exists stands in the table
"""

import re
import shutil
from dataclasses import fields
from pathlib import Path

import pytest

from harness.tests.projects import ROOT, Project, Run
from pact_harness.config import Settings

EXAMPLE = ROOT / "examples" / "minimal"
README = (ROOT / "harness" / "README.md").read_text(encoding="utf-8")
BLOCKS = dict(re.findall(r"```(?:python|toml)\n# (\S+)\n(.*?)```", README, re.DOTALL))


def run(project: Project, *arguments: str) -> Run:
    """Run pytest as in an environment that holds only what the README installs, with warnings as errors."""
    return project.pytest("-Werror", *arguments, PYTHONPATH="", PYTEST_DISABLE_PLUGIN_AUTOLOAD="1")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The project of the README, its contract recorded."""
    folder = tmp_path_factory.mktemp("home")
    left_behind = shutil.ignore_patterns("checks", "book", "__pycache__")
    shutil.copytree(ROOT / "harness", folder / "harness", ignore=left_behind)
    for side in ("shop.py", "catalogue.py"):
        shutil.copy(EXAMPLE / side, folder)
    for path, text in BLOCKS.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    project = Project(folder)
    recorded = run(project, "tests/consumer")
    assert recorded.code == 0, recorded.output
    return project


def test_the_readme_shows_every_file_that_a_project_needs() -> None:
    assert sorted(BLOCKS) == [
        "conftest.py",
        "pyproject.toml",
        "tests/consumer/test_shop_contract.py",
        "tests/provider/conftest.py",
        "tests/provider/states.py",
        "tests/provider/test_contract.py",
    ]


def test_the_consumers_tests_write_the_contract(project: Project) -> None:
    promises = project.contract("shop-catalogue.json")["interactions"]

    described = [promise["description"] for promise in promises]
    assert described == ["a request for an article", "a request for an article that does not exist"]
    assert promises[0]["providerStates"] == [{"name": "the article exists", "params": {"cents": 250, "id": 7}}]


def test_the_providers_tests_verify_it(project: Project) -> None:
    verified = run(project, "-v", "tests/provider")

    shown = [line for line in README.splitlines() if line.endswith("PASSED")]
    assert [line for line in shown if verified.lines(line)] == shown, verified.output
    assert f"{len(shown)} passed" in verified.output


def test_a_provider_that_breaks_its_promise_is_told_off(project: Project, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(project.folder, home)
    text = (EXAMPLE / "catalogue.py").read_text(encoding="utf-8").replace('"cents": articles', '"cost": articles')
    (home / "catalogue.py").write_text(text, encoding="utf-8")

    verified = run(Project(home), "tests/provider")

    assert verified.lines("catalogue breaks its contract with shop"), verified.output
    at = "  at      $.cents  expected a value, got none (there are: cost, currency, id)"
    assert verified.lines(at), verified.output


def test_the_table_of_settings_is_true() -> None:
    settings = {one.name for one in fields(Settings)} - {"root"}

    assert set(re.findall(r"^\| `(\w+)` \|", README, re.MULTILINE)) == settings
