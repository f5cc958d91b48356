"""Which version this is, and on which branch.

- what somebody says counts before what CI says, and that before git
- a detached HEAD has no branch, and no git has neither: both are told, with what to do
- files that differ from the commit are found, new ones too
"""

import subprocess
from pathlib import Path

import pytest

from pact_harness.broker.settings import BrokerError
from pact_harness.broker.version import Version, current_version, uncommitted

AS_SOMEBODY = ["-c", "user.name=Sam", "-c", "user.email=sam@example.com", "-c", "init.defaultBranch=main"]


def git(folder: Path, *arguments: str) -> str:
    command = ["git", *AS_SOMEBODY, *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout.strip()  # noqa: S603


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One commit on the branch `feat/x`."""
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):  # set where git runs these tests from a hook
        monkeypatch.delenv(name, raising=False)
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "checkout", "--quiet", "-b", "feat/x")
    (tmp_path / "README").write_text("hello")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "-m", "first")
    return tmp_path


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of no repository."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    return tmp_path


def test_the_commit_and_branch_of_git(repository: Path) -> None:
    assert current_version(repository, {}) == Version(git(repository, "rev-parse", "HEAD"), "feat/x")


def test_what_is_said_counts_first(repository: Path) -> None:
    variables = {"GIT_COMMIT": "abc1", "GIT_BRANCH": "main"}
    assert current_version(repository, variables, "7", "release") == Version("7", "release")


@pytest.mark.parametrize(
    ("variables", "version"),
    [
        ({"GIT_COMMIT": "abc1", "GIT_BRANCH": "main"}, Version("abc1", "main")),
        ({"CI_COMMIT_SHA": "abc1", "CI_COMMIT_REF_NAME": "x", "CI_JOB_URL": "u"}, Version("abc1", "x", "u")),
        ({"BUILD_SOURCEVERSION": "abc1", "BUILD_SOURCEBRANCHNAME": "x"}, Version("abc1", "x")),
        (
            {
                "GITHUB_SHA": "abc1",
                "GITHUB_REF_NAME": "main",
                "GITHUB_HEAD_REF": "",
                "GITHUB_SERVER_URL": "https://git.example.com",
                "GITHUB_REPOSITORY": "team/shop",
                "GITHUB_RUN_ID": "12",
            },
            Version("abc1", "main", "https://git.example.com/team/shop/actions/runs/12"),
        ),
        # of a pull request the branch counts, not the merge that GitHub makes of it
        ({"GITHUB_SHA": "abc1", "GITHUB_REF_NAME": "7/merge", "GITHUB_HEAD_REF": "x"}, Version("abc1", "x")),
        # a webhook's job says what it was told, whatever started it
        (
            {"GIT_COMMIT": "def2", "GIT_BRANCH": "x", "GITHUB_SHA": "abc1", "GITHUB_REF_NAME": "main"},
            Version("def2", "x"),
        ),
    ],
    ids=["by hand", "GitLab", "Azure", "GitHub", "a pull request", "a webhook's job"],
)
def test_what_ci_says(repository: Path, variables: dict[str, str], version: Version) -> None:
    assert current_version(repository, variables) == version


def test_a_detached_head_is_on_no_branch(repository: Path) -> None:
    git(repository, "checkout", "--quiet", "--detach")
    with pytest.raises(BrokerError, match=r"on which branch is this.*--branch, or set GIT_BRANCH"):
        current_version(repository, {})
    assert current_version(repository, {"GIT_BRANCH": "main"}).branch == "main"


def test_outside_git_somebody_must_say(nowhere: Path) -> None:
    with pytest.raises(BrokerError, match=r"which version is this.*--version, or set GIT_COMMIT"):
        current_version(nowhere, {})
    assert current_version(nowhere, {}, "1", "main") == Version("1", "main")


def test_without_git_somebody_must_say(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(BrokerError, match="which version is this"):
        current_version(repository, {})
    assert uncommitted(repository) == []


def test_a_repository_without_a_commit(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    with pytest.raises(BrokerError, match="which version is this"):
        current_version(tmp_path, {})


def test_what_differs_from_the_commit(repository: Path) -> None:
    assert uncommitted(repository) == []
    (repository / "README").write_text("changed")
    (repository / "new file é").write_text("new")
    assert uncommitted(repository) == ["README", "new file é"]


def test_nothing_differs_outside_git(nowhere: Path) -> None:
    assert uncommitted(nowhere) == []


def test_a_version_in_words() -> None:
    assert str(Version("abc1", "main", "https://ci.example.com/1")) == "version abc1 on branch main"
