"""Why the broker says no, in words: who is in the way, with which version and contract, and who moves next."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from pact_harness.broker.hal import Hal
from pact_harness.broker.settings import BrokerError

Row = Mapping[str, Any]


def explain(who: str, place: str, rows: Sequence[Row], deployed: Collection[str] | None, hal: Hal) -> Iterator[str]:
    """Two lines for each row that keeps *who* from *place*, where *deployed* run (None: main branches)."""
    considered = [(row, row["verificationResult"] or {}) for row in rows if not row.get("ignored")]
    in_the_way = [(row, result) for row, result in considered if not result.get("success")]
    for row, result in in_the_way:
        consumer, provider = row["consumer"]["name"], row["provider"]["name"]
        contract = f"its contract with {_version(row['consumer'])}"
        if result and who == provider:
            yield f"{_version(row['provider'])} breaks {contract}{_failing(result, hal)}"
            yield f"  next, the provider: answer as before too, until {consumer} in {place} no longer needs it"
        elif result:
            yield f"{_version(row['provider'])} breaks {contract}{_failing(result, hal)}"
            yield f"  next, the provider: bring a version of {provider} to {place} that does what the contract asks"
        elif who == provider:
            yield f"this version of {provider} has not verified {contract}"
            yield f"  next, the pipeline of {provider}: verify this version (pytest --pact-broker, in CI)"
        elif deployed is not None and provider not in deployed:
            yield f"no version of {provider}, which {consumer} needs, is recorded in {place}"
            yield f"  next, the pipeline of {provider}: deploy it to {place} first, and record-deployment"
        else:
            yield f"the version of {provider} in {place} has not verified {contract}"
            yield f"  next, the pipeline of {provider}: verify that version (a webhook starts it), then ask again"
    if not in_the_way:
        yield f"this version of {who} has no contract and no result in the broker"
        yield f"  next, the pipeline of {who}: publish it (or verify, in CI), then ask again"


def _version(side: Mapping[str, Any]) -> str:
    return f"version {side['version']['number']} of {side['name']}"


def _failing(result: Row, hal: Hal) -> str:
    """The interactions that failed; nothing where the result does not tell."""
    try:
        told = hal.ask("GET", result["_links"]["self"]["href"])["testResults"]
        failed = [str(one["interactionDescription"]) for one in told if not one["success"]]
    except (BrokerError, KeyError, TypeError):
        return ""
    return f": {', '.join(failed)}" if failed else ""
