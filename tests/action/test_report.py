"""action/report.py in a project of its own, with GitHub's variables and without GitHub.

- green: the report says so, with what the checks found and what is covered; the code is 0
- a broken field: the failure message, annotations at the consumer's test and the provider's view, the code 1
- what the pull request asks more of the provider; without the base's commit, how to have it
- a run that verified nothing, and a check that found something, are red and told; a side that only records says so
"""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from action.report import fenced
from harness.tests.readme import write_example

SCRIPT = Path(__file__).parents[2] / "action" / "report.py"
GIT = ("git", "-c", "user.name=a", "-c", "user.email=a@example.com")


@dataclass
class Ended:
    code: int
    log: str
    page: str
    report: str


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The README's example, recorded and committed."""
    folder = tmp_path / "project"
    folder.mkdir()
    write_example(folder)
    (folder / "pyproject.toml").write_text(
        '[tool.pytest.ini_options]\npythonpath = ["."]\naddopts = "-p no:schemathesis"\n'
    )
    (folder / ".gitignore").write_text(".pact/\n__pycache__/\n")
    command = [sys.executable, "-m", "pytest", "-q", "tests/consumer"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=120)  # noqa: S603
    commit(folder)
    return folder


def commit(folder: Path) -> str:
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "all"]):
        subprocess.run([*GIT, *command], cwd=folder, check=True, capture_output=True, timeout=60)  # noqa: S603
    done = subprocess.run([*GIT, "rev-parse", "HEAD"], cwd=folder, check=True, capture_output=True, timeout=60)  # noqa: S603
    return done.stdout.decode().strip()


def report(project: Path, **variables: str) -> Ended:
    home = project.parent
    told = {
        "GITHUB_ACTIONS": "true",
        "GITHUB_STEP_SUMMARY": str(home / "page.md"),
        "GITHUB_OUTPUT": str(home / "outputs"),
        "RUNNER_TEMP": str(home),
        "PACT_TESTS": "tests/provider -q",
        "PACT_CHECKS": "lint states",
        "PACT_VIEWS": ".",
        "PACT_BASE": "",
    }
    environment = {**os.environ, **told, **variables}
    command = [sys.executable, str(SCRIPT)]
    done = subprocess.run(  # noqa: S603 - our own script
        command, cwd=project, env=environment, capture_output=True, encoding="utf-8", timeout=180, check=False
    )
    assert "Traceback" not in done.stderr, done.stderr
    output = (home / "outputs").read_text().removeprefix("report=").strip()
    return Ended(done.returncode, done.stdout, (home / "page.md").read_text(), Path(output).read_text())


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def test_green_is_told_with_checks_and_coverage(project: Path) -> None:
    ended = report(project)
    assert ended.code == 0, ended.log
    assert ended.page == ended.report
    assert ended.report.startswith("## Every interaction passed\n")
    assert "## Checks\n\n```text\nlint, states: 2 interactions in 1 file, nothing found\n```" in ended.report
    assert "/articles/" in ended.report.split("## Checks")[1]


def test_a_broken_field_is_told_where_it_is_asked_for_and_where_it_is_answered(project: Path) -> None:
    edit(project / "catalogue.py", '"cents"', '"cost"')
    ended = report(project)
    assert ended.code == 1
    assert ended.report.startswith("## 1 interaction failed\n")
    assert "catalogue breaks its contract with shop" in ended.report
    annotations = [line for line in ended.log.splitlines() if line.startswith("::error")]
    assert [line.split("line=")[0] for line in annotations] == [
        "::error file=tests/consumer/test_catalogue_contract.py,",
        "::error file=catalogue.py,",
    ]


def test_what_the_pull_request_asks_more_is_told(project: Path) -> None:
    base = commit_of(project)
    edit(
        project / "tests/consumer/test_catalogue_contract.py",
        '.with_body({"cents": 250})',
        '.with_body({"cents": 250, "id": 7})',
    )
    ended = report(project, PACT_TESTS="-q", PACT_BASE=base)
    assert ended.code == 0, ended.log
    assert "$.id" in ended.report
    assert [line for line in ended.log.splitlines() if line.startswith("::notice")]


def test_without_the_commit_of_the_base_it_says_how_to_have_it(project: Path) -> None:
    ended = report(project, PACT_BASE="0" * 40)
    assert ended.code == 0
    assert f"The commit {'0' * 40} is not in this checkout" in ended.report
    assert "fetch-depth: 0" in ended.report


def test_a_run_that_verified_nothing_is_red(project: Path) -> None:
    ended = report(project, PACT_TESTS="tests/consumer -q")
    assert ended.code == 1
    assert ended.report.startswith("## Nothing was verified\n\npytest was green. Does the input `tests` name the")


def test_a_side_that_only_records_is_compared(project: Path) -> None:
    base = commit_of(project)
    old, new = '.with_body({"cents": 250})', '.with_body({"cents": 250, "id": 7})'
    edit(project / "tests/consumer/test_catalogue_contract.py", old, new)
    ended = report(
        project, PACT_TESTS="tests/consumer -q", PACT_CONSUMER_ONLY="true", PACT_BASE=base, PACT_CHECKS="lint"
    )
    assert ended.code == 0, ended.log
    assert ended.report.startswith("## Contracts recorded\n\npytest was green.\n")
    assert "$.id" in ended.report


def test_a_red_run_of_a_side_that_only_records_is_red(project: Path) -> None:
    edit(project / "shop.py", "/articles/", "/article/")
    ended = report(project, PACT_TESTS="tests/consumer -q", PACT_CONSUMER_ONLY="true")
    assert ended.code == 1
    assert "pytest ended with 1" in ended.report


def test_what_a_check_finds_is_red(project: Path) -> None:
    edit(project / "tests/provider/states.py", '@state("the article doesn\'t exist")', '@state("nobody asks for this")')
    ended = report(project, PACT_TESTS="tests/consumer -q", PACT_CONSUMER_ONLY="true", PACT_CHECKS="states")
    assert ended.code == 1
    assert "nobody asks for this" in ended.report


def test_nothing_ends_a_block_of_code() -> None:
    assert fenced("a\n````\n# b") == "`````text\na\n````\n# b\n`````"


def commit_of(folder: Path) -> str:
    done = subprocess.run([*GIT, "rev-parse", "HEAD"], cwd=folder, check=True, capture_output=True, timeout=60)  # noqa: S603
    return done.stdout.decode().strip()
