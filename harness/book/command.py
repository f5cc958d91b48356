"""``python -m harness book``: from the command line to the book."""

import argparse
import os
from collections.abc import Iterator
from pathlib import Path

from harness.book.annotations import annotations, change_annotations
from harness.book.material import Sources, gather
from harness.book.pages import FolderError, size, write_book
from harness.book.places import find_views
from harness.book.verdict import ResultsError, read_records
from harness.changes import ChangeError
from harness.checks.compatibility import compare_versions, summary
from harness.summary import complete, write_summary
from harness.visible import visible

VERIFICATION = Path("build") / "verification.json"
BOOK = Path("build") / "book"
OPENAPI = Path("provider") / "openapi.yaml"
CHANGES = Path("tests") / "changes"


class NoContractsError(ValueError):
    """There is nothing to make a book of; the message says where it was looked for."""


ERRORS = (ChangeError, FolderError, NoContractsError, ResultsError)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options. What is not named is taken from the project's own places if it is there."""
    parser.add_argument("contracts", nargs="?", type=Path, default=Path("contracts"), metavar="DIR", help="(contracts)")
    parser.add_argument("--output", type=Path, default=BOOK, metavar="OUT", help=f"({BOOK})")
    parser.add_argument("--single", action="store_true", help="one file, to mail: OUT, or OUT/index.html")
    parser.add_argument("--since", metavar="REVISION", help="what changed since a git revision, or a folder")
    for name, default in (("verification", VERIFICATION), ("openapi", OPENAPI), ("changes", CHANGES)):
        parser.add_argument(f"--{name}", type=Path, metavar="PATH", help=f"({default} if it is there)")


def make_book(options: argparse.Namespace) -> str:
    """Write the book; the line that says where it is. Raises one of ERRORS, or of the harness's others."""
    if not options.contracts.exists():
        raise NoContractsError(f"{options.contracts} does not exist: name a folder of pact files")
    sources = Sources(
        options.contracts,
        verification=_or_default(options.verification, VERIFICATION),
        openapi=_or_default(options.openapi, OPENAPI),
        changes=_or_default(options.changes, CHANGES),
        since=options.since,
    )
    material = gather(sources, single=options.single)
    if not material.chapters and not material.unreadable:
        raise NoContractsError(f"{options.contracts} holds no file, so there is nothing to make a book of")
    files = write_book(material, options.output, single=options.single)
    pages = "1 page" if len(files) == 1 else f"{len(files)} pages"
    line = f"{files[0]}: {len(material.entries)} promises on {pages}, {size(files) / 1e6:.1f} MB"
    bad = ", ".join(file for file, _problem in material.unreadable)
    return f"{line}\nnot in it, since no contract could be read there: {bad}" if bad else line


def _or_default(named: Path | None, default: Path) -> Path | None:
    """What was named, or the project's own if it is there: the book of other people's contracts has neither."""
    return named or (default if default.exists() else None)


def add_summary_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of ``python -m harness summary``."""
    parser.add_argument("--verification", type=Path, default=VERIFICATION, metavar="FILE", help=f"({VERIFICATION})")
    parser.add_argument("--output", type=Path, default=Path("build") / "summary.md", metavar="FILE")
    parser.add_argument("--provider", default="provider", metavar="DIR", help="where its views are (provider)")
    parser.add_argument("--contracts", type=Path, default=Path("contracts"), metavar="DIR", help="(contracts)")
    parser.add_argument("--since", metavar="REVISION", help="also what the contracts ask since then")


def summarise(options: argparse.Namespace) -> Iterator[str]:
    """Write the summary; the lines to print: GitHub's annotations where a workflow runs, and where the summary is."""
    records = [one for one in read_records(options.verification) if complete(one)]
    changes = compare_versions(options.since, options.contracts) if options.since else None
    write_summary(options.output, records)
    if changes is not None:
        with options.output.open("a", encoding="utf-8") as file:
            file.write(f"\n{visible(summary.as_markdown(changes))}\n")
    if os.environ.get("GITHUB_ACTIONS") == "true":
        yield from annotations(Path.cwd(), records, find_views(Path.cwd(), options.provider))
        yield from change_annotations(changes or ())
    yield str(options.output)
