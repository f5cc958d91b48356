"""What a broker is told of a verification: one result for each contract, never for a part of one.

The format: https://docs.pact.io/pact_broker/advanced_topics/api_docs/publish_verification_result
"""

from collections.abc import Mapping, Sequence
from importlib.metadata import version as version_of
from typing import Any

from pact_harness.broker.version import Version
from pact_harness.pactfile.path_expressions import show
from pact_harness.results.verification_result import Mismatch, VerificationResult


def verification_result(
    contract: Mapping[str, Any], found: Sequence[VerificationResult], version: Version
) -> dict[str, Any]:
    """The body of a contract's result: *contract* as the broker gave it, and what was *found* of each interaction.

    It is a success if every one has passed: what is pending, or was skipped, has not. Only the exit code forgives.
    """
    raw = [*contract.get("interactions", ()), *contract.get("messages", ())]
    results = [_of_interaction(one.get("_id"), result) for one, result in zip(raw, found, strict=True)]
    return {
        "success": bool(results) and all(one["success"] for one in results),
        "providerApplicationVersion": version.number,
        "verifiedBy": {"implementation": "pytest-pact-harness", "version": version_of("pytest-pact-harness")},
        "testResults": results,
        **({"buildUrl": version.build_url} if version.build_url else {}),
    }


def _of_interaction(identity: str | None, result: VerificationResult) -> dict[str, Any]:
    mismatches = [
        {**_place(one), "description": f"expected {one.expected}, got {one.actual}"} for one in result.mismatches
    ]
    success = result.result == "passed"
    message = result.failure_message or f"it was not verified: {result.result}"
    return {
        **({"interactionId": identity} if identity else {}),
        "interactionDescription": result.interaction,
        "success": success,
        "mismatches": mismatches,
        "exceptions": [] if success or mismatches else [{"message": message}],
    }


def _place(mismatch: Mismatch) -> dict[str, str]:
    if mismatch.part == "body":
        return {"attribute": "body", "identifier": show(mismatch.path)}
    identifier = " ".join(map(str, mismatch.path))
    return {"attribute": mismatch.part, **({"identifier": identifier} if identifier else {})}
