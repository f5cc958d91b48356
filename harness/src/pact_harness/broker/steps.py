"""The life of a contract in a broker, a function for each step: it yields the lines that say what it did.

Raises BrokerError where the broker cannot be asked or used, and RefusedError where it says no.
"""

import os
import uuid
from argparse import Namespace
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from pact_harness.broker.hal import LONG, Hal, MissingError, RefusedError, RejectedError, inside
from pact_harness.broker.matrix import partners, require_yes, without_main_branch
from pact_harness.broker.settings import BrokerError, secret
from pact_harness.broker.version import current_version
from pact_harness.git import uncommitted
from pact_harness.pactfile.contract import Contract, PactFileError, read_contracts
from pact_harness.pactfile.readable_text import counted
from pact_harness.results.masking import without

Step = Callable[[Hal, Namespace], Iterable[str]]
# For GitHub: https://docs.github.com/en/rest/repos/repos#create-a-repository-dispatch-event
EVENT = "contract_requiring_verification_published"
TOLD = {"pact_url": "pactUrl", "sha": "providerVersionNumber", "branch": "providerVersionBranch"}
BODY = {"event_type": EVENT, "client_payload": {key: f"${{pactbroker.{value}}}" for key, value in TOLD.items()}}
DEPLOYED, RELEASED = ("deployed-deployed", "deployedVersions"), ("supported-released", "releasedVersions")


def publish(hal: Hal, options: Namespace) -> Iterator[str]:
    """Publish contracts as this version of their consumers."""
    if not options.allow_dirty and (dirty := uncommitted(Path.cwd())):
        raise BrokerError(f"{dirty}, which they would be published as: commit them, or say --allow-dirty")
    version = current_version(Path.cwd(), os.environ, options.version, options.branch)
    contracts = sorted(_contracts(options.contracts), key=lambda one: (one.consumer, one.provider))
    done: list[str] = []
    for consumer, group in groupby(contracts, lambda one: one.consumer):
        of_consumer = list(group)
        content: dict[str, Any] = {"pacticipantName": consumer, "pacticipantVersionNumber": version.number}
        content |= {"branch": version.branch, **version.build, "contracts": [_content(one) for one in of_consumer]}
        try:
            hal.ask("POST", hal.url("publish-contracts"), content, LONG * len(of_consumer))
        except BrokerError as error:
            before = f"\npublished before that: {', '.join(done)}" if done else ""
            kind = RefusedError if isinstance(error, RejectedError) else BrokerError
            raise kind(f"{error}\nso this was not published: the contracts of {consumer}{before}") from None
        done += [f"{consumer} of {one.provider}" for one in of_consumer]
    yield f"published {counted(len(done), 'contract')} as {version}: {', '.join(done)}"
    yield from filter(None, [without_main_branch(hal, _names(contracts))])


def can_i_deploy(hal: Hal, options: Namespace) -> Iterator[str]:
    """May this version go there? Waits for results that are still unknown."""
    there, number = options.environment, _number(hal, options)
    running = {name for recorded in (DEPLOYED, RELEASED) for name, _ in _recorded(hal, there, recorded)}
    require_yes(hal, options, number, {"environment": there}, there, running)
    yield f"yes: version {number} of {options.pacticipant} can be deployed to {there}"


def can_i_merge(hal: Hal, options: Namespace) -> Iterator[str]:
    """May this version be merged? It must fit the main branches of all that it has contracts with."""
    number = _number(hal, options)
    if lacking := without_main_branch(hal, partners(hal, options.pacticipant)):
        raise BrokerError(f"a yes would mean nothing. {lacking[:1].upper()}{lacking[1:]}")
    require_yes(hal, options, number, {"mainBranch": "true", "latest": "true"}, "main branches", None)
    yield f"yes: version {number} of {options.pacticipant} is compatible with the main branches"


def record_deployment(hal: Hal, options: Namespace) -> Iterator[str]:
    """This version runs there now; what ran there before no longer does."""
    who, number = options.pacticipant, current_version(Path.cwd(), os.environ, options.version, "-").number
    if not (version := hal.find("pacticipant-version", pacticipant=who, version=number)):
        how = "pact-harness broker publish, or pytest --pact-broker in CI"
        raise BrokerError(f"the broker has no version {number} of {who}. A version gets there by {how}")
    _environment(hal, options.environment)
    links = {one["name"]: one["href"] for one in inside(version, "_links", "pb:record-deployment")}
    hal.ask("POST", links[options.environment], {})
    yield f"recorded: version {number} of {who} runs in {options.environment}"


def record_undeployment(hal: Hal, options: Namespace) -> Iterator[str]:
    """It no longer runs there."""
    running = [url for name, url in _recorded(hal, options.environment, DEPLOYED) if name == options.pacticipant]
    if not running:
        raise RefusedError(f"no version of {options.pacticipant} is recorded in {options.environment}")
    for url in running:
        hal.ask("PATCH", url, {"currentlyDeployed": False})
    yield f"recorded: {options.pacticipant} no longer runs in {options.environment}"


