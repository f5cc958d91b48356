"""Interactions of single tests become contracts: the same tests give the same bytes, or there is a refusal.

Nothing here knows of pytest. What a test adds is *staged*, all of it is *merged* to the text of each contract, and
a contract's file is *replaced* in one step.

The errors:
    RecordingError
    ├── RefusedError      what this test did may not enter a contract
    └── ConflictError     two tests promise different things under one name
"""

import errno
import json
import shutil
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from pact_harness.pactfile.unfinished import beside, is_unfinished

Json = dict[str, Any]

# Nothing of the tool that wrote it: another version of pact-python gives the same bytes.
METADATA = {"pactSpecification": {"version": "4.0"}}


STAGED = "staged.jsonl"
SECONDS_OF_A_COPY = 60  # generous: a contract is copied in milliseconds


class RecordingError(Exception):
    """The message is for the person who wrote the tests: which ones, what is wrong, what to do."""


class RefusedError(RecordingError, AssertionError):
    """What this test did may not enter a contract."""


class ConflictError(RecordingError):
    """Two tests promise different things under one name."""


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


def file_name(consumer: str, provider: str) -> str:
    """Pact's own name for a contract's file."""
    return f"{consumer}-{provider}.json"


def contract_text(consumer: str, provider: str, interactions: Iterable[Json]) -> str:
    """A contract's file: interactions by description, keys sorted, two spaces, a final newline."""
    contract = {
        "consumer": {"name": consumer},
        "provider": {"name": provider},
        "interactions": unique(interactions, f"{consumer} -> {provider}"),
        "metadata": METADATA,
    }
    return json.dumps(contract, indent=2, sort_keys=True, ensure_ascii=False, allow_nan=False) + "\n"


def unique(interactions: Iterable[Json], pair: str) -> list[Json]:
    """*interactions* by description, each once. Of tests that promise the same, the first by name stands for it.

    ConflictError, naming the tests, where one description has different contents.
    """
    found: dict[str, Json] = {}
    conflicts: dict[str, set[str]] = {}
    for each in sorted(interactions, key=lambda each: (each["description"], recorded_by(each))):
        first = found.setdefault(each["description"], each)
        if first is not each and content(first) != content(each):
            conflicts.setdefault(each["description"], {recorded_by(first)}).add(recorded_by(each))
    if conflicts:
        raise ConflictError(_told(conflicts, pair))
    return list(found.values())


def _told(conflicts: Mapping[str, Iterable[str]], pair: str) -> str:
    lines = [f"one description, different contents, in {pair}:"]
    for description, tests in conflicts.items():
        lines += [f'  "{description}"', *(f"    {test}" for test in sorted(tests))]
    return "\n".join([*lines, "Give each its own description: it is what tells interactions apart."])


def content(interaction: Json) -> str:
    """*interaction* but for the name of its test, as text: to Python 1, 1.0 and True are equal."""
    comments = {key: value for key, value in interaction["comments"].items() if key != "testname"}
    return json.dumps({**interaction, "comments": comments}, sort_keys=True)


def recorded_by(interaction: Json) -> str:
    """The node id of the test that recorded *interaction*."""
    return str(interaction["comments"]["testname"])


def replace(path: Path, new: str, scratch: Path) -> bool:
    """Make *new* the text of *path* in one step, so that no reader and no crash ever sees half of it.

    The file is prepared in *scratch*: a stray one beside contracts would be taken for a contract. Where *path* is a
    symbolic link, the file that it names is replaced, and the link stays. False, and nothing is touched, if *path*
    holds that text already. OSError if it cannot be written.
    """
    data = new.encode()
    if path.is_file() and path.read_bytes() == data:
        return False
    target = path.resolve()
    for folder in (target.parent, scratch):
        folder.mkdir(parents=True, exist_ok=True)
    _remove_unfinished(target.parent)
    prepared = scratch / f"{uuid4().hex}.json"
    prepared.write_bytes(data)
    try:
        prepared.replace(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        _replace_by_copy(prepared, target)
    return True


def _replace_by_copy(prepared: Path, target: Path) -> None:
    """On another file system: copy into the folder, then replace. A copy that fails half-way is removed."""
    copy = beside(target)
    try:
        shutil.copyfile(prepared, copy)
        copy.replace(target)
    except BaseException:
        copy.unlink(missing_ok=True)
        raise


def _remove_unfinished(folder: Path) -> None:
    """Remove what killed runs left in *folder*; a file that is younger may belong to a run beside this one."""
    for path in folder.iterdir():
        if is_unfinished(path) and time.time() - path.stat().st_mtime > SECONDS_OF_A_COPY:
            path.unlink(missing_ok=True)
