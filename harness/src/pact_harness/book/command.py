"""``pact-harness book``: from the command line to the book."""

import argparse
from pathlib import Path

from pact_harness.book.book import BookSources, read_book
from pact_harness.book.pages import FolderError, size, write_book
from pact_harness.checks.compatibility.versions import VersionError
from pact_harness.config import Settings, UsageError
from pact_harness.openapi.document import OpenApiError
from pact_harness.pactfile.contract import PactFileError
from pact_harness.pactfile.readable_text import counted
from pact_harness.results.store import ResultsError

ERRORS = (FolderError, OpenApiError, PactFileError, ResultsError, VersionError)


class NoContractsError(UsageError):
    """There is nothing to make a book of; the message says where it was looked for."""


def add_arguments(parser: argparse.ArgumentParser, settings: Settings) -> None:
    """The command's options. What is not named is taken from the project's own places if it is there."""
    parser.add_argument("contracts", nargs="*", type=Path, metavar="DIR", help="(contracts)")
    parser.add_argument("--output", type=Path, default=settings.book_folder, metavar="OUT", help="where the pages go")
    parser.add_argument("--single", action="store_true", help="one file, to mail: OUT, or OUT/index.html")
    parser.add_argument("--since", metavar="REVISION", help="what changed since a git revision, or a folder")
    for name in ("verification", "openapi"):
        parser.add_argument(f"--{name}", type=Path, metavar="PATH", help="(the project's own if it is there)")


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Write the book, and say where it is."""
    try:
        print(make_book(options, settings))  # noqa: T201
    except ERRORS as error:
        raise UsageError(str(error)) from error
    return 0


def make_book(options: argparse.Namespace, settings: Settings) -> str:
    """Write the book; the line that says where it is. Raises one of ERRORS, NoContractsError or SettingsError."""
    folders = options.contracts or settings.contract_folders()
    if missing := [folder for folder in folders if not folder.exists()]:
        raise NoContractsError(f"{missing[0]} does not exist: name a folder of pact files")
    openapi = settings.existing_file("openapi", settings.openapi) if settings.openapi else None
    sources = BookSources(
        folders[0],
        more=folders[1:],
        root=settings.root,
        verification=options.verification or _if_there(settings.output_folder / "verification.json"),
        openapi=options.openapi or openapi,
        openapi_of={name: settings.openapi_of(name) for name, own in settings.providers.items() if "openapi" in own},
        since=options.since,
    )
    book = read_book(sources, single=options.single)
    if not book.chapters and not book.unreadable:
        raise NoContractsError(f"{', '.join(map(str, folders))} holds no file, so there is nothing to make a book of")
    files = write_book(book, options.output, single=options.single)
    pages, interactions = counted(len(files), "page"), counted(len(book.entries), "interaction")
    line = f"{files[0]}: {interactions} on {pages}, {size(files) / 1e6:.1f} MB"
    bad = ", ".join(file for file, _problem in book.unreadable)
    return f"{line}\nnot in it, since no contract could be read there: {bad}" if bad else line


def _if_there(path: Path) -> Path | None:
    """The project's own file; the book of other people's contracts has none."""
    return path if path.exists() else None
