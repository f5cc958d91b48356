"""``pact-harness needs``: who needs which field of the provider; with a field, whether it can go."""

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from pact_harness.config import Settings
from pact_harness.errors import UsageError
from pact_harness.openapi.document import Document, OpenApiError, read_openapi
from pact_harness.openapi.field_usage import NeedsError, answer, find_needs, table, without_document
from pact_harness.pactfile.contract import PactFileError, read_contracts

NAME_IT = 'Name it with --openapi FILE, or as openapi = "FILE" in [tool.pact-harness] of {}.'
WHICH = "the contracts are with several providers: which one's OpenAPI document tells them apart? " + NAME_IT


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
    parser.add_argument("--json", action="store_true", help="for a program")


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Print the table, or the answer about one field; 1 where somebody needs it."""
    try:
        return _answered(options, settings)
    except (OpenApiError, NeedsError, PactFileError) as error:
        raise UsageError(str(error)) from error


def _answered(options: argparse.Namespace, settings: Settings) -> int:
    contracts = read_contracts(options.contracts)
    if not contracts:
        raise UsageError(f"{options.contracts} holds no contract, so nobody is known to need anything")
    file = _document(options, settings)
    if file is None and len({contract.provider for contract in contracts}) > 1:
        raise UsageError(WHICH.format(settings.file))
    document = read_openapi(file) if file else Document({})
    needs = find_needs(contracts, document, settings.messages or None if file else None)
    if options.field is None:
        print(json.dumps(asdict(needs), indent=2) if options.json else table(needs))  # noqa: T201
        if file is None and not options.json:
            print(f"\n{without_document(needs.provider)} {NAME_IT.format(settings.file)}")  # noqa: T201
        return 0
    if not needs.named(options.field):
        known = ", ".join([*needs.documented, *needs.elsewhere])
        raise UsageError(f"there is no field {options.field!r}; there are {known}")
    print(answer(needs, options.field))  # noqa: T201
    return 1 if any(needs.of(name) for name in needs.named(options.field)) else 0


def _document(options: argparse.Namespace, settings: Settings) -> Path | None:
    """The provider's document; None where nobody names one: contracts alone tell who needs what they promise."""
    if options.openapi:
        return Path(options.openapi)
    return settings.existing_file("openapi", settings.openapi) if settings.openapi else None
