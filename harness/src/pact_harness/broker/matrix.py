"""May it go there? The broker's answer, and why it is no in words: who is in the way, and who moves next."""

import time
from argparse import Namespace
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote, urlencode

from pact_harness.broker.hal import Hal, RefusedError, inside
from pact_harness.broker.settings import BrokerError


def require_yes(
    hal: Hal, options: Namespace, number: str, where: dict[str, str], place: str, running: Collection[str] | None
) -> None:
    """RefusedError unless the version fits the others there: those *running*, or main branches (None)."""
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
    who, rows = options.pacticipant, inside(answer, "matrix")
    told = [text for row in rows for text in _in_the_way(hal, who, place, row, running)] or [
        f"this version of {who} has no contract and no result in the broker",
        f"  next, the pipeline of {who}: publish it (or verify, in CI), then ask again",
    ]
    raise RefusedError("\n".join([*told, "the broker's own words:", str(answer["summary"].get("reason"))]))


def partners(hal: Hal, name: str) -> list[str]:
    """Every pacticipant that has a contract with *name*, as its consumer or its provider."""
    listed = inside(hal.get("integrations"), "_embedded", "integrations")
    pairs = [{inside(one, side, "name") for side in ("consumer", "provider")} for one in listed]
    return sorted({other for pair in pairs if name in pair for other in pair} - {name})


def without_main_branch(hal: Hal, names: Iterable[str]) -> str:
    """A sentence about those of *names* that have no main branch, whose contracts are left out; empty if all have."""
    lacking = [name for name in names if not (hal.find("pacticipant", pacticipant=name) or {}).get("mainBranch")]
    told = (
        f"without a main branch in the broker: {', '.join(lacking)}. Questions about main branches leave "
        f"{'it' if len(lacking) == 1 else 'them'} out. To set it: pact-harness broker setup --main-branch NAME "
        f"--pacticipants {' '.join(lacking)}"
    )
    return told if lacking else ""


def _in_the_way(
    hal: Hal, who: str, place: str, row: Mapping[str, Any], running: Collection[str] | None
) -> Iterator[str]:
    """Two lines, if this row keeps *who* from *place*."""
    result, consumer, provider = row["verificationResult"] or {}, row["consumer"]["name"], row["provider"]["name"]
    if row.get("ignored") or result.get("success"):
        return
    contract = f"its contract with version {row['consumer']['version']['number']} of {consumer}"
    if result:
        number = row["provider"]["version"]["number"]
        yield f"version {number} of {provider} breaks {contract}{_failing(result, hal)}"
        if who == provider:
            yield f"  next, the provider: keep the old response too, until {consumer} in {place} no longer needs it"
        else:
            yield f"  next, the provider: deploy a version of {provider} to {place} that fulfils the contract"
    elif who == provider:
        yield f"this version of {provider} has not verified {contract}"
        yield f"  next, the pipeline of {provider}: verify this version (pytest --pact-broker, in CI)"
    elif running is not None and provider not in running:
        yield f"no version of {provider}, which {consumer} needs, is recorded in {place}"
        yield f"  next, the pipeline of {provider}: deploy it to {place} first, and record-deployment"
    else:
        yield f"the version of {provider} in {place} has not verified {contract}"
        yield f"  next, the pipeline of {provider}: verify that version (a webhook starts it), then ask again"


def _failing(result: Mapping[str, Any], hal: Hal) -> str:
    """The interactions that failed; nothing where the result does not tell."""
    try:
        told = hal.ask("GET", result["_links"]["self"]["href"])["testResults"]
        failed = [str(one["interactionDescription"]) for one in told if not one["success"]]
    except (BrokerError, KeyError, TypeError):
        return ""
    return f": {', '.join(failed)}" if failed else ""
