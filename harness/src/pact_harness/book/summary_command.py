"""``pact-harness summary``: the last verification as Markdown and as a job's annotations, for a pull request."""

import argparse
import os
from collections.abc import Iterator
from pathlib import Path

from pact_harness.book.github_annotations import annotations, change_annotations
from pact_harness.book.source_line import find_views
from pact_harness.checks.compatibility import compare_versions, summary
from pact_harness.checks.compatibility.versions import VersionError
from pact_harness.config import Settings, UsageError
from pact_harness.pactfile.contract import PactFileError
from pact_harness.pactfile.readable_text import visible
from pact_harness.results.job_summary import write_summary
from pact_harness.results.masking import Masking
from pact_harness.results.store import ResultsError, read_results


def add_arguments(parser: argparse.ArgumentParser, settings: Settings) -> None:
    """The command's options."""
    output = settings.output_folder
    parser.add_argument("--verification", type=Path, default=output / "verification.json", metavar="FILE")
    parser.add_argument("--output", type=Path, default=output / "summary.md", metavar="FILE")
    parser.add_argument("--provider", default="provider", metavar="DIR", help="where its views are (provider)")
    parser.add_argument("--contracts", type=Path, default=settings.contracts_folder, metavar="DIR", help="(contracts)")
    parser.add_argument("--since", metavar="REVISION", help="also what the contracts ask since then")


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Write the summary, and say where it is."""
    try:
        for line in summarise(options, Masking(settings.masked_headers)):
            print(line)  # noqa: T201
    except (ResultsError, VersionError, PactFileError) as error:
        raise UsageError(str(error)) from error
    return 0


def summarise(options: argparse.Namespace, masking: Masking | None = None) -> Iterator[str]:
    """Write the summary; the lines to print: GitHub's annotations where a workflow runs, and where the summary is."""
    results = read_results(options.verification)
    changes = compare_versions(options.since, options.contracts, masking) if options.since else None
    write_summary(options.output, results)
    if changes is not None:
        with options.output.open("a", encoding="utf-8") as file:
            file.write(f"\n{visible(summary.as_markdown(changes))}\n")
    if os.environ.get("GITHUB_ACTIONS") == "true":
        yield from annotations(Path.cwd(), results, find_views(Path.cwd(), options.provider))
        yield from change_annotations(changes or ())
    yield str(options.output)
