"""The model of a pact file: versions 1 to 4, written by any language, are told apart only in this folder.

The file's own JSON stays at hand as ``raw``, for what is compared or replayed as it stands. A
file that cannot be read is a ``PactFileError``, never a traceback: people point these tools at any folder.
The format: https://github.com/pact-foundation/pact-specification
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from pact_harness.pactfile.file_replacement import is_unfinished
from pact_harness.pactfile.injected_names import injected_names
from pact_harness.pactfile.interaction_part import InteractionPart
from pact_harness.pactfile.json_reader import PactFileError, Reader, load, parse
from pact_harness.pactfile.malformed_parts import refuse_malformed_parts
from pact_harness.pactfile.writer import METADATA

__all__ = [
    "Contract",
    "Identity",
    "Interaction",
    "Kind",
    "PactFileError",
    "State",
    "parse_contract",
    "read_contract",
    "read_contracts",
]

Kind = Literal["http", "message", "sync-message"]
Role = Literal["request", "response"]
Identity = tuple[str, tuple[str, ...]]  # a description, and the names of the states

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
    """An HTTP exchange or a message. ``test`` names the consumer's test that recorded it.

    ``request``, ``responses`` and ``parts`` are taken apart when they are first asked for, and kept.
    """

    kind: Kind
    description: str
    states: tuple[State, ...]
    test: str | None
    pending: bool
    raw: Mapping[str, Any]
    specification: str = "4.0"

    @property
    def identity(self) -> Identity:
        """What tells it from the others of its contract: of two with one identity, Pact's libraries keep the last."""
        return self.description, tuple(state.name for state in self.states)

    @cached_property
    def injected_names(self) -> set[str]:
        """The names of the values that the request takes from provider states."""
        return injected_names(self.raw)

    @cached_property
    def request(self) -> InteractionPart | None:
        """None for a message that the provider sends unasked."""
        if self.kind == "message":
            return None
        return self._part(self.raw.get("request"), "body" if self.kind == "http" else "contents")

    @cached_property
    def responses(self) -> list[InteractionPart]:
        """What the provider must send: one response, the message itself, or the replies to a message."""
        if self.kind == "http":
            return [self._part(self.raw.get("response"), "body")]
        if self.kind == "message":
            return [self._part(self.raw, "contents")]
        found = self.raw.get("response")
        return [self._part(one, "contents") for one in (found if isinstance(found, list) else [found])]

    @property
    def parts(self) -> list[tuple[Role, InteractionPart]]:
        asked: list[tuple[Role, InteractionPart]] = [("request", self.request)] if self.request else []
        return asked + [("response", response) for response in self.responses]

    def _part(self, raw: object, body_key: str) -> InteractionPart:
        return InteractionPart(raw, body_key=body_key, wrapped=self.specification.startswith("4"))


@dataclass(frozen=True)
class Contract:
    """What one consumer asks of one provider; ``specification`` is the format's version, such as ``4.0``."""

    path: Path
    consumer: str
    provider: str
    specification: str
    interactions: tuple[Interaction, ...]
    raw: Mapping[str, Any]

    @property
    def written_by_recording(self) -> bool:
        """Whether its metadata is what recording writes, which is nothing else's."""
        return self.raw.get("metadata") == METADATA

    def name_of(self, interaction: Interaction) -> str:
        """The description; with the states' names where another interaction has the same one."""
        if self._descriptions[interaction.description] < 2:
            return interaction.description
        return f"{interaction.description}, given {' and '.join(interaction.identity[1]) or 'nothing'}"

    @cached_property
    def _descriptions(self) -> Counter[str]:
        return Counter(one.description for one in self.interactions)


def read_contracts(folder: Path) -> list[Contract]:
    """Every file of a folder, by name; ``PactFileError`` for a missing folder or a file that is no pact."""
    if not folder.is_dir():
        raise PactFileError(folder, "is not a folder." if folder.exists() else "does not exist.", "Is the path right?")
    return [read_contract(path) for path in sorted(folder.iterdir()) if not (path.is_dir() or is_unfinished(path))]


def read_contract(path: Path) -> Contract:
    """One pact file; ``PactFileError`` says what is wrong with it and what to do."""
    return _contract(Reader(path, load(path), "the file"), path)


def parse_contract(text: str, path: Path) -> Contract:
    """A pact file's text, as it stands or stood at *path*; ``PactFileError`` as above."""
    return _contract(Reader(path, parse(text, path), "the file"), path)


def _contract(document: Reader, path: Path) -> Contract:
    specification = _specification(document)
    interactions = tuple(_interactions(document, specification))
    return Contract(
        path=path,
        consumer=document.required_object("consumer").required_string("name"),
        provider=document.required_object("provider").required_string("name"),
        specification=specification,
        interactions=interactions,
        raw=document.raw,
    )


def _interactions(document: Reader, specification: str) -> Iterator[Interaction]:
    """The interactions of the file, and version 3's ``messages``, which are a list of their own."""
    if document.raw.get("interactions") is None and document.raw.get("messages") is None:
        document.refuse("has neither interactions nor messages")
    for item in document.objects("interactions"):
        kind = item.string("type", "Synchronous/HTTP")
        if kind not in KINDS:
            item.refuse(f"has the type {kind!r}, which is none of {', '.join(KINDS)}")
        yield _interaction(item, KINDS[kind], specification)
    for item in document.objects("messages"):
        yield _interaction(item, "message", specification)


def _interaction(item: Reader, kind: Kind, specification: str) -> Interaction:
    for part in ("request", "response") if kind == "http" else ():
        item.required_object(part)
    refuse_malformed_parts(item, kind, specification)
    return Interaction(
        kind=kind,
        description=item.required_string("description"),
        states=tuple(_states(item)),
        test=item.object("comments").string("testname", "") or None,
        pending=item.boolean("pending"),
        raw=item.raw,
        specification=specification,
    )


def _states(item: Reader) -> Iterator[State]:
    """Version 3 and 4 hold a list of states with parameters; 1 and 2 one name (1 spelled it in two ways)."""
    if item.raw.get("providerStates") is not None:
        if isinstance(item.raw["providerStates"], str):  # as pact-net's older releases wrote it
            yield State(item.raw["providerStates"], {})
            return
        for state in item.objects("providerStates"):
            if not state.required_string("name"):
                state.refuse("has an empty 'name'")
            yield State(state.raw["name"], state.object("params").raw)
        return
    if name := item.string("providerState", "") or item.string("provider_state", ""):
        yield State(name, {})


def _specification(document: Reader) -> str:
    """The version the file states, in any of the spellings in use, or else what its shape tells."""
    metadata = document.object("metadata")
    for key in ("pactSpecification", "pact-specification"):
        if version := metadata.object(key).string("version", ""):
            return version
    if version := metadata.string("pactSpecificationVersion", ""):
        return version
    interactions = [one.raw for one in document.objects("interactions")]
    if any("type" in one for one in interactions):
        return "4.0"
    if document.raw.get("messages") or any("providerStates" in one for one in interactions):
        return "3.0.0"
    # version 1 spelled states so, and kept matchers in the body as objects of pact-ruby's classes
    oldest = any("provider_state" in one or '"json_class"' in json.dumps(one) for one in interactions)
    return "1.0.0" if oldest else "2.0.0"
