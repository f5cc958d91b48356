"""``pact-harness needs``: who needs which field of the provider; with a field, whether it can go."""

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from pact_harness.config import Settings
from pact_harness.errors import UsageError
from pact_harness.openapi.document import Document, OpenApiError, read_openapi
from pact_harness.openapi.field_usage import NeedsError, answer, find_needs, table
from pact_harness.pactfile.contract import Contract, PactFileError, read_contracts


def add_arguments(parser: argparse.ArgumentParser, settings: Settings) -> None:
    """The command's options."""
    parser.add_argument("field", nargs="?", help="such as ip_address; exit code 1 where somebody needs it")
    parser.add_argument("--contracts", type=Path, metavar="DIR", help="(those of the settings)")
    parser.add_argument("--provider", metavar="NAME", help="one of several (all whose document is known)")
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
    everything = [
        find_needs(ours, document, settings.of(name).messages or None)
        for name, ours, document in _documented(options, settings)
    ]
    if options.field is None:
        shown = [json.dumps(asdict(one), indent=2) if options.json else table(one) for one in everything]
        print("\n\n".join(shown) if not options.json or len(shown) == 1 else f"[{', '.join(shown)}]")  # noqa: T201
        return 0
    having = [one for one in everything if one.named(options.field)]
    if not having:
        known = ", ".join(name for one in everything for name in [*one.documented, *one.elsewhere])
        raise UsageError(f"there is no field {options.field!r}; there are {known}")
    print("\n".join(answer(one, options.field) for one in having))  # noqa: T201
    return 1 if any(one.of(name) for one in having for name in one.named(options.field)) else 0


def _documented(options: argparse.Namespace, settings: Settings) -> Iterator[tuple[str, list[Contract], Document]]:
    """Each provider with a document: its name, its contracts and the document. One that --openapi names decides for
    itself whose it is."""
    folders = [options.contracts] if options.contracts else settings.contract_folders()
    contracts = [one for folder in folders for one in read_contracts(folder)]
    if not contracts:
        raise UsageError(f"{', '.join(map(str, folders))} holds no contract, so nobody is known to need anything")
    names = sorted({one.provider for one in contracts})
    if options.provider and options.provider not in names:
        raise UsageError(f"no contract is with {options.provider!r}; there are contracts with {', '.join(names)}")
    wanted = [options.provider] if options.provider else names
    if options.openapi or not settings.providers:
        ours = [one for one in contracts if one.provider in wanted]
        yield wanted[0] if len(wanted) == 1 else "", ours, read_openapi(options.openapi or _the_document(settings))
        return
    found = [(name, document) for name in wanted if (document := settings.openapi_of(name))]
    if not found:
        raise _unknown_document(settings)
    for name, document in found:
        yield name, [one for one in contracts if one.provider == name], read_openapi(document)


def _the_document(settings: Settings) -> Path:
    if not settings.openapi:
        raise _unknown_document(settings)
    return settings.existing_file("openapi", settings.openapi)


def _unknown_document(settings: Settings) -> UsageError:
    return UsageError(
        f'which OpenAPI document describes the provider? Name it with --openapi FILE, or as openapi = "FILE" '
        f"in [tool.pact-harness] of {settings.file}, or of its provider's table"
    )
