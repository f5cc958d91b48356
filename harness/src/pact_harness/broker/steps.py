"""The life of a contract in a broker, a function for each step: it yields the lines that say what it did.

Raises BrokerError where the broker cannot be asked or used, and BrokerRefusedError where it says no.
"""

import os
import time
import uuid
from argparse import Namespace
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from pact_harness.broker.explanation import explain
from pact_harness.broker.hal import LONG, Hal, MissingError, RejectedError, inside
from pact_harness.broker.pacticipants import partners, without_main_branch
from pact_harness.broker.settings import BrokerError, secret, without
from pact_harness.broker.version import current_version, uncommitted
from pact_harness.pactfile.contract import Contract, PactFileError, read_contracts

Step = Callable[[Hal, Namespace], Iterable[str]]
# For GitHub: https://docs.github.com/en/rest/repos/repos#create-a-repository-dispatch-event
EVENT = "contract_requiring_verification_published"
RECORDED = {"deployed": "deployed", "released": "supported"}  # what is recorded, and what it is until it ends
TOLD = {"pact_url": "pactUrl", "sha": "providerVersionNumber", "branch": "providerVersionBranch"}
BODY = {"event_type": EVENT, "client_payload": {key: f"${{pactbroker.{value}}}" for key, value in TOLD.items()}}


class BrokerRefusedError(Exception):
    """The broker said no; the message is its reason."""


def publish(hal: Hal, options: Namespace) -> Iterator[str]:
    """Publish every contract of a folder as this version of its consumer."""
    if not options.allow_dirty and (dirty := uncommitted(Path.cwd())):
        raise BrokerError(f"{dirty}, which they would be published as: commit them, or say --allow-dirty")
    version = current_version(Path.cwd(), os.environ, options.version, options.branch)
    done: list[str] = []
    contracts = sorted(_contracts(options.contracts), key=lambda one: (one.consumer, one.provider))
    for consumer, of_consumer in groupby(contracts, lambda one: one.consumer):
        listed = list(of_consumer)
        body = {
            "pacticipantName": consumer,
            "pacticipantVersionNumber": version.number,
            "branch": version.branch,
            **({"buildUrl": version.build_url} if version.build_url else {}),
            "contracts": [
                {
                    "consumerName": consumer,
                    "providerName": one.provider,
                    "specification": "pact",
                    "contentType": "application/json",
                    "content": b64encode(one.path.read_bytes()).decode(),
                }
                for one in listed
            ],
        }
        try:
            hal.ask("POST", hal.url("publish-contracts"), body, LONG * len(listed))
        except BrokerError as error:
            kind = BrokerRefusedError if isinstance(error, RejectedError) else BrokerError
            before = f"\npublished before that: {', '.join(done)}" if done else ""
            raise kind(f"{error}\nso this was not published: the contracts of {consumer}{before}") from None
        done += [f"{one.consumer} of {one.provider}" for one in listed]
    yield f"published {len(done)} contract{'s'[: len(done) != 1]} as {version}: {', '.join(done)}"
    yield from filter(None, [without_main_branch(hal, _names(contracts))])


def can_i_deploy(hal: Hal, options: Namespace) -> Iterator[str]:
    """Ask whether a version fits what runs in an environment, waiting for results that are still unknown."""
    number = _known_number(hal, options)
    deployed = {name for recorded in RECORDED for name, _ in _recorded(hal, options.environment, recorded)}
    _ask_matrix(hal, options, number, {"environment": options.environment}, options.environment, deployed)
    yield f"yes: version {number} of {options.pacticipant} fits what runs in {options.environment}"


def can_i_merge(hal: Hal, options: Namespace) -> Iterator[str]:
    """Ask whether a version fits the main branches of all that it has contracts with."""
    number = _known_number(hal, options)
    if lacking := without_main_branch(hal, partners(hal, options.pacticipant)):
        raise BrokerError(f"a yes would be worth nothing. {lacking[:1].upper()}{lacking[1:]}")
    _ask_matrix(hal, options, number, {"mainBranch": "true", "latest": "true"}, "main branches", None)
    yield f"yes: version {number} of {options.pacticipant} fits the main branches around it"


def record_deployment(hal: Hal, options: Namespace) -> Iterator[str]:
    """Tell the broker what runs there now; what ran there before no longer does."""
    who, number = options.pacticipant, _number(options)
    if not (version := hal.find("pacticipant-version", pacticipant=who, version=number)):
        raise BrokerError(
            f"the broker knows no version {number} of {who}: it learns of one by a contract (pact-harness broker "
            f"publish) or a verification (pytest --pact-broker, in CI) of it"
        )
    _environment(hal, options.environment)
    links = {one["name"]: one["href"] for one in inside(version, "_links", "pb:record-deployment")}
    hal.ask("POST", links[options.environment], {})
    yield f"recorded: version {number} of {who} runs in {options.environment}"


def record_undeployment(hal: Hal, options: Namespace) -> Iterator[str]:
    """Tell the broker that a pacticipant no longer runs there."""
    running = [url for name, url in _recorded(hal, options.environment) if name == options.pacticipant]
    if not running:
        raise BrokerRefusedError(f"no version of {options.pacticipant} is recorded in {options.environment}")
    for url in running:
        hal.ask("PATCH", url, {"currentlyDeployed": False}, patch="merge-patch+")
    yield f"recorded: {options.pacticipant} no longer runs in {options.environment}"


def delete_branch(hal: Hal, options: Namespace) -> Iterator[str]:
    """Make the broker forget a branch that was merged or given up; its versions and results stay."""
    try:
        hal.ask("DELETE", hal.url("pacticipant-branch", pacticipant=options.pacticipant, branch=options.branch))
    except MissingError:
        raise BrokerRefusedError(f"there is no branch {options.branch} of {options.pacticipant}") from None
    yield f"deleted branch {options.branch} of {options.pacticipant}"


