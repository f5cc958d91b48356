"""The life of a contract in a broker, one function a step: each returns the line that says what it did.

Raises BrokerError where the broker cannot be asked or used, and RefusedError where it says no.
"""

import json
import re
import uuid
from collections.abc import Sequence
from pathlib import Path

from pact_harness.broker import cli
from pact_harness.broker.index import Index
from pact_harness.broker.settings import Broker, BrokerError
from pact_harness.broker.version import Version
from pact_harness.pactfile.contract import PactFileError, read_contracts

FAULT = re.compile(r"(Request to|Failed to access) pact broker path|IO Error")  # the command line's words for it
QUICK, LONG = 9.0, 60.0  # seconds for a command; publishing takes its time with many contracts
ASKING = 5.0  # seconds for the answer to each further question, besides the interval between two
# For GitHub: https://docs.github.com/en/rest/repos/repos#create-a-repository-dispatch-event
EVENT = "contract_requiring_verification_published"
BODY = {
    "event_type": EVENT,
    "client_payload": {
        "pact_url": "${pactbroker.pactUrl}",
        "sha": "${pactbroker.providerVersionNumber}",
        "branch": "${pactbroker.providerVersionBranch}",
    },
}


class RefusedError(Exception):
    """The broker said no. ``code`` is its command line's exit code; the message is the broker's own reason."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code


def publish(broker: Broker, contracts: Path, version: Version) -> str:
    """Publish every contract of a folder as this version of its consumer."""
    try:
        found = read_contracts(contracts)
    except PactFileError as error:
        raise BrokerError(f"{error}, so nothing was published") from None
    if not found:
        raise BrokerError(f"{contracts} holds no contract to publish: make consumer-test writes them")
    build = ["--build-url", version.build_url] if version.build_url else []
    as_version = ["-a", version.number, "--branch", version.branch, *build]
    _do(broker, ["publish", str(contracts), *as_version, "--validate", "--strict"], LONG)
    names = ", ".join(sorted(f"{one.consumer} of {one.provider}" for one in found))
    return f"published {_contracts(len(found))} as {version}: {names}"


def can_i_deploy(broker: Broker, who: str, version: str, environment: str, times: int, interval: int) -> str:
    """Ask whether *version* of *who* fits what runs in *environment*, waiting for results that are still unknown."""
    _look_up(broker, who, environment)
    what = ["-a", who, "-e", version, "--to-environment", environment]
    _do(broker, ["can-i-deploy", *what, *_patience(times, interval)], QUICK + times * (interval + ASKING))
    return f"yes: version {version} of {who} fits what runs in {environment}"


def can_i_merge(broker: Broker, who: str, version: str, times: int, interval: int) -> str:
    """Ask whether *version* of *who* fits the main branches of all that it talks to."""
    _look_up(broker, who)
    what = ["-a", who, "-e", version]
    _do(broker, ["can-i-merge", *what, *_patience(times, interval)], QUICK + times * (interval + ASKING))
    return f"yes: version {version} of {who} fits the main branches around it"


def record_deployment(broker: Broker, who: str, version: str, environment: str) -> str:
    """Tell the broker what runs there now; what ran there before no longer does."""
    index = Index(broker)
    if not index.knows("pacticipant-version", pacticipant=who, version=version):
        raise BrokerError(
            f"the broker knows no version {version} of {who}: it learns of one by a contract (make publish) or a "
            f"verification (make provider-verify BROKER=1, in CI) of it"
        )
    _do(broker, ["record-deployment", "-a", who, "-e", version, "--environment", environment], QUICK)
    return f"recorded: version {version} of {who} runs in {environment}"


def record_undeployment(broker: Broker, who: str, environment: str) -> str:
    """Tell the broker that *who* no longer runs there."""
    _do(broker, ["record-undeployment", "-a", who, "--environment", environment], QUICK)
    return f"recorded: {who} no longer runs in {environment}"


def delete_branch(broker: Broker, who: str, branch: str) -> str:
    """Make the broker forget a branch that was merged or given up; its versions and results stay."""
    _do(broker, ["delete-branch", "-a", who, "--branch", branch, "--error-when-not-found", "true"], QUICK)
    return f"deleted branch {branch} of {who}"


def set_up(broker: Broker, pacticipants: Sequence[str], environments: Sequence[str], main_branch: str) -> str:
    """Make what is missing of the environments, and give each pacticipant its main branch. Can be repeated."""
    known = _environments(Index(broker))
    for name in environments:
        if name not in known:
            production = ["--production"] if name == "production" else []
            _do(broker, ["create-environment", "--name", name, "--display-name", name.capitalize(), *production], QUICK)
    for who in pacticipants:
        _do(broker, ["create-or-update-pacticipant", "--name", who, "--main-branch", main_branch], QUICK)
    return f"set up: {', '.join(pacticipants)} with main branch {main_branch}; environments {', '.join(environments)}"


def set_up_webhook(broker: Broker, provider: str, url: str, token: str | None) -> str:
    """Have the broker call *url* when a contract needs *provider*'s verification. The same one each time: can be
    repeated. *token* goes into the Authorization header."""
    number = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{url}#{provider}"))
    headers = ["Content-Type: application/json", "Accept: application/vnd.github+json"]
    headers += [f"Authorization: Bearer {token}"] if token else []
    what = ["--uuid", number, "--request", "POST", "--provider", provider, "--data", json.dumps(BODY)]
    what += ["--description", f"verify {provider}", "--contract-requiring-verification-published"]
    what += ["--header", *headers]  # all of them after one option, which may not be repeated
    _do(broker, ["create-or-update-webhook", url, *what], QUICK, [token or ""])
    return f"webhook {number}: a contract that {provider} has not verified is told to {url}"


def _look_up(broker: Broker, who: str, environment: str | None = None) -> None:
    """Names first: the command line waits for a name that nobody knows as it does for a result on its way."""
    index = Index(broker)
    if not index.knows("pacticipant", pacticipant=who):
        raise BrokerError(
            f"the broker at {broker.url} knows no {who}: is the name right, and was a contract published?"
        )
    if environment is not None and environment not in (known := _environments(index)):
        raise BrokerError(
            f"the broker at {broker.url} has no environment {environment}, only {', '.join(sorted(known)) or 'none'}: "
            f"make broker-setup makes them"
        )


def _environments(index: Index) -> set[str]:
    answer = index.get("environments")
    try:
        return {one["name"] for one in answer["_embedded"]["environments"]}
    except (KeyError, TypeError):
        url = index.broker.url
        raise BrokerError(f"{url} answers, but its environments cannot be read: is it a Pact Broker?") from None


def _do(broker: Broker, arguments: Sequence[str], seconds: float, secrets: Sequence[str] = ()) -> None:
    Index(broker)
    answer = cli.run(broker, arguments, seconds, secrets)
    if answer.code and FAULT.search(answer.said):
        raise BrokerError(f"the broker at {broker.url} could not be asked: {answer.said}")
    if answer.code:
        raise RefusedError(answer.code, answer.said or f"pact broker {arguments[0]} ended with {answer.code}")


def _patience(times: int, interval: int) -> list[str]:
    return ["--retry-while-unknown", str(times), "--retry-interval", str(interval)] if times else []


def _contracts(number: int) -> str:
    return f"{number} contract{'' if number == 1 else 's'}"
