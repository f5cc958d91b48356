"""Who moved, as far as git and the file's form can tell.

- no git; a file that is not committed; a form that recording does not write
- an edit that is not committed, or committed alone; a commit that changed the test as well; a test changed since
- a test that records what no version of the file has had
"""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from pact_harness.checks.drift.cause import CONSUMER, EDITED_FORM, EDITED_NOW, UNDO, UNKNOWN, Origin, find_origin
from pact_harness.pactfile.contract import Interaction, parse_contract
from pact_harness.pactfile.writer import contract_text

TEST = "tests/test_a.py"


class Repository:
    """A repository with one contract of one interaction, whose request has *path*."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "contracts" / "a-b.json"
        self.file.parent.mkdir()

    def git(self, *arguments: str) -> str:
        command = ["git", "-c", "user.name=A", "-c", "user.email=a@example.com", *arguments]
        done = subprocess.run(command, cwd=self.folder, check=True, capture_output=True, encoding="utf-8")  # noqa: S603
        return done.stdout.strip()

    def write(self, path: str) -> None:
        self.file.write_text(contract_text("a", "b", [interaction(path)]))

    def commit(self, path: str, test: str | None = None) -> str:
        """The file with this path, and the test with this text, committed together."""
        self.write(path)
        if test is not None:
            (self.folder / TEST).parent.mkdir(exist_ok=True)
            (self.folder / TEST).write_text(test)
        self.git("add", "-A")
        self.git("commit", "-q", "-m", path)
        return self.git("rev-parse", "--short", "HEAD")

    def origin(self, recorded: str) -> Origin:
        text = self.file.read_text()
        return find_origin(self.file, text, read(text), read(contract_text("a", "b", [interaction(recorded)])))


def interaction(path: str) -> dict[str, Any]:
    exchange = {"request": {"path": path}, "response": {"status": 200}}
    return {"type": "Synchronous/HTTP", "description": "x", "comments": {"testname": f"{TEST}::test_x"}, **exchange}


def read(text: str) -> Interaction:
    (only,) = parse_contract(text, Path("a-b.json")).interactions
    return only


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = Repository(tmp_path)
    made.git("init", "-q")
    return made


def test_without_git(tmp_path: Path) -> None:
    plain = Repository(tmp_path)
    plain.write("/1")
    assert plain.origin(recorded="/2") == UNKNOWN


def test_a_file_that_is_not_committed(repository: Repository) -> None:
    repository.write("/1")
    assert repository.origin(recorded="/2") == UNKNOWN


def test_another_form(repository: Repository) -> None:
    repository.commit("/1", test="1")
    repository.file.write_text(json.dumps(json.loads(repository.file.read_text())))
    assert repository.origin(recorded="/2") == EDITED_FORM


def test_an_edit_that_is_not_committed(repository: Repository) -> None:
    repository.commit("/1", test="1")
    repository.write("/2")
    assert repository.origin(recorded="/1") == EDITED_NOW


def test_an_edit_that_is_committed_alone(repository: Repository) -> None:
    repository.commit("/1", test="1")
    commit = repository.commit("/2")
    assert repository.origin(recorded="/1") == Origin(
        f"The file was edited by hand: commit {commit} changed it, and no test.", UNDO
    )


def test_a_commit_that_changed_the_test_as_well(repository: Repository) -> None:
    repository.commit("/1", test="1")
    repository.commit("/2", test="2")
    assert repository.origin(recorded="/1") == CONSUMER


def test_a_test_that_was_changed_since(repository: Repository) -> None:
    repository.commit("/1", test="1")
    repository.commit("/2")
    (repository.folder / TEST).write_text("3")
    assert repository.origin(recorded="/1") == CONSUMER


def test_what_no_version_of_the_file_has_had(repository: Repository) -> None:
    repository.commit("/1", test="1")
    repository.commit("/2")
    assert repository.origin(recorded="/3") == CONSUMER
