"""Which version this is, and on which branch.

- what somebody says counts before what CI says, and that before git
- of the two commits that the build of a pull request names, the one that is checked out counts
- a detached HEAD has no branch, and no git has neither: both are told, with what to do
- a tag, and the merge that a service makes of a pull request, are no branch
- files that differ from the commit are found, new ones too
"""

import subprocess
from pathlib import Path

import pytest

from pact_harness.broker.settings import BrokerError
from pact_harness.broker.version import SERVICES, Version, current_version
from pact_harness.git import uncommitted

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


# A row for each row of the table in docs/broker.md.
CI = {
    "by hand": ({"GIT_COMMIT": "abc1", "GIT_BRANCH": "main"}, Version("abc1", "main")),
    "by hand, a branch of a name of its own": (
        {"GIT_COMMIT": "abc1", "GIT_LOCAL_BRANCH": "origin/main"},
        Version("abc1", "origin/main"),
    ),
    "Jenkins": (
        {"GIT_COMMIT": "abc1", "GIT_BRANCH": "origin/feat/x", "BUILD_URL": "u"},
        Version("abc1", "feat/x", "u"),
    ),
    "Jenkins, a local branch": (
        {"GIT_COMMIT": "abc1", "GIT_BRANCH": "origin/x", "GIT_LOCAL_BRANCH": "y"},
        Version("abc1", "y"),
    ),
    "Jenkins, many branches": (
        {"GIT_COMMIT": "abc1", "GIT_BRANCH": "x", "BRANCH_NAME": "feat/x"},
        Version("abc1", "feat/x"),
    ),
    "Jenkins, a change": (
        {"GIT_COMMIT": "abc1", "GIT_BRANCH": "PR-7", "BRANCH_NAME": "PR-7", "CHANGE_BRANCH": "feat/x"},
        Version("abc1", "feat/x"),
    ),
    "GitHub": (
        {
            "GITHUB_SHA": "abc1",
            "GITHUB_REF": "refs/heads/feat/x",
            "GITHUB_REF_NAME": "feat/x",
            "GITHUB_HEAD_REF": "",
            "GITHUB_SERVER_URL": "https://git.example.com",
            "GITHUB_REPOSITORY": "team/shop",
            "GITHUB_RUN_ID": "12",
        },
        Version("abc1", "feat/x", "https://git.example.com/team/shop/actions/runs/12"),
    ),
    "GitHub, a pull request": (
        {"GITHUB_SHA": "abc1", "GITHUB_REF": "refs/pull/7/merge", "GITHUB_REF_NAME": "7/merge", "GITHUB_HEAD_REF": "x"},
        Version("abc1", "x"),
    ),
    "GitHub, a webhook's job": (
        {"GIT_COMMIT": "def2", "GIT_BRANCH": "x", "GITHUB_SHA": "abc1", "GITHUB_REF": "refs/heads/main"},
        Version("def2", "x"),
    ),
    "GitLab": (
        {"CI_COMMIT_SHA": "abc1", "CI_COMMIT_REF_NAME": "feat/x", "CI_JOB_URL": "u"},
        Version("abc1", "feat/x", "u"),
    ),
    "GitLab, a merge request": (
        {"CI_COMMIT_SHA": "abc1", "CI_COMMIT_REF_NAME": "refs/merge-requests/7/head"}
        | {"CI_MERGE_REQUEST_SOURCE_BRANCH_NAME": "x"},
        Version("abc1", "x"),
    ),
    "Azure": (
        {"BUILD_SOURCEVERSION": "abc1", "BUILD_SOURCEBRANCH": "refs/heads/feat/x", "BUILD_SOURCEBRANCHNAME": "x"},
        Version("abc1", "feat/x"),
    ),
    "Azure, a pull request": (
        {
            "BUILD_SOURCEVERSION": "the merge",
            "BUILD_SOURCEBRANCH": "refs/pull/7/merge",
            "BUILD_SOURCEBRANCHNAME": "merge",
            "SYSTEM_PULLREQUEST_SOURCEBRANCH": "refs/heads/feat/x",
            "SYSTEM_PULLREQUEST_SOURCECOMMITID": "the branch's own",
        },
        Version("the merge", "feat/x"),
    ),
    "CircleCI": (
        {"CIRCLE_SHA1": "abc1", "CIRCLE_BRANCH": "feat/x", "CIRCLE_BUILD_URL": "u"},
        Version("abc1", "feat/x", "u"),
    ),
    "Buildkite": (
        {"BUILDKITE_COMMIT": "abc1", "BUILDKITE_BRANCH": "feat/x", "BUILDKITE_TAG": "", "BUILDKITE_BUILD_URL": "u"},
        Version("abc1", "feat/x", "u"),
    ),
    "Bitbucket": ({"BITBUCKET_COMMIT": "abc1", "BITBUCKET_BRANCH": "feat/x"}, Version("abc1", "feat/x")),
    "TeamCity": ({"BUILD_VCS_NUMBER": "abc1", "TEAMCITY_BUILD_BRANCH": "refs/heads/x"}, Version("abc1", "x")),
    "Travis": (
        {"TRAVIS_COMMIT": "abc1", "TRAVIS_BRANCH": "feat/x", "TRAVIS_TAG": "", "TRAVIS_BUILD_WEB_URL": "u"},
        Version("abc1", "feat/x", "u"),
    ),
    "Travis, a pull request": (
        {"TRAVIS_COMMIT": "the merge", "TRAVIS_PULL_REQUEST_SHA": "the branch's own", "TRAVIS_BRANCH": "main"}
        | {"TRAVIS_PULL_REQUEST_BRANCH": "feat/x"},
        Version("the merge", "feat/x"),
    ),
}


