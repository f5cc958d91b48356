"""``python -m pact_harness broker``: from the command line to the broker.

Exit codes: 0 done, or yes; 2 the broker could not be asked; otherwise the exit code of the broker's own command line.
"""

import argparse
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from pact_harness.broker import commands
from pact_harness.broker.settings import Broker, BrokerError
from pact_harness.broker.version import Version, current_version, uncommitted
from pact_harness.config import Settings
from pact_harness.pactfile.contract import PactFileError, read_contracts

ENVIRONMENTS = ("test", "production")


def add_arguments(parser: argparse.ArgumentParser, settings: Settings) -> None:
    """The steps of a contract's life, each a command of its own."""
    folder, steps = settings.contracts_folder, parser.add_subparsers(required=True, metavar="STEP")
    publish = steps.add_parser("publish", help="publish the contracts as this version of their consumers")
    publish.add_argument(
        "contracts", nargs="?", type=Path, default=settings.contracts_folder, metavar="DIR", help="(contracts)"
    )
    _version(publish)
    publish.add_argument("--branch", help="(from CI or git)")
    publish.add_argument("--allow-dirty", action="store_true", help="although files differ from the commit")
    publish.set_defaults(step=_publish)
    for name, help_ in (("can-i-deploy", "may this version go there?"), ("can-i-merge", "may this version be merged?")):
        asked = steps.add_parser(name, help=help_)
        _pacticipant(asked)
        _version(asked)
        if name == "can-i-deploy":
            _environment(asked)
        asked.add_argument("--retry-while-unknown", type=_whole, default=12, metavar="TIMES", help="(12)")
        asked.add_argument("--retry-interval", type=_whole, default=10, metavar="SECONDS", help="(10)")
        asked.set_defaults(step=_can_i_deploy if name == "can-i-deploy" else _can_i_merge)
    deployed = steps.add_parser("record-deployment", help="this version runs there now")
    _pacticipant(deployed)
    _version(deployed)
    _environment(deployed)
    deployed.set_defaults(step=_record_deployment)
    undeployed = steps.add_parser("record-undeployment", help="it no longer runs there")
    _pacticipant(undeployed)
    _environment(undeployed)
    undeployed.set_defaults(step=_record_undeployment)
    branch = steps.add_parser("delete-branch", help="forget a branch that was merged")
    _pacticipant(branch)
    branch.add_argument("--branch", required=True, type=_named)
    branch.set_defaults(step=_delete_branch)
    setup = steps.add_parser("setup", help="environments, main branches and the webhook; can be repeated")
    setup.add_argument("--contracts", type=Path, default=folder, metavar="DIR", help="that name them (contracts)")
    setup.add_argument("--environments", nargs="+", default=ENVIRONMENTS, metavar="NAME", help="(test production)")
    setup.add_argument("--main-branch", default="main", help="(main)")
    setup.add_argument("--webhook", metavar="URL", help="what to call when a contract needs a verification")
    setup.set_defaults(step=_setup)


def run(options: argparse.Namespace, _settings: Settings) -> int:
    """Do one step; its exit code."""
    try:
        broker = Broker.from_environment(os.environ)
        for line in options.step(broker, options, os.environ):
            print(broker.masked(line), flush=True)  # noqa: T201 - a command's own output
    except commands.RefusedError as no:
        print(f"the broker says no:\n{no}", file=sys.stderr)  # noqa: T201
        return no.code
    except BrokerError as error:
        print(f"pact-harness: {error}", file=sys.stderr)  # noqa: T201
        return 2
    return 0


def _pacticipant(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--pacticipant", required=True, type=_named, metavar="NAME", help="such as profile-client")


def _named(text: str) -> str:
    """What make passes on where nothing was named is empty."""
    if not text:
        raise argparse.ArgumentTypeError("it has no value: with make, say PACTICIPANT=, TO= or BRANCH=")
    return text


def _whole(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"expected a whole number from 0 on, got {text!r}")
    return int(text)


def _version(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--version", metavar="NUMBER", help="(the commit, from CI or git)")


def _environment(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--to", "--environment", dest="environment", required=True, type=_named, metavar="NAME")


def _publish(broker: Broker, options: argparse.Namespace, variables: Mapping[str, str]) -> list[str]:
    if options.version is None and not options.allow_dirty and (changed := uncommitted(Path.cwd())):
        listed = ", ".join(changed[:3]) + (f" and {len(changed) - 3} more" if len(changed) > 3 else "")
        raise BrokerError(
            f"{listed} differ from the commit, which would be published as what it is not: commit them, or say "
            f"--allow-dirty (make publish DIRTY=1)"
        )
    version = current_version(Path.cwd(), variables, options.version, options.branch)
    return [commands.publish(broker, options.contracts, version)]


def _can_i_deploy(broker: Broker, options: argparse.Namespace, variables: Mapping[str, str]) -> list[str]:
    patience = options.retry_while_unknown, options.retry_interval
    number = _number(options, variables)
    return [commands.can_i_deploy(broker, options.pacticipant, number, options.environment, *patience)]


def _can_i_merge(broker: Broker, options: argparse.Namespace, variables: Mapping[str, str]) -> list[str]:
    patience = options.retry_while_unknown, options.retry_interval
    return [commands.can_i_merge(broker, options.pacticipant, _number(options, variables), *patience)]


def _record_deployment(broker: Broker, options: argparse.Namespace, variables: Mapping[str, str]) -> list[str]:
    number = _number(options, variables)
    return [commands.record_deployment(broker, options.pacticipant, number, options.environment)]


def _record_undeployment(broker: Broker, options: argparse.Namespace, _variables: Mapping[str, str]) -> list[str]:
    return [commands.record_undeployment(broker, options.pacticipant, options.environment)]


def _delete_branch(broker: Broker, options: argparse.Namespace, _variables: Mapping[str, str]) -> list[str]:
    return [commands.delete_branch(broker, options.pacticipant, options.branch)]


def _setup(broker: Broker, options: argparse.Namespace, variables: Mapping[str, str]) -> list[str]:
    try:
        contracts = read_contracts(options.contracts)
    except PactFileError as error:
        raise BrokerError(str(error)) from None
    if not contracts:
        raise BrokerError(f"{options.contracts} holds no contract that would name the pacticipants")
    pacticipants = sorted({name for one in contracts for name in (one.consumer, one.provider)})
    lines = [commands.set_up(broker, pacticipants, options.environments, options.main_branch)]
    if options.webhook:
        token = variables.get("WEBHOOK_TOKEN")
        providers = sorted({one.provider for one in contracts})
        lines += [commands.set_up_webhook(broker, provider, options.webhook, token) for provider in providers]
    return lines


def _number(options: argparse.Namespace, variables: Mapping[str, str]) -> str:
    version: Version = current_version(Path.cwd(), variables, options.version, "-")
    return version.number
