"""A pact file as the rest of the harness sees it: versions 1 to 4, any language's, told apart only here.

The file's own JSON stays at hand as ``raw``; what is lifted out of it is what more than one reader needs. A
file that cannot be read is a ``PactFileError``, never a traceback: people point these tools at any folder.
The format: https://github.com/pact-foundation/pact-specification
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pact_harness.pactfile.json_reader import PactFileError, Reader, load
from pact_harness.pactfile.unfinished import is_unfinished

__all__ = ["Contract", "Interaction", "Kind", "PactFileError", "State", "read_contract", "read_contracts"]

Kind = Literal["http", "message", "sync-message"]

KINDS: Mapping[str, Kind] = {
    "Synchronous/HTTP": "http",
    "Asynchronous/Messages": "message",
    "Synchronous/Messages": "sync-message",
}


@dataclass(frozen=True)
class State:
    """A provider state: what must be true at the provider before the interaction."""

    name: str
    parameters: Mapping[str, object]


@dataclass(frozen=True)
class Interaction:
    """One promise: an HTTP exchange or a message. ``test`` names the consumer's test that asked for it."""

    kind: Kind
    description: str
    states: tuple[State, ...]
    test: str | None
    pending: bool
    raw: Mapping[str, Any]


@dataclass(frozen=True)
class Contract:
    """What one consumer asks of one provider; ``specification`` is the format's version, such as ``4.0``."""

    path: Path
    consumer: str
    provider: str
    specification: str
    interactions: tuple[Interaction, ...]
    raw: Mapping[str, Any]


def read_contracts(folder: Path) -> list[Contract]:
    """Every file of a folder, by name; ``PactFileError`` for a missing folder or a file that is no pact."""
    if not folder.is_dir():
        raise PactFileError(folder, "is not a folder." if folder.exists() else "does not exist.", "Is the path right?")
    return [read_contract(path) for path in sorted(folder.iterdir()) if not (path.is_dir() or is_unfinished(path))]


def read_contract(path: Path) -> Contract:
    """One pact file; ``PactFileError`` says what is wrong with it and what to do."""
    document = Reader(path, load(path), "the file")
    metadata = document.object("metadata")
    interactions = tuple(_interactions(document))
    return Contract(
        path=path,
        consumer=document.required_object("consumer").required_string("name"),
        provider=document.required_object("provider").required_string("name"),
        specification=_specification(metadata, interactions),
        interactions=interactions,
        raw=document.raw,
    )


def _interactions(document: Reader) -> Iterator[Interaction]:
    """The interactions of the file, and version 3's ``messages``, which are a list of their own."""
    if document.raw.get("interactions") is None and document.raw.get("messages") is None:
        document.refuse("has neither interactions nor messages")
    for item in document.objects("interactions"):
        kind = item.string("type", "Synchronous/HTTP")
        if kind not in KINDS:
            item.refuse(f"has the type {kind!r}, which is none of {', '.join(KINDS)}")
        yield _interaction(item, KINDS[kind])
    for item in document.objects("messages"):
        yield _interaction(item, "message")


def _interaction(item: Reader, kind: Kind) -> Interaction:
    for part in ("request", "response") if kind == "http" else ():
        item.required_object(part)
    return Interaction(
        kind=kind,
        description=item.required_string("description"),
        states=tuple(_states(item)),
        test=item.object("comments").string("testname", "") or None,
        pending=item.boolean("pending"),
        raw=item.raw,
    )


def _states(item: Reader) -> Iterator[State]:
    """Version 3 and 4 hold a list of states with parameters; 1 and 2 one name (1 spelled it in two ways)."""
    if item.raw.get("providerStates") is not None:
        if isinstance(item.raw["providerStates"], str):  # as pact-net's older releases wrote it
            yield State(item.raw["providerStates"], {})
            return
        for state in item.objects("providerStates"):
            yield State(state.required_string("name"), state.object("params").raw)
        return
    if name := item.string("providerState", "") or item.string("provider_state", ""):
        yield State(name, {})


def _specification(metadata: Reader, interactions: tuple[Interaction, ...]) -> str:
    """The version the file states, in any of the spellings in use, or else what its shape tells."""
    for key in ("pactSpecification", "pact-specification"):
        if version := metadata.object(key).string("version", ""):
            return version
    if version := metadata.string("pactSpecificationVersion", ""):
        return version
    if any("type" in one.raw for one in interactions):
        return "4.0"
    if any("providerStates" in one.raw or one.kind == "message" for one in interactions):
        return "3.0.0"
    # version 1 spelled states so, and kept matchers in the body as objects of pact-ruby's classes
    oldest = any("provider_state" in one.raw or '"json_class"' in json.dumps(one.raw) for one in interactions)
    return "1.0.0" if oldest else "2.0.0"
