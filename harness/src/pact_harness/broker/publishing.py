"""What a broker is told of a verification: one result for each contract, never for a part of one.

The format: https://docs.pact.io/pact_broker/advanced_topics/api_docs/publish_verification_result
"""

from collections.abc import Mapping, Sequence
from importlib.metadata import version as version_of
from typing import Any

from pact_harness.broker.version import Version

Record = Mapping[str, Any]


def verification_result(contract: Mapping[str, Any], records: Sequence[Record], version: Version) -> dict[str, Any]:
    """The body of a contract's result: *contract* as the broker gave it, a record for each interaction, in its order.

    It is a success if every one has passed: what is pending, or was skipped, has not. Only the exit code forgives.
    """
    raw = [*contract.get("interactions", ()), *contract.get("messages", ())]
    results = [_of_interaction(one.get("_id"), record) for one, record in zip(raw, records, strict=True)]
    return {
        "success": bool(results) and all(one["success"] for one in results),
        "providerApplicationVersion": version.number,
        "verifiedBy": {"implementation": "pytest-pact-harness", "version": version_of("pytest-pact-harness")},
        "testResults": results,
        **({"buildUrl": version.build_url} if version.build_url else {}),
    }


def _of_interaction(identity: str | None, record: Record) -> dict[str, Any]:
    mismatches = [
        {**_place(one["where"]), "description": f"expected {one['expected']}, got {one['actual']}"}
        for one in record["mismatches"]
    ]
    success = record["outcome"] == "passed"
    told = str(record.get("letter") or f"it was not verified: {record['outcome']}")
    return {
        **({"interactionId": identity} if identity else {}),
        "interactionDescription": record["interaction"],
        "success": success,
        "mismatches": mismatches,
        "exceptions": [] if success or mismatches else [{"message": told}],
    }


def _place(where: str) -> dict[str, str]:
    if where.startswith("$"):
        return {"attribute": "body", "identifier": where}
    attribute, _, identifier = where.partition(" ")
    return {"attribute": attribute, **({"identifier": identifier} if identifier else {})}