def delete_branch(hal: Hal, options: Namespace) -> Iterator[str]:
    """Forget a branch that was merged or given up; its versions and results stay."""
    try:
        hal.ask("DELETE", hal.url("pacticipant-branch", pacticipant=options.pacticipant, branch=options.branch))
    except MissingError:
        raise RefusedError(f"there is no branch {options.branch} of {options.pacticipant}") from None
    yield f"deleted branch {options.branch} of {options.pacticipant}"


def setup(hal: Hal, options: Namespace) -> Iterator[str]:
    """Make what is missing of environments, main branches and webhooks; can be repeated."""
    contracts = [] if options.pacticipants else _contracts(options.contracts)
    names, known = options.pacticipants or _names(contracts), _environments(hal)
    for name in (one for one in options.environments if one not in known):
        made = {"name": name, "displayName": name.capitalize(), "production": name == "production"}
        hal.ask("POST", hal.url("environments"), made)
    for name in names:
        exists = hal.find("pacticipant", pacticipant=name)
        where = ("PATCH", hal.url("pacticipant", pacticipant=name)) if exists else ("POST", hal.url("pacticipants"))
        hal.ask(*where, {"name": name, "mainBranch": options.main_branch})
    told = f"{', '.join(names)} with main branch {options.main_branch}"
    yield f"set up: {told}; environments {', '.join(options.environments)}"
    for asked in options.webhook:
        provider, _, url = asked.partition("=")
        of_one = "://" in url and "://" not in provider
        if not (of_one or contracts):
            raise BrokerError("whose webhook? With --pacticipants say --webhook PROVIDER=URL")
        for name in [provider] if of_one else sorted({one.provider for one in contracts}):
            yield _set_webhook(hal, name, url if of_one else asked)


def _set_webhook(hal: Hal, provider: str, url: str) -> str:
    """Have the broker call *url* when a contract needs a verification. The same webhook each time: can be repeated."""
    number, token = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{url}#{provider}")), secret(os.environ, "WEBHOOK_TOKEN")
    headers = {"Content-Type": "application/json", "Accept": "application/vnd.github+json"}
    headers |= {"Authorization": f"Bearer {token}"} if token else {}
    request = {"method": "POST", "url": url, "headers": headers, "body": BODY}
    webhook = {"description": f"verify {provider}", "provider": {"name": provider}, "events": [{"name": EVENT}]}
    parts = urlsplit(url)
    secrets = [parts.username or "", parts.password or "", parts.query, *(value for _, value in parse_qsl(parts.query))]
    try:
        hal.ask("PUT", hal.url("webhook", uuid=number), {**webhook, "request": request})
    except BrokerError as error:
        raise BrokerError(without(str(error), token, url, *secrets)) from None
    return f"webhook {number}: a contract that {provider} has not verified is told to {without(url, *secrets)}"


def _contracts(folder: Path) -> list[Contract]:
    try:
        contracts = read_contracts(folder)
    except PactFileError as error:
        raise BrokerError(f"{error}, so nothing was done") from None
    if not contracts:
        raise BrokerError(f"{folder} holds no contract: the consumer's contract tests write them")
    return contracts


def _content(contract: Contract) -> dict[str, str]:
    names = {"consumerName": contract.consumer, "providerName": contract.provider, "specification": "pact"}
    return {**names, "contentType": "application/json", "content": b64encode(contract.path.read_bytes()).decode()}


def _names(contracts: Iterable[Contract]) -> list[str]:
    return sorted({name for one in contracts for name in (one.consumer, one.provider)})


def _number(hal: Hal, options: Namespace) -> str:
    """The version of a pacticipant that the broker knows."""
    if not hal.find("pacticipant", pacticipant=options.pacticipant):
        known = f"the broker at {hal.broker.url} knows no {options.pacticipant}"
        raise BrokerError(f"{known}: is the name right, and was a contract published?")
    return current_version(Path.cwd(), os.environ, options.version, "-").number


def _environments(hal: Hal) -> dict[str, Any]:
    return {inside(one, "name"): one for one in inside(hal.find("environments"), "_embedded", "environments")}


def _environment(hal: Hal, name: str) -> Any:
    if name not in (known := _environments(hal)):
        found = f"has no environment {name}, only {', '.join(sorted(known)) or 'none'}"
        raise BrokerError(f"the broker at {hal.broker.url} {found}: pact-harness broker setup makes them")
    return known[name]


def _recorded(hal: Hal, name: str, recorded: tuple[str, str]) -> list[tuple[str, str]]:
    """Who is deployed or released in the environment, each with the address of that fact."""
    link, key = recorded
    there = hal.ask("GET", inside(_environment(hal, name), "_links", f"pb:currently-{link}-versions", "href"))
    who, where = ("_embedded", "pacticipant", "name"), ("_links", "self", "href")
    return [(inside(one, *who), inside(one, *where)) for one in inside(there, "_embedded", key)]
