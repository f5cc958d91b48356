"""What a broker wants this provider to verify: contracts fetched and kept as files, for people and for every process.

Which ones, say the selectors that Pact recommends: https://docs.pact.io/pact_broker/advanced_topics/consumer_version_selectors
"""

import json
import re
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pact_harness.broker.hal import Hal, MissingError, inside
from pact_harness.broker.matrix import partners, without_main_branch
from pact_harness.broker.settings import BrokerError
from pact_harness.pactfile.contract import Contract, PactFileError, read_contract

# deployedOrReleased is never left out: a pending contract is forgiven as a whole, its old interactions included.
SELECTORS: Sequence[Mapping[str, bool]] = ({"mainBranch": True}, {"matchingBranch": True}, {"deployedOrReleased": True})
OF_RUN = "fetched"  # in a contract's file: the run, and what the broker says of verifying it


def fetch(hal: Hal, provider: str, branch: str, wip_since: str, url: str, folder: Path, run: str) -> Sequence[Contract]:
    """Fetch contracts into *folder* as the broker lists them, for this *run*; a folder that is there is whole.

    Everything the selectors pick, or the one contract of *url*, as a webhook's job is told. *wip_since* (an ISO date)
    adds work in progress. BrokerError where there is nothing to verify as a contract of the provider.
    """
    unfinished, contracts = folder.with_name("fetching"), []
    for one in (folder, unfinished):
        shutil.rmtree(one, ignore_errors=True)
    unfinished.mkdir(parents=True)
    listed = [(url, {})] if url else _listed(hal, provider, branch, wip_since)
    of_run = {"run": run, "lacking": without_main_branch(hal, [] if url else [provider, *partners(hal, provider)])}
    for number, (link, properties) in enumerate(listed, 1):
        try:
            pact = hal.ask("GET", link)
        except MissingError:
            led = f"where {'PACT_URL' if url else 'its list'} leads, {link}"
            raise BrokerError(f"the broker at {hal.broker.url} has no contract {led}: was it deleted?") from None
        name = re.sub(r"[^A-Za-z0-9.-]+", "-", str(inside(pact, "consumer", "name")))[:80]
        file = unfinished / f"{number:04}-{name}.json"  # of its own: two versions of one contract may be asked for
        text = json.dumps({**pact, OF_RUN: {**properties, **of_run}}, indent=2, ensure_ascii=False)
        file.write_text(text, encoding="utf-8", errors="replace")
        contracts.append(_read(file, provider))
    unfinished.rename(folder)
    return contracts


def fetched(run: str, folder: Path) -> Sequence[Contract]:
    """What this *run* has fetched; nothing if it has not."""
    try:
        contracts = [read_contract(file) for file in sorted(folder.glob("*.json"))]
    except PactFileError:  # somebody else's
        return []
    return [one for one in contracts if one.raw.get(OF_RUN, {}).get("run") == run]


def _read(file: Path, provider: str) -> Contract:
    try:
        contract = read_contract(file)
    except PactFileError as error:
        raise BrokerError(f"the broker returned something that is not a contract: {error}") from None
    told = f"the contract of {contract.consumer} "
    if contract.provider != provider:
        told += f"is one with {contract.provider}, and {provider} is verified here: the job of {contract.provider} is "
        raise BrokerError(f"{told}to verify it")
    if not contract.interactions:
        told += "that the broker holds has no interactions: verifying it would check nothing. Publish one that has "
        raise BrokerError(f"{told}some, or delete it from the broker")
    return contract


def _listed(hal: Hal, provider: str, branch: str, wip_since: str) -> list[tuple[str, Mapping[str, Any]]]:
    asked = {"consumerVersionSelectors": SELECTORS, "includePendingStatus": True, "providerVersionBranch": branch}
    wip = {"includeWipPactsSince": wip_since} if wip_since else {}
    try:
        answer = hal.ask("POST", hal.url("provider-pacts-for-verification", provider=provider), asked | wip)
        listed = inside(answer, "_embedded", "pacts")
    except MissingError:  # no contract has named this provider yet
        listed = []
    if not listed:
        asked_for = f"none of a consumer's main branch, of the branch {branch}, or of what is deployed"
        first = "Its consumers publish theirs first: pact-harness broker publish"
        where = f"the broker at {hal.broker.url} has no contract for {provider} to verify"
        raise BrokerError(f"{where}: {asked_for}. {first}")
    return [(inside(one, "_links", "self", "href"), inside(one, "verificationProperties")) for one in listed]
