"""Which version of a pacticipant this is, and on which branch: from CI's variables, or from git.

A version is a commit, so that what a broker says of it can be traced: https://docs.pact.io/getting_started/versioning_in_the_pact_broker
"""

import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pact_harness.broker.settings import BrokerError


@dataclass(frozen=True)
class Service:
    """The variables in which one CI service says what it builds; of each kind the first that is set counts."""

    commits: tuple[str, ...]
    branches: tuple[str, ...]
    tags: tuple[str, ...] = ()  # set in the build of a tag, where a branch's variable may hold the tag's name
    builds: tuple[str, ...] = ()


# The first that says something counts; what a person or a webhook's job sets stands before every service.
SERVICES: Mapping[str, Service] = {
    "by hand": Service(("GIT_COMMIT",), ("GIT_LOCAL_BRANCH",)),
    "Jenkins": Service((), ("CHANGE_BRANCH", "BRANCH_NAME", "GIT_BRANCH"), ("TAG_NAME",), ("BUILD_URL",)),
    "GitHub": Service(("GITHUB_SHA",), ("GITHUB_HEAD_REF", "GITHUB_REF", "GITHUB_REF_NAME")),
    "GitLab": Service(
        ("CI_COMMIT_SHA",), ("CI_MERGE_REQUEST_SOURCE_BRANCH_NAME", "CI_COMMIT_REF_NAME"), ("CI_COMMIT_TAG",),
        ("CI_JOB_URL",),
    ),
    "Azure": Service(
        ("SYSTEM_PULLREQUEST_SOURCECOMMITID", "BUILD_SOURCEVERSION"),
        ("SYSTEM_PULLREQUEST_SOURCEBRANCH", "BUILD_SOURCEBRANCH"),
    ),
    "CircleCI": Service(("CIRCLE_SHA1",), ("CIRCLE_BRANCH",), ("CIRCLE_TAG",), ("CIRCLE_BUILD_URL",)),
    "Buildkite": Service(
        ("BUILDKITE_COMMIT",), ("BUILDKITE_BRANCH",), ("BUILDKITE_TAG",), ("BUILDKITE_BUILD_URL",)
    ),
    "Bitbucket": Service(("BITBUCKET_COMMIT",), ("BITBUCKET_BRANCH",), ("BITBUCKET_TAG",)),
    "TeamCity": Service(("BUILD_VCS_NUMBER",), ("TEAMCITY_BUILD_BRANCH",)),
    "Travis": Service(
        ("TRAVIS_PULL_REQUEST_SHA", "TRAVIS_COMMIT"), ("TRAVIS_PULL_REQUEST_BRANCH", "TRAVIS_BRANCH"), ("TRAVIS_TAG",),
        ("TRAVIS_BUILD_WEB_URL",),
    ),
}  # fmt: skip
TAKES = "pact-harness broker also takes"  # pytest does not
NO_BRANCH = re.compile(r"refs/.*|\d+/merge|HEAD|detached|<default>")


@dataclass(frozen=True)
class Version:
    """A version's number and branch; its build's page, if there is one."""

    number: str
    branch: str
    build_url: str | None = None

    def __str__(self) -> str:
        return f"version {self.number} on branch {self.branch}"


def current_version(
    root: Path, variables: Mapping[str, str], number: str | None = None, branch: str | None = None
) -> Version:
    """The version of what lies in *root*; *number* and *branch* override what is found.

    Raises BrokerError where git and CI do not tell, since a result without a version or a branch is of no use.
    """
    said = {name: value.strip() for name, value in variables.items() if value.strip()}
    number = number or _first(said, "commits") or _git(root, "rev-parse", "HEAD")
    branch = branch or _branch_in_ci(said) or _git(root, "symbolic-ref", "--quiet", "--short", "HEAD")
    if not number:
        raise BrokerError(f"which version is this? Here is no git commit: set GIT_COMMIT ({TAKES} --version)")
    if not branch:  # a detached HEAD, as in most CI
        raise BrokerError(f"on which branch is this? git does not say: set GIT_BRANCH ({TAKES} --branch)")
    return Version(number, branch, _first(said, "builds") or _github_run(said))


def uncommitted(root: Path) -> str:
    """The files that differ from the commit, new ones too, in words; none outside git. Python's caches are none.

    Where git refuses to answer (the checkout is another user's, as in some containers), that is said instead.
    """
    try:  # -z: names as they are, without quotes
        listed = _ask_git(root, "status", "--porcelain", "--no-renames", "--untracked-files=normal", "-z")
    except OSError:  # there is no git
        return ""
    except subprocess.CalledProcessError as error:
        refused = any((one / ".git").exists() for one in (root, *root.parents))
        return f"git does not tell ({' '.join(error.stderr.split())}) what differs from the commit" if refused else ""
    files = [entry[3:] for entry in listed.split("\0") if entry and "__pycache__" not in entry]
    rest = f" and {len(files) - 3} more" if len(files) > 3 else ""
    return f"{', '.join(files[:3])}{rest} differ{'s'[: len(files) == 1]} from the commit" if files else ""


def _first(said: Mapping[str, str], kind: str) -> str | None:
    return next((said[name] for one in SERVICES.values() for name in getattr(one, kind) if name in said), None)


def _branch_in_ci(said: Mapping[str, str]) -> str | None:
    """The branch that is built. BrokerError in the build of a tag, which is on none."""
    for service in SERVICES.values():
        values = [said[name].removeprefix("refs/heads/") for name in service.branches if name in said]
        tags = [said[name] for name in service.tags if name in said]
        tags += [value.removeprefix("refs/tags/") for value in values if value.startswith("refs/tags/")]
        if tags:
            raise BrokerError(
                f"this builds the tag {tags[0]}, which is on no branch: set GIT_LOCAL_BRANCH ({TAKES} --branch)"
            )
        for value in values:
            if not NO_BRANCH.fullmatch(value):
                return value.removeprefix("origin/") if value == said.get("GIT_BRANCH") else value
    return None


def _github_run(said: Mapping[str, str]) -> str | None:
    parts = [said.get(name) for name in ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_RUN_ID")]
    return "{}/{}/actions/runs/{}".format(*parts) if all(parts) else None


def _git(root: Path, *arguments: str) -> str | None:
    try:
        return _ask_git(root, *arguments).rstrip("\n") or None
    except (OSError, subprocess.CalledProcessError):
        return None


def _ask_git(root: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, check=True).stdout  # noqa: S603, S607
