"""The interactions of contracts as the comparison with an OpenAPI document needs them.

The only module of this folder that knows how a pact file is modelled.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qsl

from pact_harness.pactfile.contract import Contract
from pact_harness.pactfile.example_value import ExampleValue
from pact_harness.pactfile.interaction_part import ABSENT, InteractionPart
from pact_harness.pactfile.path_expressions import Path, show

Matcher = Mapping[str, Any]

__all__ = ["Half", "HttpInteraction", "Matcher", "Path", "Value", "WhatIsRead", "exchanges_of", "readings_of", "show"]


@dataclass(frozen=True)
class Value:
    """A value of a body, with the matchers that decide about it; none means exact. ``own``: they stand there."""

    path: Path
    value: Any
    matchers: Sequence[Matcher] = ()
    own: bool = False

    @property
    def kinds(self) -> set[str]:
        return {str(one.get("match")) for one in self.matchers}


@dataclass(frozen=True)
class NamedValues:
    """A header, a query parameter: its values in order, and its matchers."""

    name: str
    values: Sequence[Any]
    matchers: Sequence[Matcher] = ()


@dataclass(frozen=True)
class Half:
    """A request or a response. ``values`` are those of the body, from the top down.

    ``media_type`` may have parameters. A body is ``opaque`` where it stands encoded in the file, so is not text.
    """

    method: str = ""
    path: str = ""
    status: int = 0
    has_body: bool = False
    opaque: bool = False
    body: Any = None
    media_type: str | None = None
    values: Sequence[Value] = ()
    headers: Sequence[NamedValues] = ()
    query: Sequence[NamedValues] = ()
    metadata: Sequence[NamedValues] = ()

    def header(self, name: str) -> NamedValues | None:
        return next((one for one in self.headers if one.name.lower() == name.lower()), None)


@dataclass(frozen=True)
class HttpInteraction:
    """An HTTP interaction of a contract; ``file`` as messages show it."""

    consumer: str
    provider: str
    file: str
    name: str
    request: Half = field(default_factory=Half)
    response: Half = field(default_factory=Half)


def exchanges_of(contract: Contract, file: str = "") -> Iterator[HttpInteraction]:
    """The HTTP interactions of a contract, in their order."""
    for interaction in contract.interactions:
        if interaction.kind == "http":
            one = replace(interaction)  # a copy: thousands of interactions, taken apart and kept, would fill the memory
            request = _half(one.request) if one.request else Half()
            names = file or contract.path.name, contract.name_of(interaction)
            yield HttpInteraction(contract.consumer, contract.provider, *names, request, _half(one.responses[0]))


@dataclass(frozen=True)
class WhatIsRead:
    """Any interaction, by what the consumer reads: a response, a message, or the replies to one."""

    consumer: str
    description: str
    name: str
    is_message: bool
    request: Half | None
    answers: Sequence[Half]


def readings_of(contract: Contract) -> Iterator[WhatIsRead]:
    """The interactions of a contract, messages too, in their order."""
    for interaction in contract.interactions:
        one = replace(interaction)  # likewise
        request = _half(one.request) if interaction.kind == "http" and one.request else None
        is_message, name = interaction.kind == "message", contract.name_of(interaction)
        yield WhatIsRead(
            contract.consumer,
            interaction.description,
            name,
            is_message,
            request,
            [_half(each) for each in one.responses],
        )


def _half(side: InteractionPart) -> Half:
    headers = _named(side.headers)
    content_type = next(
        (str(one.values[0]) for one in headers if one.name.lower() == "content-type" and one.values), ""
    )
    has_body = side.body is not ABSENT
    raw = side.raw.get("body")
    path = side.path or ""
    return Half(
        side.method,
        path if path.startswith("/") else f"/{path}",
        side.status or 0,
        has_body,
        not has_body and isinstance(raw, Mapping) and bool(raw.get("encoded")) and raw.get("content") is not None,
        side.body if has_body else None,
        content_type or side.media_type,
        [Value(node.path, node.value, node.matchers, node.own) for node in side.nodes],
        headers,
        _named(side.query),
        _named(side.metadata),
    )


def _named(nodes: Sequence[ExampleValue]) -> list[NamedValues]:
    return [NamedValues(node.shown.split(" ", 1)[1], _listed(node.value), node.matchers) for node in nodes]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def half_of_exchange(raw: Mapping[str, Any], body: Any, has_body: bool) -> Half:
    """A request or a response that was seen while verifying; see ``observed``."""
    path, _, query = str(raw.get("path", "")).partition("?")
    pairs: dict[str, list[str]] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        pairs.setdefault(name, []).append(value)
    headers = [NamedValues(str(one[0]), [str(one[1])]) for one in raw.get("headers") or () if len(one) == 2]
    status = raw.get("status")
    return Half(
        str(raw.get("method", "")).upper(),
        path,
        status if isinstance(status, int) else 0,
        has_body,
        False,
        body,
        None,
        (),
        headers,
        [NamedValues(name, values) for name, values in pairs.items()],
    )
