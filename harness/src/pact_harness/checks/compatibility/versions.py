"""A version of a folder of contracts: the folder as it stands, or as a git revision has it."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pact_harness.git import git


class VersionError(ValueError):
    """There is no such version; the message says why and what may be named instead."""


@contextmanager
def version(name: str, folder: Path) -> Iterator[Path]:
    """The contracts of a version: *name* is a folder, or a git revision that *folder* is taken from.

    ``VersionError`` for what is neither, and for a revision that has no such folder.
    """
    if Path(name).is_dir():
        yield Path(name)
        return
    where = folder.resolve() if folder.exists() else Path.cwd() / folder
    home = where if where.is_dir() else where.parent
    commit = git(home, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    if commit is None:
        raise VersionError(f"{name!r} is neither a folder nor a git revision here: git log --oneline lists some")
    with tempfile.TemporaryDirectory(prefix="contracts-") as scratch:
        listed = git(home, "ls-tree", "-z", "--name-only", commit.decode().strip(), "./")
        if not listed:
            raise VersionError(f"the git revision {name!r} has no folder {folder}: name a later one, or a folder")
        _extract(home, commit.decode().strip(), listed, Path(scratch))
        yield Path(scratch)


def _extract(home: Path, commit: str, listed: bytes, scratch: Path) -> None:
    for path in filter(None, listed.decode("utf-8", "surrogateescape").split("\0")):
        content = git(home, "cat-file", "blob", f"{commit}:./{path}")
        if content is not None:  # a folder inside is none
            (scratch / Path(path).name).write_bytes(content)
