"""examples/minimal, taken home as its README says: its commands and code blocks, in a folder of its own.

The one thing not done is to install packages: this interpreter's environment stands in for the project's .venv.

- fifteen files at most, and the actions of its workflow are ours
- copied, `make` prints what README shows; a broken provider fails in the words that README quotes
- what its conftest.py and its Verifier promise: a red run records nothing, and nothing verified is red
- its workflow is green on a fresh commit, and red where the tests write another contract
- each of README's three steps ends green; after them the contract names its tests, every promise is a test,
  and the files are those that harness/README.md shows
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from lessons.console import blocks
from lessons.normal import equal

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "minimal"
README = (EXAMPLE / "README.md").read_text(encoding="utf-8")
START, *STEPS = README.split("\n### ")
GENERATED = shutil.ignore_patterns(".venv", "build", "__pycache__", ".*_cache")
WORKFLOW = ".github/workflows/ci.yml"
BLOCK = re.compile(r"^```(sh|python|toml|)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PACKAGES_ARE_THERE = {
    "MAKEFLAGS": " -- READY=pyproject.toml",
    "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    "PYTEST_PLUGINS": "pact_harness.plugin",
}
OUTER = re.compile("PYTEST_.*|PYTHONPATH|MAKE.*|MFLAGS|GIT_.*")


@dataclass(frozen=True)
class Home:
    """The repository's copy, `checkout`, and the project that a reader has in `~/shop`."""

    checkout: Path
    folder: Path

    def run(self, commands: str) -> subprocess.CompletedProcess[str]:
        """Run what a reader types: in the repository where it names `~/shop`, else there. Output is in `stdout`."""
        return subprocess.run(  # noqa: S603 - README's own commands
            ["sh", "-e", "-c", commands],  # noqa: S607 - as a reader's shell finds it
            cwd=self.checkout if "~/shop" in commands else self.folder,
            env=self._environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=100,
            check=False,
        )

    def follow(self, text: str) -> None:
        """Type the commands of *text* and write its files."""
        for kind, block in BLOCK.findall(text):
            if kind == "sh":
                done = self.run(block)
                assert done.returncode == 0, done.stdout
            elif kind:
                self._write(block)

    def replace(self, file: str, old: str, new: str) -> None:
        """Edit *file*, in which *old* stands once."""
        text = self.read(file)
        assert text.count(old) == 1
        (self.folder / file).write_text(text.replace(old, new), encoding="utf-8")

    def read(self, file: str) -> str:
        return (self.folder / file).read_text(encoding="utf-8")

    def copied(self, home: Path) -> "Home":
        """The same project in *home*, to break."""
        return Home(self.checkout, shutil.copytree(self.folder, home / "shop", symlinks=True))

    def _write(self, block: str) -> None:
        """A block's first line says which file it is, or that it belongs into one, below the imports."""
        heading, text = block.removeprefix("# ").split("\n", maxsplit=1)
        file, _, place = heading.partition(", ")
        if place:
            assert place == "below the imports"
            last = re.findall(r"^(?:from|import) .*\n", self.read(file), re.MULTILINE)[-1]
            return self.replace(file, last, f"{last}\n{text}")
        (self.folder / file).write_text(text, encoding="utf-8")
        return None

    def _environment(self) -> Mapping[str, str]:
        mine = {name: value for name, value in os.environ.items() if not OUTER.fullmatch(name)}
        types = str(self.checkout / ".mypy_cache")  # what mypy reads of the packages is the same each time
        settings = {"HOME": str(self.folder.parent), "PYTHONDONTWRITEBYTECODE": "1", "MYPY_CACHE_DIR": types}
        return {**mine, **PACKAGES_ARE_THERE, **settings}


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The project as README's first command copies it."""
    checkout = tmp_path_factory.mktemp("checkout")
    for folder in ("examples/minimal", "harness"):
        shutil.copytree(ROOT / folder, checkout / folder, ignore=GENERATED)
    home = Home(checkout, tmp_path_factory.mktemp("home") / "shop")
    home.follow(START)
    (home.folder / ".venv").symlink_to(sys.prefix, target_is_directory=True)
    return home


@pytest.fixture
def home(untouched: Home, tmp_path: Path) -> Home:
    """A copy of the project for one test."""
    return untouched.copied(tmp_path)


