"""The harness's command line: ``python -m harness check`` and what else reads contracts without running them.

Exit codes: 0 nothing found, 1 something found, 2 the command could not do what was asked.
"""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from harness.book import command as book
from harness.broker import command as broker
from harness.checks import CHECKS, run
from harness.checks.compatibility import compare_versions, summary
from harness.checks.compatibility.versions import VersionError
from harness.checks.context import Context
from harness.checks.report import as_json, as_text
from harness.checks.settings import Settings, SettingsError
from harness.contract import PactFileError, read_contracts
from harness.needs import NeedsError, answer, find_needs, table
from harness.openapi import OpenApiError, read_openapi

CONTRACTS = Path("contracts")
OPENAPI = Path("provider") / "openapi.yaml"
ERRORS = (SettingsError, VersionError, PactFileError, OpenApiError, NeedsError, *book.ERRORS)


class UsageError(Exception):
    """What the user asked for cannot be done; the message says why and what to do instead."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit code."""
    options = _parsed(arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a description may hold what a terminal cannot show
    try:
        code = int(options.command(options))
        sys.stdout.flush()
    except (UsageError, *ERRORS) as error:
        print(f"harness: {error}", file=sys.stderr)  # noqa: T201  (a command's own output)
        return 2
    except KeyboardInterrupt:
        print("harness: stopped", file=sys.stderr)  # noqa: T201
        return 130
    except BrokenPipeError:  # `| head` has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nor may Python's last flush fail
        return 0
    return code


def _parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Names and paths may stand on either side of an option, where argparse ends the list of them."""
    parser = _parser()
    options, rest = parser.parse_known_args(arguments)
    if rest and (options.command is not _check or any(one.startswith("-") for one in rest)):
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    if rest:
        options.what += rest
    return options


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m harness", description="Ask questions about contracts.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    check = commands.add_parser("check", help="check contracts", description=f"Checks: {', '.join(CHECKS)}.")
    check.add_argument("what", nargs="*", metavar="NAME|PATH", help="checks to run (all), files or folders")
    check.add_argument("--json", action="store_true", help="findings for a program")
    check.add_argument("--against", metavar="VERSION", help="compare with this folder or git revision (HEAD)")
    check.set_defaults(command=_check)
    compare = commands.add_parser("compare", help="what changed contracts ask more, or less, of the provider")
    compare.add_argument("before", help="a folder of contracts, or a git revision such as main")
    compare.add_argument("after", nargs="?", type=Path, default=CONTRACTS, help="a folder (contracts)")
    form = compare.add_mutually_exclusive_group()
    form.add_argument("--markdown", action="store_true", help="for a comment on a pull request")
    form.add_argument("--json", action="store_true", help="for a program")
    compare.set_defaults(command=_compare)
    needs = commands.add_parser("needs", help="who needs which field of the provider; with a name: can it go?")
    needs.add_argument("field", nargs="?", help="such as ip_address; exit code 1 where somebody needs it")
    needs.add_argument("--contracts", type=Path, default=CONTRACTS, metavar="DIR")
    needs.add_argument("--openapi", type=Path, default=OPENAPI, metavar="FILE", help=f"({OPENAPI})")
    needs.add_argument("--json", action="store_true", help="for a program")
    needs.set_defaults(command=_needs)
    pages = commands.add_parser("book", help="write contracts as pages for people")
    book.add_arguments(pages)
    pages.set_defaults(command=_book)
    life = commands.add_parser("broker", help="publish contracts, ask whether to deploy, tell what runs where")
    broker.add_arguments(life)
    life.set_defaults(command=broker.run_step)
    letters = commands.add_parser("summary", help="write the letters of the last verification for a job's page")
    book.add_summary_arguments(letters)
    letters.set_defaults(command=_summary)
    return parser


def _check(options: argparse.Namespace) -> int:
    names = [one for one in options.what if one in CHECKS] or list(CHECKS)
    context = _context([Path(one) for one in options.what if one not in CHECKS] or [CONTRACTS], options.against)
    findings = run(names, context)
    print((as_json if options.json else as_text)(findings, names, context))  # noqa: T201
    return 1 if any(finding.severity == "fault" for finding in findings) else 0


def _compare(options: argparse.Namespace) -> int:
    if not options.after.is_dir():
        raise UsageError(f"{options.after} is not a folder of contracts")
    show = summary.as_markdown if options.markdown else summary.as_json if options.json else summary.as_text
    print(show(compare_versions(options.before, options.after)))  # noqa: T201
    return 0


def _needs(options: argparse.Namespace) -> int:
    contracts = read_contracts(options.contracts)
    if not contracts:
        raise UsageError(f"{options.contracts} holds no contract, so nobody is known to need anything")
    needs = find_needs(contracts, read_openapi(options.openapi), Settings(Path.cwd()).text("messages"))
    if options.field is None:
        print(json.dumps(asdict(needs), indent=2) if options.json else table(needs))  # noqa: T201
        return 0
    if not needs.named(options.field):
        known = ", ".join([*needs.documented, *needs.elsewhere])
        raise UsageError(f"there is no field {options.field!r}; there are {known}")
    print(answer(needs, options.field))  # noqa: T201
    return 1 if any(needs.of(name) for name in needs.named(options.field)) else 0


def _book(options: argparse.Namespace) -> int:
    print(book.make_book(options))  # noqa: T201
    return 0


def _summary(options: argparse.Namespace) -> int:
    for line in book.summarise(options):
        print(line)  # noqa: T201
    return 0


def _context(paths: Sequence[Path], against: str | None) -> Context:
    for path in paths:
        if not path.exists():
            known = ", ".join(CHECKS)
            raise UsageError(f"{path} is neither a check ({known}) nor a file or folder that exists")
    context = Context(Path.cwd(), tuple(paths), against)
    if not context.files:
        raise UsageError(f"{', '.join(map(str, paths))} holds no file, so there is nothing to check")
    return context


if __name__ == "__main__":
    sys.exit(main())
