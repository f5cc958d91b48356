"""The command line ``pact-harness``: what reads contracts without running them, and what starts a project.

Each command is a module with ``add_arguments(parser, settings)`` and ``run(options, settings) -> int``, imported only
when it is asked for, so that a command whose extra is not installed stops no other one.

Exit codes: 0 nothing found, 1 something found, 2 the command could not do what was asked.
"""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from pact_harness.config import UsageError, find_root, read_settings

# An import that fails -> the extra that brings it.
EXTRAS: Mapping[str, str] = {
    "jinja2": "book",
    "markupsafe": "book",
    "yaml": "checks",
    "rich": "checks",
    "urllib3": "broker",
    "jsonschema_rs": "openapi",
}


@dataclass(frozen=True)
class Command:
    """Where a command is defined, and the line of ``--help`` about it."""

    module: str
    help: str


COMMANDS: Mapping[str, Command] = {
    "init": Command("pact_harness.init.command", "write the few files that a project needs"),
    "check": Command(
        "pact_harness.checks.command", "check contracts: drift, determinism, states, lint, necessity, openapi"
    ),
    "compare": Command(
        "pact_harness.checks.compare_command", "what changed contracts newly ask of a provider, or no longer ask"
    ),
    "needs": Command("pact_harness.openapi.needs_command", "who needs which field of the provider"),
    "coverage": Command("pact_harness.openapi.coverage_command", "which parts of the provider the contracts cover"),
    "book": Command("pact_harness.book.command", "write contracts as pages for people"),
    "summary": Command("pact_harness.book.summary_command", "write the last verification for a pull request"),
    "broker": Command(
        "pact_harness.broker.command", "publish contracts, ask whether to deploy, record what is deployed"
    ),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a description may hold what a terminal cannot show
    try:
        code = _run(list(sys.argv[1:] if arguments is None else arguments))
        sys.stdout.flush()
    except UsageError as error:
        return _failed(str(error))
    except ModuleNotFoundError as error:
        if error.name is None or error.name not in EXTRAS:
            raise
        extra = EXTRAS[error.name]
        install = f"python -m pip install 'pytest-pact-harness[{extra}]'"
        return _failed(f"this needs {error.name}, which is not installed. Run: {install}")
    except KeyboardInterrupt:
        print("pact-harness: stopped", file=sys.stderr)  # noqa: T201
        return 130
    except BrokenPipeError:  # `| head` has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nor may Python's last flush fail
        return 0
    return code


def _failed(message: str) -> int:
    print(f"pact-harness: {message}", file=sys.stderr)  # noqa: T201  (a command's own output)
    return 2


def _overrides(arguments: Sequence[str]) -> list[str]:
    """What ``--pact-set`` says; settings are read before the command's own options are known."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--pact-set", action="append", default=[])
    found: list[str] = parser.parse_known_args(arguments)[0].pact_set
    return found


def _run(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="pact-harness", description="Ask questions about contracts.")
    parser.add_argument(
        "--pact-set", action="append", default=[], metavar="KEY=VALUE", help="a setting of [tool.pact-harness]"
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND", dest="command")
    chosen = next((one for one in arguments if one in COMMANDS), None)
    settings = read_settings(find_root(Path.cwd()), _overrides(arguments))
    for name, command in COMMANDS.items():
        described = commands.add_parser(name, help=command.help)
        if name == chosen:
            module = import_module(command.module)
            module.add_arguments(described, settings)
            described.set_defaults(run=module.run)
    options, rest = parser.parse_known_args(arguments)
    if rest and not hasattr(options, "what"):
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    if rest:
        # Names and paths may stand on either side of an option, where argparse ends the list of them.
        if unknown := [one for one in rest if one.startswith("-")]:
            parser.error(f"unrecognized arguments: {' '.join(unknown)}")
        options.what += rest
    return int(options.run(options, settings))
