"""``pact-harness needs``: who needs which field of the provider; with a field, whether it can go."""

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from pact_harness.config import Settings
from pact_harness.errors import UsageError
from pact_harness.openapi.document import Document, OpenApiError, read_openapi
from pact_harness.openapi.field_usage import NeedsError, answer, find_needs, table
from pact_harness.openapi.observed import ObservedError, read_observed
from pact_harness.pactfile.contract import PactFileError, read_contracts


def add_arguments(parser: argparse.ArgumentParser, settings: Settings) -> None:
    """The command's options."""
    parser.add_argument("field", nargs="?", help="such as ip_address; exit code 1 where somebody needs it")
    parser.add_argument("--contracts", type=Path, default=settings.contracts_folder, metavar="DIR")
    parser.add_argument(
        "--openapi",
        type=Path,
        metavar="FILE",
        help=f"the provider's document ({settings.openapi or 'setting openapi'})",
    )
    results = settings.output_folder / "verification.json"
    parser.add_argument("--verification", type=Path, default=results, metavar="FILE", help=f"what was sent ({results})")
    parser.add_argument("--json", action="store_true", help="for a program")


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Print the table, or the answer about one field; 1 where somebody needs it."""
    try:
        return _answered(options, settings)
    except (OpenApiError, NeedsError, ObservedError, PactFileError) as error:
        raise UsageError(str(error)) from error


def _answered(options: argparse.Namespace, settings: Settings) -> int:
    contracts = read_contracts(options.contracts)
    if not contracts:
        raise UsageError(f"{options.contracts} holds no contract, so nobody is known to need anything")
    observed = read_observed(options.verification)
    path = named_document(options.openapi, settings)
    if path is None and not observed:
        raise nothing_known(options.verification, settings)
    document = read_openapi(path) if path else Document({})
    needs = find_needs(contracts, document, (settings.messages or None) if path else None, observed)
    if options.field is None:
        print(json.dumps(asdict(needs), indent=2) if options.json else table(needs))  # noqa: T201
        return 0
    if not needs.named(options.field):
        known = ", ".join(needs.names)
        raise UsageError(f"there is no field {options.field!r}; there are {known}")
    print(answer(needs, options.field))  # noqa: T201
    return 1 if any(needs.of(name) for name in needs.named(options.field)) else 0


def named_document(named: Path | None, settings: Settings) -> Path | None:
    """The document of the command line, or of the settings; None where neither names one."""
    if named:
        return Path(named)
    return settings.existing_file("openapi", settings.openapi) if settings.openapi else None


def nothing_known(verification: Path, settings: Settings) -> UsageError:
    """The error where neither a document nor a verification tells what the provider does."""
    return UsageError(
        f"neither an OpenAPI document nor a verification tells what the provider sends. Name a document with "
        f'--openapi FILE, or as openapi = "FILE" in [tool.pact-harness] of {settings.file}; or verify the '
        f"contracts first, which writes {verification}"
    )