@pytest.mark.parametrize(("variables", "version"), CI.values(), ids=CI)
def test_what_ci_says(repository: Path, variables: dict[str, str], version: Version) -> None:
    git(repository, "checkout", "--quiet", "--detach")
    assert current_version(repository, variables) == version


@pytest.mark.parametrize(
    ("merge", "own", "branch"),
    [
        ("BUILD_SOURCEVERSION", "SYSTEM_PULLREQUEST_SOURCECOMMITID", "SYSTEM_PULLREQUEST_SOURCEBRANCH"),
        ("TRAVIS_COMMIT", "TRAVIS_PULL_REQUEST_SHA", "TRAVIS_PULL_REQUEST_BRANCH"),
    ],
    ids=["Azure", "Travis"],
)
def test_the_version_of_a_pull_request_is_the_commit_that_was_checked_out(
    repository: Path, merge: str, own: str, branch: str
) -> None:
    """A result stands for what was tested: the merge, as the service checks it out, or the branch's own commit."""
    head = git(repository, "rev-parse", "HEAD")
    git(repository, "checkout", "--quiet", "--detach")
    assert current_version(repository, {merge: head, own: "abc1", branch: "feat/y"}) == Version(head, "feat/y")
    assert current_version(repository, {merge: "abc1", own: head, branch: "feat/y"}) == Version(head, "feat/y")


def test_the_commit_that_somebody_names_counts_whatever_ci_names(repository: Path) -> None:
    head = git(repository, "rev-parse", "HEAD")
    assert current_version(repository, {"GIT_COMMIT": "def2", "TRAVIS_COMMIT": head}).number == "def2"


@pytest.mark.parametrize(
    "variables",
    [
        {"GIT_BRANCH": "v1", "BRANCH_NAME": "v1", "TAG_NAME": "v1"},
        {"GITHUB_REF": "refs/tags/v1", "GITHUB_REF_NAME": "v1"},
        {"CI_COMMIT_REF_NAME": "v1", "CI_COMMIT_TAG": "v1"},
        {"BUILD_SOURCEBRANCH": "refs/tags/v1"},
        {"CIRCLE_TAG": "v1"},
        {"BUILDKITE_BRANCH": "v1", "BUILDKITE_TAG": "v1"},
        {"BITBUCKET_TAG": "v1"},
        {"TRAVIS_BRANCH": "v1", "TRAVIS_TAG": "v1"},
    ],
    ids=["Jenkins", "GitHub", "GitLab", "Azure", "CircleCI", "Buildkite", "Bitbucket", "Travis"],
)
def test_the_build_of_a_tag_is_on_no_branch(repository: Path, variables: dict[str, str]) -> None:
    with pytest.raises(BrokerError, match=r"builds the tag v1, .* set GIT_LOCAL_BRANCH .* --branch"):
        current_version(repository, variables)
    assert current_version(repository, {**variables, "GIT_LOCAL_BRANCH": "main"}).branch == "main"
    assert current_version(repository, variables, branch="main").branch == "main"


