"""``pact-harness broker``: from the command line to the broker.

Exit codes: 0 done, or yes; 1 the broker says no; 2 it could not be asked, or not so.
"""

import argparse
import os
import sys
from pathlib import Path
from typing import Any

from pact_harness.broker import steps
from pact_harness.broker.hal import Hal
from pact_harness.broker.settings import Broker, BrokerError
from pact_harness.config import Settings


def add_arguments(parser: argparse.ArgumentParser, settings: Settings) -> None:
    """The steps of a contract's life, each a command of its own."""
    chosen = parser.add_subparsers(required=True, metavar="STEP")
    folder: dict[str, Any] = {
        "type": Path,
        "default": settings.contracts_folder,
        "metavar": "DIR",
        "help": "(contracts)",
    }
    who = {"--pacticipant": {"required": True, "type": _named, "metavar": "NAME", "help": "such as profile-client"}}
    version = {"--version": {"type": _named, "metavar": "NUMBER", "help": "(the commit, from CI or git)"}}
    environment = {"--to --environment": {"dest": "environment", "required": True, "type": _named, "metavar": "NAME"}}
    patience = {
        "--retry-while-unknown": {"type": _whole, "default": 12, "metavar": "TIMES", "help": "(12)"},
        "--retry-interval": {"type": _whole, "default": 10, "metavar": "SECONDS", "help": "(10)"},
    }

    def step(function: steps.Step, help_: str, arguments: dict[str, dict[str, Any]]) -> None:
        parser = chosen.add_parser(function.__name__.replace("_", "-"), help=help_)
        for flags, settings in arguments.items():
            parser.add_argument(*flags.split(), **settings)
        parser.set_defaults(step=function)

    branch = {"--branch": {"type": _named, "help": "(from CI or git)"}}
    dirty = {"--allow-dirty": {"action": "store_true", "help": "although files differ from the commit"}}
    published = {"contracts": {"nargs": "?", **folder}}
    step(steps.publish, "publish contracts as this version of their consumers", published | version | branch | dirty)
    step(steps.can_i_deploy, "may this version go there?", who | version | environment | patience)
    step(steps.can_i_merge, "may this version be merged?", who | version | patience)
    step(steps.record_deployment, "this version runs there now", who | version | environment)
    step(steps.record_undeployment, "it no longer runs there", who | environment)
    step(steps.delete_branch, "forget a branch that was merged", who | {"--branch": {"required": True, "type": _named}})
    made = {
        "--contracts --pact-dir": {"dest": "contracts", **folder, "help": "that name the pacticipants (contracts)"},
        "--pacticipants": {"nargs": "+", "type": _named, "metavar": "NAME", "help": "these, whatever contracts name"},
        "--environments": {"nargs": "+", "default": ("test", "production"), "metavar": "NAME", "help": "(both)"},
        "--main-branch": {"type": _named, "default": "main", "help": "(main)"},
        "--webhook": {"action": "append", "default": [], "metavar": "[PROVIDER=]URL", "help": "starts a verification"},
    }
    step(steps.setup, "environments, main branches and webhooks; can be repeated", made)


def run(options: argparse.Namespace, _settings: Settings) -> int:
    """Do one step; its exit code."""
    try:
        broker = Broker.from_environment(os.environ)
        for line in options.step(Hal(broker), options):
            print(broker.masked(line), flush=True)  # noqa: T201 - a command's own output
    except steps.BrokerRefusedError as no:
        print(f"the broker says no:\n{no}", file=sys.stderr)  # noqa: T201
        return 1
    except BrokerError as error:
        print(f"pact-harness: {error}", file=sys.stderr)  # noqa: T201
        return 2
    return 0


def _named(text: str) -> str:
    """A variable that is not set becomes an empty name, and an option that was mistyped one with a dash."""
    if not text.strip() or text.strip().startswith("-"):
        raise argparse.ArgumentTypeError(f"expected a name, got {text!r}")
    return text.strip()


def _whole(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"expected a whole number from 0 on, got {text!r}")
    return int(text)
