"""Which version of a pacticipant this is, and on which branch: from CI's variables, or from git.

A version is a commit, so that what a broker says of it can be traced: https://docs.pact.io/getting_started/versioning_in_the_pact_broker
"""

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pact_harness.broker.settings import BrokerError

# The first that is set counts. GIT_COMMIT and GIT_BRANCH are Jenkins's, and what a webhook's job sets by hand.
NUMBERS = ("GIT_COMMIT", "GITHUB_SHA", "CI_COMMIT_SHA", "BUILD_SOURCEVERSION")
BRANCHES = ("GIT_BRANCH", "GITHUB_HEAD_REF", "GITHUB_REF_NAME", "CI_COMMIT_REF_NAME", "BUILD_SOURCEBRANCHNAME")
BUILDS = ("BUILD_URL", "CI_JOB_URL")


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
    number = number or _first(variables, NUMBERS) or _git(root, "rev-parse", "HEAD")
    branch = branch or _first(variables, BRANCHES) or _branch(root)
    if not number:
        raise BrokerError("which version is this? Here is no git commit: name it with --version, or set GIT_COMMIT")
    if not branch:
        raise BrokerError("on which branch is this? git does not say: name it with --branch, or set GIT_BRANCH")
    return Version(number, branch, _first(variables, BUILDS) or _github_run(variables))


def uncommitted(root: Path) -> list[str]:
    """Files that differ from the commit, new ones too; none outside git."""
    listed = _git(root, "status", "--porcelain", "--no-renames", "-z") or ""  # -z: names as they are, without quotes
    return [entry[3:] for entry in listed.split("\0") if entry]


def _first(variables: Mapping[str, str], names: tuple[str, ...]) -> str | None:
    return next(filter(None, map(variables.get, names)), None)


def _branch(root: Path) -> str | None:
    return _git(root, "symbolic-ref", "--quiet", "--short", "HEAD")  # nothing on a detached HEAD, as in most CI


def _github_run(variables: Mapping[str, str]) -> str | None:
    parts = [variables.get(name) for name in ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_RUN_ID")]
    return "{}/{}/actions/runs/{}".format(*parts) if all(parts) else None


def _git(root: Path, *arguments: str) -> str | None:
    try:
        done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, check=True)  # noqa: S603, S607
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.rstrip("\n") or None
