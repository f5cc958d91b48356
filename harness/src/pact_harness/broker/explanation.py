"""Why the broker says no, in words: who is in the way, with which version and contract, and who moves next."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

from pact_harness.broker.settings import BrokerError

Row = Mapping[str, Any]


def explain(
    who: str,
    number: str,
    place: str,
    rows: Sequence[Row],
    deployed: Collection[str] | None,
    look_at: Callable[[str], Any],
) -> Iterator[str]:
    """Two lines for each contract that is in the way of version *number* of *who* in *place*.

    *deployed* are those that run there (None where main branches are asked about), and *look_at* fetches a result.
    """
    in_the_way = [
        one for one in rows if not one.get("ignored") and not (one["verificationResult"] or {}).get("success")
    ]
    for row in in_the_way:
        yield from _explain(who, place, row, deployed, look_at)
    if not in_the_way:
        yield f"version {number} of {who} has no contract and no result in the broker"
        yield f"  next, the pipeline of {who}: publish it (or verify, in CI), then ask again"


def _explain(
    who: str, place: str, row: Row, deployed: Collection[str] | None, look_at: Callable[[str], Any]
) -> Iterator[str]:
    consumer, provider = row["consumer"]["name"], row["provider"]["name"]
    contract = f"its contract with {_version(row['consumer'])}"
    if row["verificationResult"]:
        yield f"{_version(row['provider'])} breaks {contract}{_failing(row, look_at)}"
        if who == provider:
            yield f"  next, the provider: answer as before too, until {consumer} in {place} no longer needs it"
        else:
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


def _version(side: Mapping[str, Any]) -> str:
    return f"version {side['version']['number']} of {side['name']}"


def _failing(row: Row, look_at: Callable[[str], Any]) -> str:
    """The interactions that failed, from the result; nothing where it does not tell."""
    try:
        results = look_at(row["verificationResult"]["_links"]["self"]["href"])["testResults"]
        failed = [str(one["interactionDescription"]) for one in results if not one["success"]]
    except (BrokerError, KeyError, TypeError):
        return ""
    return f": {', '.join(failed)}" if failed else ""
