"""Which version of a pacticipant this is, and on which branch: from CI's variables, or from git.

A version is a commit, so that what a broker says of it can be traced: https://docs.pact.io/getting_started/versioning_in_the_pact_broker
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from pact_harness.broker.settings import BrokerError
from pact_harness.git import git


class Service(NamedTuple):
    """The variables in which one CI service says what it builds; of each kind the first that is set counts."""

    commits: Sequence[str]  # of a pull request the merge that is checked out, then the branch's own commit
    branches: Sequence[str]
    tags: Sequence[str]  # set in the build of a tag, where a branch's variable may hold the tag's name
    builds: Sequence[str]


# The first that says something counts; what a person or a webhook's job sets stands before every service.
TABLE = """
by hand|GIT_COMMIT|GIT_LOCAL_BRANCH||
Jenkins||CHANGE_BRANCH BRANCH_NAME GIT_BRANCH|TAG_NAME|BUILD_URL
GitHub|GITHUB_SHA|GITHUB_HEAD_REF GITHUB_REF GITHUB_REF_NAME||
GitLab|CI_COMMIT_SHA|CI_MERGE_REQUEST_SOURCE_BRANCH_NAME CI_COMMIT_REF_NAME|CI_COMMIT_TAG|CI_JOB_URL
Azure|BUILD_SOURCEVERSION SYSTEM_PULLREQUEST_SOURCECOMMITID|SYSTEM_PULLREQUEST_SOURCEBRANCH BUILD_SOURCEBRANCH||
CircleCI|CIRCLE_SHA1|CIRCLE_BRANCH|CIRCLE_TAG|CIRCLE_BUILD_URL
Buildkite|BUILDKITE_COMMIT|BUILDKITE_BRANCH|BUILDKITE_TAG|BUILDKITE_BUILD_URL
Bitbucket|BITBUCKET_COMMIT|BITBUCKET_BRANCH|BITBUCKET_TAG|
TeamCity|BUILD_VCS_NUMBER|TEAMCITY_BUILD_BRANCH||
Travis|TRAVIS_COMMIT TRAVIS_PULL_REQUEST_SHA|TRAVIS_PULL_REQUEST_BRANCH TRAVIS_BRANCH|TRAVIS_TAG|TRAVIS_BUILD_WEB_URL
"""
ROWS = [line.split("|") for line in TABLE.split("\n")[1:-1]]
SERVICES = {name: Service(*map(str.split, kinds)) for name, *kinds in ROWS}
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

    @property
    def build(self) -> dict[str, str]:
        """What a broker is told of the build's page."""
        return {"buildUrl": self.build_url} if self.build_url else {}


def current_version(
    root: Path, variables: Mapping[str, str], number: str | None = None, branch: str | None = None
) -> Version:
    """The version of what lies in *root*; *number* and *branch* override what is found. BrokerError for neither."""
    said = {name: value.strip() for name, value in variables.items() if value.strip()}
    number = number or _commit(said, _line_of_git(root, "rev-parse", "HEAD"))
    branch = branch or _branch_in_ci(said) or _line_of_git(root, "symbolic-ref", "--quiet", "--short", "HEAD")
    if not number:
        raise BrokerError(f"which version is this? There is no git commit here: set GIT_COMMIT ({TAKES} --version)")
    if not branch:  # a detached HEAD, as in most CI
        raise BrokerError(f"on which branch is this? git does not say: set GIT_BRANCH ({TAKES} --branch)")
    run = [said.get(name) for name in ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_RUN_ID")]
    build = next((url for service in SERVICES.values() for url in _values(said, service.builds)), None)
    return Version(number, branch, build or ("{}/{}/actions/runs/{}".format(*run) if all(run) else None))


def _commit(said: Mapping[str, str], head: str) -> str:
    """The commit that is tested: of those that CI names the one that is checked out, or the first; else git's."""
    named = next(filter(None, (_values(said, service.commits) for service in SERVICES.values())), [head])
    return head if head in named else named[0]


def _branch_in_ci(said: Mapping[str, str]) -> str | None:
    """The branch that is built. BrokerError in the build of a tag, which is on none."""
    for service in SERVICES.values():
        values = [value.removeprefix("refs/heads/") for value in _values(said, service.branches)]
        tags = [*_values(said, service.tags), *(one[10:] for one in values if one.startswith("refs/tags/"))]
        if tags:
            how = f"set GIT_LOCAL_BRANCH ({TAKES} --branch)"
            raise BrokerError(f"this builds the tag {tags[0]}, which is on no branch: {how}")
        if branch := next((value for value in values if not NO_BRANCH.fullmatch(value)), None):
            return branch.removeprefix("origin/") if branch == said.get("GIT_BRANCH") else branch
    return None


def _values(said: Mapping[str, str], names: Sequence[str]) -> list[str]:
    return [said[name] for name in names if name in said]


def _line_of_git(root: Path, *arguments: str) -> str:
    return (git(root, *arguments) or b"").decode(errors="replace").rstrip("\n")
