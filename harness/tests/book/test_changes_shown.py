"""Changes of the catalogue, really made and really verified, show in the book: broken, at the right place.

- a body's value, a missing field, a status, a header, a message's body and its metadata
"""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from harness.tests.book.test_pages import Page
from lessons.changes import read_changes
from pact_harness.book.book import BookSources, Entry, read_book
from pact_harness.book.pages import write_book
from tests.project_copy import COPIED, ROOT

CHANGES = {change.id: change for change in read_changes(ROOT / "tests" / "changes")}

# the change, the interaction that it breaks, and what the reader sees marked there
SHOWN = [
    ("get-answers-another-user", "profile-client: a request for a user", ['"id": 1,', '"name": "Alice"']),
    ("name-becomes-full-name", "profile-client: a request to create a user", ['"name": "Carol"']),
    ("creating-answers-200", "profile-client: a request to create a user", ["201 Created"]),
    ("the-feed-is-plain-json", "newsletter: a request for the events from the beginning", ["Content-Type"]),
    ("deleted-users-have-no-id", "newsletter: a user-deleted event", ['"id": 5']),
    ("created-users-are-called-added", "newsletter: a user-created event", ["type"]),
    ("email-is-renamed", "newsletter: a request for the last page of users", ['"email": "bob@example.com",']),
]


def changed(change: str, name: str, folder: Path) -> BookSources:
    """A copy of the project with the change, in which the interaction was verified."""
    for part in (*COPIED, "pyproject.toml"):
        _copy(ROOT / part, folder / part)
    CHANGES[change].apply(folder)
    test = f"tests/provider/test_contract.py::test_contract[{name}]"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:hypothesispytest", test]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)  # noqa: S603
    assert done.returncode == 1, done.stdout + done.stderr
    return BookSources(folder / "contracts", root=folder, verification=folder / ".pact" / "verification.json")


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copy(source, target)


def marked(entry: Entry) -> list[str]:
    found = []
    for part in entry.text.parts:
        found += [part.line.value] if part.line.got else []
        found += [one.name for one in part.named if one.got]
        found += [line.text.strip() for line in part.body.lines if line.got] if part.body else []
    return found


@pytest.mark.parametrize(("change", "name", "places"), SHOWN, ids=[change for change, _name, _places in SHOWN])
def test_a_change_shows_in_the_book_at_its_place(change: str, name: str, places: list[str], tmp_path: Path) -> None:
    book = read_book(changed(change, name, tmp_path))
    (failed,) = [entry for entry in book.entries if entry.verdict == "failed"]
    assert f"{failed.contract.consumer}: {failed.interaction.description}" == name
    assert marked(failed) == places
    write_book(book, tmp_path / "book")
    index = Page(tmp_path / "book" / "index.html")
    assert failed.href in index.links
    assert "Failed interactions" in index.text
