"""What the provider really sent while its contracts were last verified."""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pact_harness.openapi.http_interaction import HttpInteraction, half_of_exchange
from pact_harness.results.store import ResultsError, read_results
from pact_harness.results.verification_result import VerificationResult

MOST_BYTES = 200_000_000


class ObservedError(ValueError):
    """The results of a verification cannot be read; the message says why."""


def read_observed(path: Path) -> list[HttpInteraction]:
    """The exchanges of the last verification, those with a JSON answer; none where there is no such file.
    ObservedError."""
    try:
        if path.is_file() and path.stat().st_size > MOST_BYTES:
            raise ObservedError(f"{path} has more than the {MOST_BYTES:,} bytes that are read")
        return list(_exchanges(read_results(path)))
    except (ResultsError, OSError) as error:
        raise ObservedError(str(error)) from error


def _exchanges(results: Iterable[VerificationResult]) -> Iterator[HttpInteraction]:
    for one in results:
        body = _json(one.response) if one.request and one.response else None
        if one.request and one.response and isinstance(body, dict | list):
            yield HttpInteraction(
                one.consumer,
                one.provider,
                "",
                one.interaction,
                half_of_exchange(one.request, _json(one.request), True),
                half_of_exchange(one.response, body, True),
            )


def _json(half: Mapping[str, Any]) -> Any:
    """A body as JSON; None for one that is none, or was cut."""
    text = half.get("body")
    if half.get("cut") or half.get("base64") or not isinstance(text, str):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
