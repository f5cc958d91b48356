"""What the checks look at: the pact files that were named, read once for all of them."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pact_harness.config import Settings, read_settings
from pact_harness.pactfile.contract import Contract, PactFileError, read_contract


@dataclass(frozen=True)
class Context:
    """``paths`` are files and folders; ``root`` is the project, to which messages give file names.

    ``against`` is the version to compare with: a folder, a git revision, or None for git's HEAD if there is one.
    ``openapi`` is the provider's document, where the command line names one.
    """

    root: Path
    paths: tuple[Path, ...]
    against: str | None = None
    given: Settings | None = None
    openapi: Path | None = None

    @cached_property
    def settings(self) -> Settings:
        return self.given or read_settings(self.root)

    @cached_property
    def files(self) -> list[Path]:
        return list(dict.fromkeys(file for path in self.paths for file in _files(path)))

    @cached_property
    def contracts(self) -> list[Contract]:
        return [one for one in self._read if isinstance(one, Contract)]

    @cached_property
    def unreadable(self) -> list[PactFileError]:
        return [one for one in self._read if isinstance(one, PactFileError)]

    @cached_property
    def _read(self) -> list[Contract | PactFileError]:
        return [_contract_or_error(path) for path in self.files]

    def shown(self, path: Path) -> str:
        """The file's name from the project's root, where it lies below it."""
        here, root = path.resolve(), self.root.resolve()
        return here.relative_to(root).as_posix() if here.is_relative_to(root) else str(path)


def _files(path: Path) -> Iterator[Path]:
    """A folder's files, folders in it too: Pact's verifier reads every file, so nothing is passed over."""
    if not path.is_dir():
        yield path
        return
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(folder, name) for name in sorted(names))


def _contract_or_error(path: Path) -> Contract | PactFileError:
    if path.exists() and not path.is_file():  # to read from a pipe would be to wait for ever
        return PactFileError(path, "is not an ordinary file.", "Move it out of the folder of contracts.")
    try:
        return read_contract(path)
    except PactFileError as error:
        return error