def setup(hal: Hal, options: Namespace) -> Iterator[str]:
    """Make what is missing of environments and webhooks, and give each pacticipant its main branch."""
    contracts = [] if options.pacticipants else _contracts(options.contracts)
    names = options.pacticipants or _names(contracts)
    for name in (one for one in options.environments if one not in _environments(hal)):
        made = {"name": name, "displayName": name.capitalize(), "production": name == "production"}
        hal.ask("POST", hal.url("environments"), made)
    for name in names:
        exists = hal.find("pacticipant", pacticipant=name)
        where = ("PATCH", hal.url("pacticipant", pacticipant=name)) if exists else ("POST", hal.url("pacticipants"))
        hal.ask(*where, {"name": name, "mainBranch": options.main_branch})
    environments = ", ".join(options.environments)
    yield f"set up: {', '.join(names)} with main branch {options.main_branch}; environments {environments}"
    for provider, url in _webhooks(options.webhook, sorted({one.provider for one in contracts})):
        yield _set_webhook(hal, provider, url, secret(os.environ, "WEBHOOK_TOKEN"))


def _webhooks(asked: Iterable[str], providers: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each provider with the address of its job; an address alone is for all that the contracts name."""
    for one in asked:
        provider, _, url = one.partition("=")
        if "://" in url and "://" not in provider:
            yield provider, url
        elif not providers:
            raise BrokerError("whose webhook? With --pacticipants say --webhook PROVIDER=URL")
        else:
            yield from ((provider, one) for provider in providers)


def _set_webhook(hal: Hal, provider: str, url: str, token: str) -> str:
    """Have the broker call *url* when a contract needs a verification. The same webhook each time: can be repeated."""
    number = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{url}#{provider}"))
    headers = {"Content-Type": "application/json", "Accept": "application/vnd.github+json"}
    headers |= {"Authorization": f"Bearer {token}"} if token else {}
    webhook = {
        "description": f"verify {provider}",
        "provider": {"name": provider},
        "events": [{"name": EVENT}],
        "request": {"method": "POST", "url": url, "headers": headers, "body": BODY},
    }
    parts = urlsplit(url)
    inside = [parts.username or "", parts.password or "", parts.query, *(value for _, value in parse_qsl(parts.query))]
    try:
        hal.ask("PUT", hal.url("webhook", uuid=number), webhook)
    except BrokerError as error:
        raise type(error)(without(str(error), token, url, *inside)) from None
    return f"webhook {number}: a contract that {provider} has not verified is told to {without(url, *inside)}"


def _contracts(folder: Path) -> list[Contract]:
    try:
        contracts = read_contracts(folder)
    except PactFileError as error:
        raise BrokerError(f"{error}, so nothing was done") from None
    if not contracts:
        raise BrokerError(f"{folder} holds no contract: the consumer's contract tests write them")
    return contracts


def _names(contracts: Iterable[Contract]) -> list[str]:
    return sorted({name for one in contracts for name in (one.consumer, one.provider)})


def _number(options: Namespace) -> str:
    return current_version(Path.cwd(), os.environ, options.version, "-").number


def _known_number(hal: Hal, options: Namespace) -> str:
    if not hal.find("pacticipant", pacticipant=options.pacticipant):
        raise BrokerError(
            f"the broker at {hal.broker.url} knows no {options.pacticipant}: is the name right, and was a contract "
            f"published?"
        )
    return _number(options)


def _environments(hal: Hal) -> dict[str, Any]:
    return {inside(one, "name"): one for one in inside(hal.get("environments"), "_embedded", "environments")}


def _environment(hal: Hal, name: str) -> Any:
    known = _environments(hal)
    if name not in known:
        raise BrokerError(
            f"the broker at {hal.broker.url} has no environment {name}, only {', '.join(sorted(known)) or 'none'}: "
            f"pact-harness broker setup makes them"
        )
    return known[name]


def _recorded(hal: Hal, name: str, recorded: str = "deployed") -> list[tuple[str, str]]:
    """Who is deployed or released in the environment, each with the address of that fact."""
    link = inside(_environment(hal, name), "_links", f"pb:currently-{RECORDED[recorded]}-{recorded}-versions", "href")
    listed = inside(hal.ask("GET", link), "_embedded", f"{recorded}Versions")
    who, where = ("_embedded", "pacticipant", "name"), ("_links", "self", "href")
    return [(inside(one, *who), inside(one, *where)) for one in listed]


def _ask_matrix(
    hal: Hal, options: Namespace, number: str, where: dict[str, str], place: str, deployed: set[str] | None
) -> None:
    """BrokerRefusedError unless the answer is yes."""
    # cvpv looks at each version that runs there; the usual cvp hides all but the newest that has a result
    asked = {"q[][pacticipant]": options.pacticipant, "q[][version]": number, "latestby": "cvpv", "limit": "1000"}
    url = f"{hal.broker.url}/matrix?{urlencode(asked | where, quote_via=quote)}"
    for left in range(options.retry_while_unknown, -1, -1):
        answer = hal.ask("GET", url, seconds=10)
        if inside(answer, "summary", "deployable") is True:
            return
        if not (left and answer["summary"].get("unknown")):
            break
        time.sleep(options.retry_interval)
    told = explain(options.pacticipant, place, inside(answer, "matrix"), deployed, hal)
    raise BrokerRefusedError("\n".join([*told, "the broker's own words:", str(answer["summary"].get("reason"))]))
