"""What a broker wants this provider to verify: contracts fetched and kept as files, for people and for partial runs.

Which ones, say the selectors that Pact recommends: https://docs.pact.io/pact_broker/advanced_topics/consumer_version_selectors
"""

import json
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pact_harness.broker.index import Index, MissingError, ask
from pact_harness.broker.settings import URL, Broker, BrokerError
from pact_harness.broker.version import Version
from pact_harness.pactfile.contract import Contract, PactFileError, read_contract

PACT_URL = "PACT_URL"
# deployedOrReleased is never left out: a pending contract is forgiven as a whole, its old promises included.
SELECTORS: Sequence[Mapping[str, bool]] = ({"mainBranch": True}, {"matchingBranch": True}, {"deployedOrReleased": True})


@dataclass(frozen=True)
class Wanted:
    """What to verify: everything the selectors pick, or the one contract of `url`, as a webhook's job is told.

    `publish` is whether a run of all of it tells the broker. `wip_since` (an ISO date) adds what no branch of the
    provider has verified yet; None adds nothing.
    """

    broker: Broker
    provider: str
    version: Version
    publish: bool = False
    url: str | None = None
    wip_since: str | None = None


@dataclass(frozen=True)
class Fetched:
    """A contract of the broker, and whether it is pending for this branch."""

    contract: Contract
    pending: bool


def fetch(wanted: Wanted, folder: Path) -> list[Fetched]:
    """The contracts, in the order in which the broker lists them and the core verifies them; kept in *folder*.

    Raises BrokerError where the broker cannot be asked, has nothing to verify, or holds what is no contract.
    """
    index = Index(wanted.broker)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    if wanted.url:
        _require_same_host(wanted.url, wanted.broker)
        try:
            pact = ask(wanted.broker, wanted.url)
        except MissingError:
            raise BrokerError(
                f"the broker at {wanted.broker.url} has no contract where {PACT_URL} leads, {wanted.url}: "
                f"was it deleted?"
            ) from None
        return [Fetched(_verifiable(pact, wanted, folder, 1), pending=False)]
    listed = _embedded(index.post("provider-pacts-for-verification", question(wanted), provider=wanted.provider))
    if not listed:
        raise BrokerError(
            f"the broker at {wanted.broker.url} has no contract for {wanted.provider} to verify: none of a consumer's "
            f"main branch, of the branch {wanted.version.branch}, or of what is deployed. Publish one: make publish"
        )
    return [
        Fetched(_verifiable(ask(wanted.broker, link), wanted, folder, number), pending)
        for number, (link, pending) in enumerate(listed, 1)
    ]


def _require_same_host(url: str, broker: Broker) -> None:
    """A job is told the address from outside, and asks it with the broker's password."""
    if urlsplit(url)[:2] != urlsplit(broker.url)[:2]:
        raise BrokerError(
            f"{PACT_URL} leads to {urlsplit(url).hostname}, not to the broker at {broker.url}, whose password would be "
            f"sent there: is {URL} the address under which the broker knows itself?"
        )


def _verifiable(pact: Any, wanted: Wanted, folder: Path, number: int) -> Contract:
    contract = _kept(pact, folder, number)
    if contract.provider != wanted.provider:
        raise BrokerError(
            f"the contract of {contract.consumer} is one with {contract.provider}, and {wanted.provider} is verified "
            f"here: the job of {contract.provider} is to verify it"
        )
    if not contract.interactions:
        raise BrokerError(
            f"the contract of {contract.consumer} that the broker holds has no interactions: verifying it would prove "
            f"nothing. Publish one that promises something, or delete it from the broker"
        )
    return contract


def question(wanted: Wanted) -> dict[str, Any]:
    """What the broker is asked, the same as the Verifier asks it."""
    asked: dict[str, Any] = {
        "consumerVersionSelectors": list(SELECTORS),
        "includePendingStatus": True,
        "providerVersionBranch": wanted.version.branch,
    }
    return asked | ({"includeWipPactsSince": wanted.wip_since} if wanted.wip_since else {})


def _embedded(answer: Any) -> list[tuple[str, bool]]:
    try:
        return [
            (one["_links"]["self"]["href"], bool(one["verificationProperties"].get("pending")))
            for one in answer["_embedded"]["pacts"]
        ]
    except (KeyError, TypeError, AttributeError):
        raise BrokerError("the broker's list of contracts to verify cannot be read: is it a Pact Broker?") from None


def _kept(pact: Any, folder: Path, number: int) -> Contract:
    """Written as a file of its own, since two versions of one contract may be asked for."""
    names = [(pact.get(side) or {}).get("name") for side in ("consumer", "provider")] if isinstance(pact, dict) else []
    file = folder / f"{number}-{re.sub(r'[^A-Za-z0-9.-]+', '-', '-'.join(map(str, names)))[:80]}.json"
    file.write_text(json.dumps(pact, indent=2, ensure_ascii=False), encoding="utf-8", errors="replace")
    try:
        return read_contract(file)
    except PactFileError as error:
        raise BrokerError(f"the broker answers what is no contract: {error}") from None
