"""What each consumer needs: provider field by consumer, from the contracts and the provider's OpenAPI document.

The view that answers "can I remove this field?": a field that no contract promises is read by nobody.

[tool.pact-harness]
messages = "Event.data"    # which of the document's schemas messages are; their metadata belongs to its parent
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pact_harness.openapi.document import Document, Place
from pact_harness.openapi.http_interaction import Half, HttpInteraction, NamedValues, WhatIsRead, readings_of
from pact_harness.openapi.path_template import endpoint_name
from pact_harness.pactfile.contract import Contract


class NeedsError(ValueError):
    """The contracts and the document do not belong together; the message says why."""


@dataclass(frozen=True)
class Need:
    """A consumer that reads a field, and the interaction by which it says so."""

    consumer: str
    interaction: str


@dataclass
class Needs:
    """``documented`` holds every field of the OpenAPI document's answers, needed or not, in its order.

    ``observed`` holds what the provider sent besides while it was verified, and ``sent`` all that it sent.
    ``elsewhere`` holds what contracts promise besides: messages, and answers that the document does not know.
    """

    provider: str
    consumers: list[str]
    documented: dict[str, list[Need]] = field(default_factory=dict)
    observed: dict[str, list[Need]] = field(default_factory=dict)
    elsewhere: dict[str, list[Need]] = field(default_factory=dict)
    sent: list[str] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        return [*self.documented, *self.observed, *self.elsewhere]

    @property
    def unneeded(self) -> list[str]:
        return [name for name, needs in {**self.documented, **self.observed}.items() if not needs]

    def named(self, name: str) -> list[str]:
        """The fields that go by a name: in full (``User.email``), or without their schema (``email``)."""
        known = self.names
        return [one for one in known if one == name] or [one for one in known if one.rsplit(".", 1)[-1] == name]

    def of(self, name: str) -> list[Need]:
        return self.documented.get(name) or self.observed.get(name) or self.elsewhere.get(name) or []


def find_needs(
    contracts: Sequence[Contract],
    document: Document,
    messages: str | None = None,
    observed: Sequence[HttpInteraction] = (),
) -> Needs:
    """Who needs what of the document's provider; ``messages`` is the schema that messages have, as ``Event.data``.

    ``observed`` are the exchanges of the last verification: with them, a document may be empty. NeedsError where
    contracts are for others, and where the document has no such schema.
    """
    provider = _provider(contracts, document.title)
    ours = [contract for contract in contracts if contract.provider == provider]
    needs = Needs(provider, sorted({contract.consumer for contract in ours}))
    seen: set[str] = set()
    for answer in document.answers:
        needs.documented.update({name: [] for name, _ in document.below(answer.place, seen)})
    readings = [reading for contract in ours for reading in readings_of(contract)]
    of_http = {(one.consumer, one.description) for one in readings if one.request}
    for exchange in observed:
        if exchange.provider == provider and (exchange.consumer, exchange.name) in of_http:
            _observe(needs, document, exchange)
    for reading in readings:
        _add(needs, document, reading, messages)
    return needs


def _provider(contracts: Sequence[Contract], title: str) -> str:
    providers = {contract.provider for contract in contracts}
    if len(providers) == 1:
        return providers.pop()
    if title in providers or not providers:
        return title
    raise NeedsError(f"the contracts are for {', '.join(sorted(providers))}, and the document is for {title!r}")


def _add(needs: Needs, document: Document, reading: WhatIsRead, messages: str | None) -> None:
    need = Need(reading.consumer, reading.name)
    for name, documented in _read(document, reading, messages):
        known = needs.documented if documented and name in needs.documented else needs.elsewhere
        known = needs.observed if name in needs.observed else known
        if need not in known.setdefault(name, []):
            known[name].append(need)


def _observe(needs: Needs, document: Document, exchange: HttpInteraction) -> None:
    """Note the fields of bodies that the provider sent, those apart that the document does not have."""
    request = exchange.request
    place = document.answer(request.method, request.path, exchange.response.status)
    for name, _ in fields_in(document, place or Place(_owner(document, request), {}), exchange.response.body):
        if name not in needs.sent:
            needs.sent.append(name)
        if name not in needs.documented:
            needs.observed.setdefault(name, [])


def _read(document: Document, reading: WhatIsRead, messages: str | None) -> Iterator[tuple[str, bool]]:
    """The fields that a consumer reads, and whether the document knows them."""
    if reading.is_message:
        yield from _in_message(document, reading, messages)
        return
    request = reading.request
    owner = _owner(document, request) if request else reading.name
    for answer in reading.answers:
        place = document.answer(request.method, request.path, answer.status) if request else None
        if answer.has_body:
            yield from fields_in(document, place or Place(owner, {}), answer.body)
        yield from _named(document, Place(owner, {}), [*answer.headers, *answer.metadata])


def _owner(document: Document, request: Half) -> str:
    """An endpoint's name: by its own path, where a document tells which paths are one; else without what varies."""
    plain = f"{request.method} {request.path}"
    return plain if document.api.operations else endpoint_name(request.method, request.path)


