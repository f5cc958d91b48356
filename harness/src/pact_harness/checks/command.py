"""``pact-harness check``: from the command line to the checks of contracts."""

import argparse
import sys
from importlib.util import find_spec
from pathlib import Path

from pact_harness.checks import CHECKS, run_checks
from pact_harness.checks.compatibility.versions import VersionError
from pact_harness.checks.context import Context
from pact_harness.checks.report import as_json, as_text
from pact_harness.config import Settings, UsageError
from pact_harness.openapi.document import OpenApiError
from pact_harness.pactfile.contract import PactFileError


def add_arguments(parser: argparse.ArgumentParser, _settings: Settings) -> None:
    """The command's options."""
    parser.description = f"Checks: {', '.join(CHECKS)}."
    parser.add_argument("what", nargs="*", metavar="NAME|PATH", help="checks to run (all), files or folders")
    parser.add_argument("--json", action="store_true", help="findings for a program")
    parser.add_argument("--openapi", type=Path, metavar="FILE", help="the provider's document (setting openapi)")
    parser.add_argument("--against", metavar="VERSION", help="compare with this folder or git revision (HEAD)")


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Print what is found; 1 where anything is wrong."""
    names = [one for one in options.what if one in CHECKS] or _all(options, settings)
    named = [Path(one) for one in options.what if one not in CHECKS]
    paths = named or settings.contract_folders()
    for path in paths:
        if not path.exists() and named:
            known = ", ".join(CHECKS)
            raise UsageError(f"{path} is neither a check ({known}) nor a file or folder that exists")
        if not path.exists():
            raise UsageError(f"{path} (setting contracts) does not exist: the consumer's contract tests write it")
    context = Context(settings.root, tuple(paths), options.against, settings, options.openapi)
    if not context.files:
        raise UsageError(f"{', '.join(map(str, paths))} holds no file, so there is nothing to check")
    try:
        findings = run_checks(names, context)
    except (VersionError, PactFileError, OpenApiError) as error:
        raise UsageError(str(error)) from error
    print((as_json if options.json else as_text)(findings, names, context))  # noqa: T201
    return 1 if any(finding.severity == "error" for finding in findings) else 0


def _all(options: argparse.Namespace, settings: Settings) -> list[str]:
    """Every check that this project can run: openapi needs a document, and an extra."""
    documents = [options.openapi, settings.openapi, *(one.get("openapi") for one in settings.providers.values())]
    if any(documents) and find_spec("jsonschema_rs"):
        return list(CHECKS)
    if any(documents):
        install = "python -m pip install 'pytest-pact-harness[openapi]'"
        print(f"pact-harness: openapi is left out. To compare with the document: {install}", file=sys.stderr)  # noqa: T201
    return [name for name in CHECKS if name != "openapi"]
