"""harness/README.md, taken at its word: its code blocks in an empty folder, beside a copy of the harness.

- the consumer's tests write the contract, the provider's verify it; a provider that breaks it is told off
- every option of the table exists, and every option that exists stands in the table
"""

import re
import shutil
from pathlib import Path

import pytest

from tests.harness.projects import ROOT, Project

README = (ROOT / "harness" / "README.md").read_text(encoding="utf-8")
BLOCKS = dict(re.findall(r"```(?:python|toml)\n# (\S+)\n(.*?)```", README, re.DOTALL))


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The project of the README, its contract recorded."""
    folder = tmp_path_factory.mktemp("home")
    left_behind = shutil.ignore_patterns("checks", "book", "__pycache__")
    shutil.copytree(ROOT / "harness", folder / "harness", ignore=left_behind)
    for path, text in BLOCKS.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    project = Project(folder)
    recorded = project.pytest("tests/consumer", PYTHONPATH="")
    assert recorded.code == 0, recorded.output
    return project


def test_the_readme_shows_every_file_that_a_project_needs() -> None:
    assert sorted(BLOCKS) == [
        "catalogue.py",
        "conftest.py",
        "pytest.toml",
        "shop.py",
        "tests/consumer/test_shop_contract.py",
        "tests/provider/conftest.py",
        "tests/provider/states.py",
        "tests/provider/test_contract.py",
    ]


def test_the_consumers_tests_write_the_contract(project: Project) -> None:
    (promise,) = project.contract("shop-catalogue.json")["interactions"]

    assert promise["description"] == "a request for an article"
    assert promise["providerStates"] == [{"name": "the article exists", "params": {"cents": 250, "id": 7}}]


def test_the_providers_tests_verify_it(project: Project) -> None:
    run = project.pytest("-v", "tests/provider", PYTHONPATH="")

    shown = next(line for line in README.splitlines() if line.endswith("PASSED"))
    assert run.lines(shown), run.output
    assert "1 passed" in run.output


def test_a_provider_that_breaks_its_promise_is_told_off(project: Project, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(project.folder, home)
    text = BLOCKS["catalogue.py"].replace('"cents": articles', '"cost": articles')
    (home / "catalogue.py").write_text(text, encoding="utf-8")

    run = Project(home).pytest("tests/provider", PYTHONPATH="")

    assert run.lines("catalogue breaks its promise to shop"), run.output
    assert run.lines("  at      $.cents  expected a value, got none (there are: cost, id)"), run.output


def test_the_table_of_options_is_true() -> None:
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "harness").glob("*.py")]
    options = {name for text in sources for name in re.findall(r"addini\(\s*\"(\w+)\"", text)}

    assert set(re.findall(r"^\| `(\w+)` \|", README, re.MULTILINE)) == options
