"""Single changes to a project, kept as data: what changes, and what must notice it.

A file of changes is TOML, one `[[change]]` after the other:

    [[change]]
    id = "delete-keeps-the-user"
    says = "DELETE answers 204 and keeps the user."
    edits = [{ file = "provider/views.py", find = "    db.delete(uid)\n", with = "" }]
    noticed_by = ["tests/provider/test_api.py::test_a_deleted_user_is_gone"]

`find` must occur exactly once in its file, so that a change can neither miss its place nor hit two. `noticed_by` names
pytest node ids; an empty list says that nobody notices.
"""

import difflib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class ChangeError(ValueError):
    """A change that cannot be read or no longer fits; the message names the file, the text and what is nearest."""


@dataclass(frozen=True)
class Edit:
    """One replacement in one file; `file` is relative to the project's root."""

    file: str
    find: str
    replacement: str

    def applied(self, root: Path) -> str:
        """The file's text after the edit; nothing is written. Raises ChangeError where `find` is not there once."""
        try:
            text = (root / self.file).read_text(encoding="utf-8")
        except OSError as error:
            raise ChangeError(f"{self.file}: cannot be read: {error.strerror}") from error
        found = text.count(self.find)
        if found != 1:
            raise ChangeError(
                f"{self.file}: expected this text exactly once, found it {found} times:\n"
                f"{_indented(self.find)}\n{_nearest(self.find, text)}"
            )
        return text.replace(self.find, self.replacement)


@dataclass(frozen=True)
class Change:
    """One change: an id, a sentence, its edits, and the node ids of the tests that must fail once it is made."""

    id: str
    says: str
    edits: tuple[Edit, ...]
    noticed_by: tuple[str, ...]

    def apply(self, root: Path) -> None:
        """Make the change below *root*: all of its edits, or none where one of them does not fit (ChangeError)."""
        for edit in self.edits:
            edit.applied(root)
        for edit in self.edits:
            (root / edit.file).write_text(edit.applied(root), encoding="utf-8", newline="\n")


def read_changes(folder: Path) -> list[Change]:
    """Every change of every `*.toml` in *folder*, by file name and then as written. Raises ChangeError."""
    changes = [change for file in sorted(folder.glob("*.toml")) for change in _read_file(file)]
    if not changes:
        raise ChangeError(f"{folder}: no change is described there; expected *.toml files with [[change]] tables")
    ids = [change.id for change in changes]
    if twice := sorted({one for one in ids if ids.count(one) > 1}):
        raise ChangeError(f"{folder}: two changes share an id: {', '.join(twice)}")
    return changes


def _read_file(file: Path) -> Iterator[Change]:
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8"))["change"]
    except (tomllib.TOMLDecodeError, KeyError) as error:
        raise ChangeError(f"{file}: expected [[change]] tables: {error}") from error
    for number, table in enumerate(tables, start=1):
        where = f"{file}: change {number} ({table.get('id', 'without an id')})"
        _require_keys(table, {"id", "says", "edits", "noticed_by"}, where)
        for edit in table["edits"]:
            _require_keys(edit, {"file", "find", "with"}, where)
        edits = tuple(Edit(edit["file"], edit["find"], edit["with"]) for edit in table["edits"])
        yield Change(table["id"], table["says"], edits, tuple(table["noticed_by"]))


def _require_keys(table: Mapping[str, Any], keys: set[str], where: str) -> None:
    if table.keys() != keys:
        raise ChangeError(f"{where}: expected the keys {', '.join(sorted(keys))}; got {', '.join(sorted(table))}")


def _nearest(find: str, text: str) -> str:
    lines = text.splitlines()
    wanted = next((line for line in find.splitlines() if line.strip()), "")
    close = difflib.get_close_matches(wanted, lines, n=1, cutoff=0)
    return f"nearest line: {lines.index(close[0]) + 1}: {close[0].strip()}" if close else "the file is empty"


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.splitlines())