def _in_message(document: Document, reading: WhatIsRead, messages: str | None) -> Iterator[tuple[str, bool]]:
    parent = body = Place(reading.name, {})
    if messages:
        parent, body = _schema(document, messages.rpartition(".")[0] or messages), _schema(document, messages)
    for answer in reading.answers:
        yield from _named(document, parent, answer.metadata)
        yield from fields_in(document, body, answer.body)


def _schema(document: Document, name: str) -> Place:
    """A schema of the document's components, or a field below one."""
    first, *steps = name.split(".")
    place = document.schema(first)
    for step in steps:
        place = document.fields(place).get(step) if place else None
    if place is None:
        raise NeedsError(f"[tool.pact-harness] messages names {name}, and the document has no such schema")
    return place


def _named(document: Document, owner: Place, headers: Sequence[NamedValues]) -> Iterator[tuple[str, bool]]:
    """Headers and metadata; the media type is what Pact itself says of a body."""
    known = document.fields(owner)
    for name in [one.name for one in headers]:
        if name.lower().replace("-", "") != "contenttype":
            yield f"{owner.owner}.{name}", name in known


def fields_in(document: Document, place: Place, value: object) -> Iterator[tuple[str, bool]]:
    """The fields of a value by name, and whether the place has them."""
    if isinstance(value, list):
        item = document.items(place) or Place(place.owner, {})
        for one in value:
            yield from fields_in(document, item, one)
    elif isinstance(value, Mapping):
        known = document.fields(place)
        for name, inside in value.items():
            yield f"{place.owner}.{name}", name in known
            below = known.get(name) or Place(f"{place.owner}.{name}", {})
            yield from fields_in(document, below, inside)


def table(needs: Needs) -> str:
    """Who needs which field, then by which interactions, then what nobody needs."""
    names = needs.names
    width = max([len(needs.provider), *map(len, names)], default=0)
    lines = ["  ".join([needs.provider.ljust(width), *needs.consumers]).rstrip()]
    for name in names:
        readers = {need.consumer for need in needs.of(name)}
        cells = [("x" if one in readers else "").ljust(len(one)) for one in needs.consumers]
        lines.append("  ".join([name.ljust(width), *cells]).rstrip())
    unneeded = f"Nobody needs {', '.join(needs.unneeded)}." if needs.unneeded else "Each field is needed."
    end = [unneeded] if needs.documented else []  # without a document nobody knows what is answered besides
    return "\n".join([*lines, "", *_by_interaction(needs), *end]).rstrip()


def _by_interaction(needs: Needs) -> Iterator[str]:
    for name in needs.names:
        if needs.of(name):
            yield name
            yield from (f"  {line}" for line in _readers(needs, name))
            yield ""


def _readers(needs: Needs, name: str) -> list[str]:
    found: Mapping[str, list[str]] = {consumer: [] for consumer in needs.consumers}
    for need in needs.of(name):
        found[need.consumer].append(need.interaction)
    return [f"{consumer}: {'; '.join(names)}" for consumer, names in found.items() if names]


def answer(needs: Needs, name: str) -> str:
    """One line for each field of that name: whether it can be removed, or who reads it where."""
    return "\n".join(_answer(needs, one) for one in needs.named(name))


def _answer(needs: Needs, name: str) -> str:
    readers = _readers(needs, name)
    if not readers:
        sent = "it is sent, and nobody reads it" if name in needs.sent else "nobody reads it"
        return f"Can {name} be removed? Yes, {sent}."
    return f"Can {name} be removed? No, it is read by {', and by '.join(readers)}."


def without_document(provider: str) -> str:
    """What cannot be told of a provider, or of several."""
    return (
        f"No OpenAPI document of {provider} was given, so fields are named by their requests, and which answered "
        f"fields nobody needs is not known."
    )