@pytest.mark.parametrize(
    "variables",
    [{"BUILD_SOURCEBRANCH": "refs/pull/7/merge"}, {"TEAMCITY_BUILD_BRANCH": "<default>"}, {"GIT_BRANCH": "detached"}],
    ids=["Azure", "TeamCity", "Jenkins"],
)
def test_what_is_no_branch_is_not_taken_for_one(repository: Path, variables: dict[str, str]) -> None:
    git(repository, "checkout", "--quiet", "--detach")
    with pytest.raises(BrokerError, match="on which branch is this"):
        current_version(repository, variables)


def test_each_service_has_a_row_in_the_document() -> None:
    """The first column names it, and the others every variable that is read."""
    text = (Path(__file__).parents[3] / "docs/broker.md").read_text(encoding="utf-8")
    rows = {line.split("|")[1].strip(): line for line in text.splitlines() if line.count("|") > 4}
    for name, service in SERVICES.items():
        for variable in (*service.commits, *service.branches, *service.tags, *service.builds):
            assert f"`{variable}`" in rows[name], f"{variable} of {name}"


def test_a_detached_head_is_on_no_branch(repository: Path) -> None:
    git(repository, "checkout", "--quiet", "--detach")
    with pytest.raises(BrokerError, match=r"on which branch is this.* set GIT_BRANCH .* --branch"):
        current_version(repository, {})
    assert current_version(repository, {"GIT_BRANCH": "main"}).branch == "main"


def test_outside_git_somebody_must_say(nowhere: Path) -> None:
    with pytest.raises(BrokerError, match=r"which version is this.* set GIT_COMMIT .* --version"):
        current_version(nowhere, {})
    assert current_version(nowhere, {}, "1", "main") == Version("1", "main")


def test_without_git_somebody_must_say(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(BrokerError, match="which version is this"):
        current_version(repository, {})
    assert uncommitted(repository) == ""


def test_a_repository_without_a_commit(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    with pytest.raises(BrokerError, match="which version is this"):
        current_version(tmp_path, {})


def test_what_differs_from_the_commit(repository: Path) -> None:
    assert uncommitted(repository) == ""
    (repository / "README").write_text("changed")
    (repository / "new file é").write_text("new")
    assert uncommitted(repository) == "README, new file é differ from the commit"


def test_what_python_compiles_is_no_change(repository: Path) -> None:
    (repository / "__pycache__").mkdir()
    (repository / "__pycache__/a.pyc").touch()
    assert uncommitted(repository) == ""


def test_a_git_that_hides_new_files_is_asked_for_them(repository: Path) -> None:
    git(repository, "config", "status.showUntrackedFiles", "no")
    (repository / "new").touch()
    assert uncommitted(repository) == "new differs from the commit"


def test_a_git_that_refuses_to_answer_is_no_clean_tree(repository: Path) -> None:
    """As where the checkout is another user's: https://git-scm.com/docs/git-config#Documentation/git-config.txt-safedirectory"""
    (repository / ".git/config").write_text("[core\n")
    told = uncommitted(repository)
    assert told.startswith("git does not tell (")
    assert told.endswith(") what differs from the commit")


def test_a_repository_above_the_ceiling_is_another_one(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As where the project is made inside of another one: lesson 18 does so."""
    (repository / "project").mkdir()
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(repository))
    assert uncommitted(repository / "project") == ""


def test_nothing_differs_outside_git(nowhere: Path) -> None:
    assert uncommitted(nowhere) == ""


def test_a_version_in_words() -> None:
    assert str(Version("abc1", "main", "https://ci.example.com/1")) == "version abc1 on branch main"
