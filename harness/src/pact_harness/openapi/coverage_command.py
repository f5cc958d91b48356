"""``pact-harness coverage``: what of a provider's document is in contracts, and in whose."""

import argparse
from pathlib import Path

from pact_harness.config import Settings, UsageError
from pact_harness.openapi.coverage import find_coverage
from pact_harness.openapi.coverage_report import as_json, as_markdown, as_text
from pact_harness.openapi.document import Document, OpenApiError, read_openapi
from pact_harness.openapi.field_usage import NeedsError
from pact_harness.openapi.needs_command import named_document, nothing_known
from pact_harness.openapi.observed_exchanges import ObservedError, read_observed
from pact_harness.pactfile.contract import PactFileError, read_contracts


def add_arguments(parser: argparse.ArgumentParser, settings: Settings) -> None:
    """The command's options."""
    results = settings.output_folder / "verification.json"
    parser.add_argument("--contracts", type=Path, default=settings.contracts_folder, metavar="DIR", help="(contracts)")
    document = settings.openapi or "setting openapi"
    parser.add_argument("--openapi", type=Path, metavar="FILE", help=f"the provider's document ({document})")
    parser.add_argument("--verification", type=Path, default=results, metavar="FILE", help=f"what was sent ({results})")
    parser.add_argument("--fail-under", type=_percent, metavar="PERCENT", help="exit code 1 below it")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="for a program")
    form.add_argument("--markdown", action="store_true", help="for a pull request")


def _percent(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = -1
    if not 0 <= number <= 100:
        raise argparse.ArgumentTypeError(f"expected a number from 0 to 100, got {text!r}")
    return number


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Print the coverage; 1 where it is less than was asked for."""
    try:
        contracts = read_contracts(options.contracts)
        if not contracts:
            raise UsageError(f"{options.contracts} holds no contract, so nothing is covered")
        observed = read_observed(options.verification)
        path = named_document(options.openapi, settings)
        if path is None and not observed:
            raise nothing_known(options.verification, settings)
        document = read_openapi(path) if path else Document({})
        coverage = find_coverage(contracts, document, (settings.messages or None) if path else None, observed)
    except (OpenApiError, NeedsError, ObservedError, PactFileError) as error:
        raise UsageError(str(error)) from error
    report = as_json if options.json else as_markdown if options.markdown else as_text
    print(report(coverage))  # noqa: T201
    if options.fail_under is not None and coverage.percent < options.fail_under:
        if not options.json:
            print(f"\n{coverage.percent:.1f} % is less than the {options.fail_under:g} % asked for")  # noqa: T201
        return 1
    return 0
