"""What the provider really sent while its contracts were last verified."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pact_harness.openapi.interactions import Exchange, half_of_exchange

MOST_BYTES = 200_000_000


class ObservedError(ValueError):
    """The results of a verification cannot be read; the message says why."""


def read_observed(path: Path) -> list[Exchange]:
    """The exchanges of the last verification, those with a JSON answer. ObservedError."""
    return list(_exchanges(_records(path)))


def _records(path: Path) -> list[Mapping[str, Any]]:
    """The only place that knows how results are kept; nothing where there are none."""
    if not path.is_file():
        return []
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ObservedError(f"{path} has more than the {MOST_BYTES:,} bytes that are read")
        records = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ObservedError(f"{path} cannot be read as results of a verification: {error}") from error
    found = records.get("results", records.get("interactions")) if isinstance(records, dict) else records
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []


def _exchanges(records: list[Mapping[str, Any]]) -> Iterator[Exchange]:
    for one in records:
        request, response = one.get("request"), one.get("response")
        if not isinstance(request, Mapping) or not isinstance(response, Mapping):
            continue
        body = _json(response)
        if isinstance(body, dict | list):
            yield Exchange(
                str(one.get("consumer", "")),
                str(one.get("provider", "")),
                "",
                str(one.get("interaction", one.get("description", ""))),
                half_of_exchange(request, _json(request), True),
                half_of_exchange(response, body, True),
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
