"""What a broker wants this provider to verify: contracts fetched and kept as files, for people and for every process.

Which ones, say the selectors that Pact recommends: https://docs.pact.io/pact_broker/advanced_topics/consumer_version_selectors
"""

import json
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pact_harness.broker.hal import Hal, MissingError, inside
from pact_harness.broker.pacticipants import partners, without_main_branch
from pact_harness.broker.settings import BrokerError
from pact_harness.pactfile.contract import Contract, PactFileError, read_contract

PACT_URL = "PACT_URL"
# deployedOrReleased is never left out: a pending contract is forgiven as a whole, its old interactions included.
SELECTORS: Sequence[Mapping[str, bool]] = ({"mainBranch": True}, {"matchingBranch": True}, {"deployedOrReleased": True})


@dataclass(frozen=True)
class Fetched:
    """A contract of the broker. `properties` is what it says of verifying it: whether it is pending, and notices."""

    contract: Contract
    properties: Mapping[str, Any]

    @property
    def is_pending(self) -> bool:
        return bool(self.properties.get("pending"))

    def notices(self, when: str) -> list[str]:
        """What the broker wants people to read then: `before_verification`, or after it."""
        return [one["text"] for one in self.properties.get("notices") or () if one.get("when") == when]


def fetch(hal: Hal, provider: str, branch: str, wip_since: str, url: str, folder: Path, run: str) -> None:
    """Keep the contracts in *folder* as the broker lists them, and beside it what it says of each, for this *run*.

    Everything the selectors pick, or the one contract of *url*, as a webhook's job is told; *wip_since* (an ISO date)
    adds what no branch of the provider has verified yet. BrokerError where there is nothing to verify.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    listed = [(url, {})] if url else _listed(hal, provider, branch, wip_since)
    for number, (link, _) in enumerate(listed, 1):
        try:
            pact = hal.ask("GET", link)
        except MissingError:
            raise BrokerError(
                f"the broker at {hal.broker.url} has no contract where {PACT_URL if url else 'its list'} leads, "
                f"{link}: was it deleted?"
            ) from None
        name = re.sub(r"[^A-Za-z0-9.-]+", "-", str(inside(pact, "consumer", "name")))[:80]
        file = folder / f"{number:04}-{name}.json"  # of its own: two versions of one contract may be asked for
        file.write_text(json.dumps(pact, indent=2, ensure_ascii=False), encoding="utf-8", errors="replace")
    found = {"run": run, "provider": provider, "properties": [properties for _, properties in listed]}
    found["without_main_branch"] = without_main_branch(hal, [] if url else [provider, *partners(hal, provider)])
    _manifest(folder).write_text(json.dumps(found), encoding="utf-8")


def fetched_by(run: str, folder: Path) -> Mapping[str, Any]:
    """What stands beside the contracts that this *run* has fetched; nothing if it has not."""
    try:
        found = json.loads(_manifest(folder).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if found["run"] == run else {}


def read_fetched(manifest: Mapping[str, Any], folder: Path) -> list[Fetched]:
    """The contracts in *folder*. BrokerError for one that cannot be verified as a contract with the provider."""
    provider = manifest["provider"]
    try:
        contracts = [read_contract(file) for file in sorted(folder.iterdir())]
    except PactFileError as error:
        raise BrokerError(f"the broker answers what is no contract: {error}") from None
    for contract in contracts:
        if contract.provider != provider:
            raise BrokerError(
                f"the contract of {contract.consumer} is one with {contract.provider}, and {provider} is verified "
                f"here: the job of {contract.provider} is to verify it"
            )
        if not contract.interactions:
            raise BrokerError(
                f"the contract of {contract.consumer} that the broker holds has no interactions: verifying it would "
                f"prove nothing. Publish one that has some, or delete it from the broker"
            )
    return [Fetched(*one) for one in zip(contracts, manifest["properties"], strict=True)]


def _manifest(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}-manifest.json")  # not in it: there every file is a contract


def _listed(hal: Hal, provider: str, branch: str, wip_since: str) -> list[tuple[str, Mapping[str, Any]]]:
    question = {
        "consumerVersionSelectors": SELECTORS,
        "includePendingStatus": True,
        "providerVersionBranch": branch,
        **({"includeWipPactsSince": wip_since} if wip_since else {}),
    }
    try:
        answer = hal.ask("POST", hal.url("provider-pacts-for-verification", provider=provider), question)
        listed = inside(answer, "_embedded", "pacts")
    except MissingError:  # no contract has named this provider yet
        listed = []
    if not listed:
        raise BrokerError(
            f"the broker at {hal.broker.url} has no contract for {provider} to verify: none of a consumer's "
            f"main branch, of the branch {branch}, or of what is deployed. Its consumers publish theirs "
            f"first: pact-harness broker publish"
        )
    return [(inside(one, "_links", "self", "href"), inside(one, "verificationProperties")) for one in listed]
