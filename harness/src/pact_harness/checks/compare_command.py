"""``pact-harness compare``: what changed contracts ask more, or less, of the provider."""

import argparse
from pathlib import Path

from pact_harness.checks.compatibility import compare_versions, summary
from pact_harness.checks.compatibility.versions import VersionError
from pact_harness.config import Settings, UsageError
from pact_harness.pactfile.contract import PactFileError
from pact_harness.results.masking import Masking


def add_arguments(parser: argparse.ArgumentParser, settings: Settings) -> None:
    """The command's options."""
    parser.add_argument("before", help="a folder of contracts, or a git revision such as main")
    parser.add_argument("after", nargs="?", type=Path, default=settings.contracts_folder, help="a folder (contracts)")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--markdown", action="store_true", help="for a comment on a pull request")
    form.add_argument("--json", action="store_true", help="for a program")


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Print the changes."""
    if not options.after.is_dir():
        raise UsageError(f"{options.after} is not a folder of contracts")
    show = summary.as_markdown if options.markdown else summary.as_json if options.json else summary.as_text
    try:
        masking = Masking(settings.masked_headers)
        print(show(compare_versions(options.before, options.after, masking)))  # noqa: T201
    except (VersionError, PactFileError) as error:
        raise UsageError(str(error)) from error
    return 0
