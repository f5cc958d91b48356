"""`.pact/verification.json`: what became of each promise, merged from whole, partial and parallel runs.

A list sorted by provider, consumer and promise, each an object with consumer, provider, promise, interaction, states,
outcome (passed, failed, pending, error, skipped), mismatches, milliseconds, verified_at (ISO 8601, UTC), request,
response, test (the pytest item), promised_by (the consumer's test) and, if it was not kept, the letter; and the
traceback of a provider's crash.
"""

import json
import os
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from pact_harness.pactfile.contract import PactFileError, read_contracts
from pact_harness.verifying.selection import SelectedInteraction

Record = Mapping[str, Any]
Key = tuple[str, str, str]


def blank(promised: SelectedInteraction, test: str) -> dict[str, Any]:
    """The record of a promise before its verification."""
    contract, interaction = promised.contract, promised.interaction
    return {
        "consumer": contract.consumer,
        "provider": contract.provider,
        "promise": promised.name,
        "interaction": interaction.description,
        "states": [{"name": one.name, "parameters": dict(one.parameters)} for one in interaction.states],
        "outcome": "error",
        "mismatches": [],
        "milliseconds": None,
        "verified_at": None,
        "request": None,
        "response": None,
        "test": test,
        "promised_by": interaction.test,
    }


def merge(file: Path, records: Sequence[Record], contracts: Path) -> list[Record]:
    """Put *records* into *file*, keeping what it says of other promises, unless no contract of their provider in
    *contracts* makes them any more; what it holds now. Safe beside another process that does the same, and never half
    written."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with _alone(file.with_suffix(".lock")):
        kept = {key(one): one for one in _read(file)} | {key(one): one for one in records}
        made = _made(contracts, {one["provider"] for one in records})
        lines = [
            kept[one]
            for one in sorted(kept)
            if one[0] not in made or (one[1], kept[one]["interaction"]) in made[one[0]]
        ]
        draft = file.with_suffix(".draft")
        draft.write_text(json.dumps(lines, indent=2, ensure_ascii=False) + "\n", encoding="utf-8", errors="replace")
        os.replace(draft, file)  # noqa: PTH105 - pathlib's name for it says less
    return lines


def key(record: Record) -> Key:
    """What tells one promise from another."""
    return record["provider"], record["consumer"], record["promise"]


def _read(file: Path) -> list[Record]:
    """What an earlier run left; nothing if it cannot be read, for it can be made again."""
    try:
        return [one for one in json.loads(file.read_text(encoding="utf-8")) if all(key(one))]
    except (OSError, ValueError, TypeError, KeyError):
        return []


def _made(contracts: Path, providers: Collection[str]) -> dict[str, set[tuple[str, str]]]:
    """The (consumer, description) of each promise that the contracts hold now, for each of these providers."""
    try:
        read = read_contracts(contracts)
    except PactFileError:
        return {}
    made: dict[str, set[tuple[str, str]]] = {provider: set() for provider in providers}
    for contract in read:
        made.get(contract.provider, set()).update((contract.consumer, one.description) for one in contract.interactions)
    return made


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Hold a lock between processes. SQLite's, since it works on every system and falls with its process."""
    with closing(sqlite3.connect(lock, timeout=30, isolation_level=None)) as database:
        database.execute("BEGIN EXCLUSIVE")
        yield
