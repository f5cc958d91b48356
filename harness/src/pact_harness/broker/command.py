"""``pact-harness broker``: from the command line to the broker.

Exit codes: 0 done, or yes; 1 the broker says no; 2 it could not be asked, or not so.
"""

import os
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pact_harness.broker import steps
from pact_harness.broker.hal import Hal, RefusedError
from pact_harness.broker.settings import Broker
from pact_harness.config import Settings


def _name(text: str) -> str:
    """A variable that is not set becomes an empty name, and an option that was mistyped one with a dash."""
    if not text.strip() or text.strip().startswith("-"):
        raise ArgumentTypeError(f"expected a name, got {text!r}")
    return text.strip()


def _whole(text: str) -> int:
    if not text.isdecimal():
        raise ArgumentTypeError(f"expected a whole number from 0 on, got {text!r}")
    return int(text)


Options = Mapping[str, Mapping[str, Any]]
NAME = {"type": _name, "metavar": "NAME"}
FOLDER = {"type": Path, "metavar": "DIR", "help": "(contracts)"}
WHO: Options = {"--pacticipant": {**NAME, "required": True, "help": "such as profile-client"}}
VERSION: Options = {"--version": {"type": _name, "metavar": "NUMBER", "help": "(the commit, from CI or git)"}}
BRANCH: Options = {"--branch": {**NAME, "help": "(from CI or git)"}}
DIRTY: Options = {"--allow-dirty": {"action": "store_true", "help": "although files differ from the commit"}}
ENVIRONMENT: Options = {"--to --environment": {**NAME, "dest": "environment", "required": True}}
PATIENCE: Options = {
    "--retry-while-unknown": {"type": _whole, "default": 12, "metavar": "TIMES", "help": "(12)"},
    "--retry-interval": {"type": _whole, "default": 10, "metavar": "SECONDS", "help": "(10)"},
}
STEPS: Mapping[steps.Step, Options] = {
    steps.publish: {"contracts": {"nargs": "?", **FOLDER}, **VERSION, **BRANCH, **DIRTY},
    steps.can_i_deploy: {**WHO, **VERSION, **ENVIRONMENT, **PATIENCE},
    steps.can_i_merge: {**WHO, **VERSION, **PATIENCE},
    steps.record_deployment: {**WHO, **VERSION, **ENVIRONMENT},
    steps.record_undeployment: {**WHO, **ENVIRONMENT},
    steps.delete_branch: {**WHO, "--branch": {**NAME, "required": True}},
    steps.setup: {
        "--contracts --pact-dir": {"dest": "contracts", **FOLDER},
        "--pacticipants": {**NAME, "nargs": "+", "help": "these, whatever contracts name"},
        "--environments": {**NAME, "nargs": "+", "default": ("test", "production"), "help": "(test production)"},
        "--main-branch": {**NAME, "default": "main", "help": "(main)"},
        "--webhook": {"action": "append", "default": [], "metavar": "[PROVIDER=]URL", "help": "starts a verification"},
    },
}


def add_arguments(parser: ArgumentParser, settings: Settings) -> None:
    """The steps of a contract's life, each a command of its own."""
    chosen = parser.add_subparsers(required=True, metavar="STEP")
    for step, options in STEPS.items():
        described = chosen.add_parser(step.__name__.replace("_", "-"), help=step.__doc__)
        described.set_defaults(step=step, contracts=settings.contracts_folder)
        for flags, how in options.items():
            described.add_argument(*flags.split(), **how)


def run(options: Namespace, _settings: Settings) -> int:
    """Do one step; its exit code."""
    broker = Broker.from_environment(os.environ)
    try:
        for line in options.step(Hal(broker), options):
            print(broker.masked(line), flush=True)  # noqa: T201 - a command's own output
    except RefusedError as no:
        print(f"the broker says no:\n{no}", file=sys.stderr)  # noqa: T201
        return 1
    return 0
