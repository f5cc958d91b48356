"""``pact-harness needs``: who needs which field of the provider; with a field, whether it can go."""

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from pact_harness.config import Settings, UsageError
from pact_harness.openapi.document import Document, OpenApiError, read_openapi
from pact_harness.openapi.field_usage import NeedsError, answer, find_needs, table, without_document
from pact_harness.openapi.observed_exchanges import ObservedError, read_observed
from pact_harness.pactfile.contract import Contract, PactFileError, read_contracts

NAME_IT = (
    'Name it with --openapi FILE, or as openapi = "FILE" in [tool.pact-harness] of {}, or in its provider\'s table.'
)


def add_arguments(parser: argparse.ArgumentParser, settings: Settings) -> None:
    """The command's options."""
    parser.add_argument("field", nargs="?", help="such as ip_address; exit code 1 where somebody needs it")
    parser.add_argument("--contracts", type=Path, metavar="DIR", help="(those of the settings)")
    parser.add_argument("--provider", metavar="NAME", help="one of several (all)")
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
    observed = read_observed(options.verification)
    groups = list(_groups(options, settings))
    everything = [
        find_needs(
            ours,
            read_openapi(path) if path else Document({}),
            settings.of(name).messages or None if path else None,
            observed,
        )
        for name, ours, path in groups
    ]
    if options.field is None:
        shown = [json.dumps(asdict(one), indent=2) if options.json else table(one) for one in everything]
        bare = [name for name, _, path in groups if not (path or any(one.provider == name for one in observed))]
        if bare and not options.json:
            shown.append(f"{without_document(', '.join(bare))} {NAME_IT.format(settings.file)}")
        print("\n\n".join(shown) if not options.json or len(shown) == 1 else f"[{', '.join(shown)}]")  # noqa: T201
        return 0
    having = [one for one in everything if one.named(options.field)]
    if not having:
        names = ", ".join(name for one in everything for name in one.names)
        raise UsageError(f"there is no field {options.field!r}; there are {names}")
    print("\n".join(answer(one, options.field) for one in having))  # noqa: T201
    return 1 if any(one.of(name) for one in having for name in one.named(options.field)) else 0


def _groups(options: argparse.Namespace, settings: Settings) -> Iterator[tuple[str, list[Contract], Path | None]]:
    """Each provider: its name, its contracts, and its document, if one is named. One that --openapi names decides for
    itself whose it is."""
    folders = [options.contracts] if options.contracts else settings.contract_folders()
    contracts = [one for folder in folders for one in read_contracts(folder)]
    if not contracts:
        raise UsageError(f"{', '.join(map(str, folders))} holds no contract, so nobody is known to need anything")
    names = sorted({one.provider for one in contracts})
    if options.provider and options.provider not in names:
        raise UsageError(f"no contract is with {options.provider!r}; there are contracts with {', '.join(names)}")
    wanted = [options.provider] if options.provider else names
    path = named_document(options.openapi, settings)
    if path and (options.openapi or not settings.providers):
        ours = [one for one in contracts if one.provider in wanted]
        yield wanted[0] if len(wanted) == 1 else "", ours, path
        return
    for name in wanted:
        yield name, [one for one in contracts if one.provider == name], settings.openapi_of(name)


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