@pytest.fixture(scope="module")
def finished(untouched: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The project after README's three steps, each of which ends green."""
    home = untouched.copied(tmp_path_factory.mktemp("finished"))
    for step in STEPS:
        home.follow(step)
        done = home.run("make")
        assert done.returncode == 0, step + done.stdout
    return home


def test_it_is_at_most_fifteen_files(untouched: Home) -> None:
    files = [path for path in (untouched.checkout / "examples/minimal").rglob("*") if path.is_file()]
    assert 0 < len(files) <= 15


def test_its_workflow_uses_the_actions_that_ours_uses() -> None:
    ours, its = (re.findall("uses: (.*)", (root / WORKFLOW).read_text(encoding="utf-8")) for root in (ROOT, EXAMPLE))
    assert its
    assert set(its) <= set(ours)


def test_a_copy_is_green_and_prints_what_readme_shows(home: Home) -> None:
    (block,) = blocks(README, "README.md")
    ((command, shown),) = block.entries
    done = home.run(command)
    assert done.returncode == 0, done.stdout
    assert equal(shown, done.stdout), done.stdout


def test_a_broken_provider_fails_in_the_words_that_readme_quotes(home: Home) -> None:
    words = "Actual map is missing the following keys: cents"
    assert words in START
    home.replace("catalogue.py", '"cents"', '"cost"')
    done = home.run("make provider-verify")
    assert done.returncode != 0
    assert words in done.stdout


def test_a_red_run_of_the_consumers_tests_records_nothing(home: Home) -> None:
    before = home.read("contracts/shop-catalogue.json")
    home.replace("tests/consumer/test_catalogue_contract.py", "== 250", "== 251")
    home.replace("tests/consumer/test_catalogue_contract.py", "id=8", "id=9")
    assert "1 failed, 1 passed" in home.run("make consumer-test").stdout
    assert home.read("contracts/shop-catalogue.json") == before


def test_nothing_verified_is_red(home: Home) -> None:
    (home.folder / "contracts/shop-catalogue.json").unlink()
    done = home.run("make provider-verify")
    assert done.returncode != 0
    assert "nothing was verified: is there a contract in contracts/?" in done.stdout


@pytest.fixture
def _linters() -> None:
    pytest.importorskip("ruff", reason="ruff is not installed (the group `tools`)")


@pytest.mark.usefixtures("_linters")
def test_its_workflow_is_green_on_a_fresh_commit(home: Home) -> None:
    commit(home)
    for command in workflow(home):
        done = home.run(command)
        assert done.returncode == 0, f"{command}\n{done.stdout}"


def test_its_workflow_is_red_where_the_tests_write_another_contract(home: Home) -> None:
    commit(home)
    home.replace("tests/consumer/test_catalogue_contract.py", "id=8", "id=9")
    _lint, record, compare, *_ = workflow(home)
    assert home.run(record).returncode == 0
    assert re.search(r'^\+ *"id": 9', home.run(compare).stdout, re.MULTILINE)
    assert home.run(compare).returncode != 0


def test_its_workflow_does_not_mind_another_version_of_what_wrote_the_contract(home: Home) -> None:
    contract = home.folder / "contracts/shop-catalogue.json"
    contract.write_text(re.sub(r'("ffi"|"models"): ".*"', r'\1: "0.0.1"', contract.read_text()))
    commit(home)
    _lint, record, compare, *_ = workflow(home)
    assert home.run(record).returncode == 0
    assert "0.0.1" not in contract.read_text()
    assert home.run(compare).returncode == 0


def test_the_three_steps_end_with_a_contract_that_names_its_tests(finished: Home) -> None:
    contract = finished.read("contracts/shop-catalogue.json")
    assert contract.count('"testname": "tests/consumer/test_catalogue_contract.py::') == 2


def test_the_three_steps_end_with_a_test_for_each_promise(finished: Home) -> None:
    done = finished.run(".venv/bin/python -m pytest --verbose tests/provider")
    assert done.stdout.count("test_contract[shop: ") == 2
    assert "2 passed" in done.stdout


def test_the_three_steps_end_with_the_files_that_the_harness_shows(finished: Home) -> None:
    shown = BLOCK.findall((ROOT / "harness" / "README.md").read_text(encoding="utf-8"))
    files = dict(block.removeprefix("# ").split("\n", maxsplit=1) for kind, block in shown if block.startswith("# "))
    del files["several-providers.toml"]
    assert files == {file: finished.read(file) for file in files}


@pytest.mark.usefixtures("_linters")
def test_after_the_three_steps_types_and_style_are_right(finished: Home) -> None:
    done = finished.run("make lint")
    assert done.returncode == 0, done.stdout


def test_after_the_three_steps_a_failure_reads_as_readme_shows(finished: Home, tmp_path: Path) -> None:
    home = finished.copied(tmp_path)
    home.replace("catalogue.py", '"cents"', '"cost"')
    (message,) = (block for kind, block in BLOCK.findall(STEPS[-1]) if not kind)
    assert message in home.run("make provider-verify").stdout


def commit(home: Home) -> None:
    """Put the whole project under version control."""
    author = "-c user.name=reader -c user.email=reader@example.org"
    done = home.run(f"git init --quiet; git add .; git {author} commit --quiet --message start")
    assert done.returncode == 0, done.stdout


def workflow(home: Home) -> list[str]:
    """The commands that the project's workflow runs, in order."""
    return re.findall(r"run: (.*)", home.read(WORKFLOW))
