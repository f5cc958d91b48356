"""Interactions of single tests become contracts: the same tests give the same bytes, or there is a refusal.

Nothing here knows of pytest. What a test adds is *staged*, and all of it is *merged* to the text of each contract.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pact_harness.pactfile.writer import ConflictError, contract_text, file_name

Json = dict[str, Any]

STAGED = "staged.jsonl"


class RefusedError(AssertionError):
    """What this test did may not enter a contract; the message says why, and what to do."""


@dataclass(frozen=True)
class StagedInteractions:
    """What one passed test adds to the contract of its two sides; each interaction's JSON names the test."""

    consumer: str
    provider: str
    interactions: list[Json]


def stage(staged: StagedInteractions, folder: Path) -> None:
    """Add *staged* to what this process staged in *folder*, its own: no two processes share a file.

    A line in one file costs a fifth of a file for each test, on a disk that is busy.
    """
    with (folder / STAGED).open("a", encoding="utf-8") as file:
        file.write(json.dumps(vars(staged)) + "\n")


def read_staged(folder: Path) -> list[StagedInteractions]:
    """Everything that the processes of one run staged, each in a folder below *folder*."""
    lines = [line for path in folder.glob(f"*/{STAGED}") for line in path.read_text("utf-8").splitlines()]
    return [StagedInteractions(**json.loads(line)) for line in lines]


def merge(staged_by_all: Iterable[StagedInteractions]) -> dict[str, str]:
    """The contracts, text by file name, in whatever order they were staged. ConflictError as its name says."""
    pairs: dict[tuple[str, str], list[Json]] = {}
    for staged in staged_by_all:
        pairs.setdefault((staged.consumer, staged.provider), []).extend(staged.interactions)
    owners: dict[str, tuple[str, str]] = {}
    for pair in sorted(pairs):
        owner = owners.setdefault(file_name(*pair).casefold(), pair)
        if owner != pair:
            both = " and ".join(" -> ".join(each) for each in (owner, pair))
            raise ConflictError(f"{both} would share the file {file_name(*pair)}: rename one of them")
    return {file_name(*pair): contract_text(*pair, pairs[pair]) for pair in sorted(pairs)}
