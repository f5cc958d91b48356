"""What each consumer needs: provider field by consumer, from the contracts and the provider's OpenAPI document.

The view that answers "can I remove this field?": a field that no contract promises is read by nobody.

[tool.pact-harness]
messages = "Event.data"    # which of the document's schemas messages are; their metadata belongs to its parent
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pact_harness.openapi.document import Document, Place
from pact_harness.pactfile.contract import Contract, Interaction
from pact_harness.pactfile.example_value import ExampleValue


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

    ``elsewhere`` holds what contracts promise besides: messages, and answers that the document does not know.
    """

    provider: str
    consumers: list[str]
    documented: dict[str, list[Need]] = field(default_factory=dict)
    elsewhere: dict[str, list[Need]] = field(default_factory=dict)

    @property
    def unneeded(self) -> list[str]:
        return [name for name, needs in self.documented.items() if not needs]

    def named(self, name: str) -> list[str]:
        """The fields that go by a name: in full (``User.email``), or without their schema (``email``)."""
        known = [*self.documented, *self.elsewhere]
        return [one for one in known if one == name] or [one for one in known if one.rsplit(".", 1)[-1] == name]

    def of(self, name: str) -> list[Need]:
        return self.documented.get(name) or self.elsewhere.get(name) or []


def find_needs(contracts: Sequence[Contract], document: Document, messages: str | None = None) -> Needs:
    """Who needs what of the document's provider; ``messages`` is the schema that messages have, as ``Event.data``.

    NeedsError where contracts are for others, and where the document has no such schema.
    """
    provider = _provider(contracts, document.title)
    ours = [contract for contract in contracts if contract.provider == provider]
    needs = Needs(provider, sorted({contract.consumer for contract in ours}))
    for answer in document.answers:
        for name in _names(document, answer.place, frozenset()):
            needs.documented.setdefault(name, [])
    for contract in ours:
        for interaction in contract.interactions:
            _add(needs, document, contract, replace(interaction), messages)
    return needs


def _provider(contracts: Sequence[Contract], title: str) -> str:
    providers = {contract.provider for contract in contracts}
    if len(providers) == 1:
        return providers.pop()
    if title in providers or not providers:
        return title
    raise NeedsError(f"the contracts are for {', '.join(sorted(providers))}, and the document is for {title!r}")


def _names(document: Document, place: Place, above: frozenset[str]) -> Iterator[str]:
    """Every field below a place; a schema that holds itself is not entered twice."""
    item = document.items(place)
    if item:
        yield from _names(document, item, above)
    for name, inside in document.fields(place).items():
        label = f"{place.owner}.{name}"
        if label not in above:
            yield label
            yield from _names(document, inside, above | {label})


def _add(needs: Needs, document: Document, contract: Contract, interaction: Interaction, messages: str | None) -> None:
    need = Need(contract.consumer, contract.name_of(interaction))
    for name, documented in _promised(document, interaction, messages):
        known = needs.documented if documented and name in needs.documented else needs.elsewhere
        if need not in known.setdefault(name, []):
            known[name].append(need)


def _promised(document: Document, interaction: Interaction, messages: str | None) -> Iterator[tuple[str, bool]]:
    """The fields that an interaction promises, and whether the document knows them."""
    if interaction.kind == "message":
        yield from _in_message(document, interaction, messages)
        return
    request = interaction.request
    for answer in interaction.responses:
        place = None
        if request and request.path is not None and answer.status is not None:
            place = document.answer(request.method, request.path, answer.status)
        owner = f"{request.method} {request.path}" if request and request.path else interaction.description
        yield from _fields(document, place or Place(owner, {}), answer.body)
        yield from _named(document, Place(owner, {}), [*answer.headers, *answer.metadata])


def _in_message(document: Document, interaction: Interaction, messages: str | None) -> Iterator[tuple[str, bool]]:
    parent = body = Place(interaction.description, {})
    if messages:
        parent, body = _schema(document, messages.rpartition(".")[0] or messages), _schema(document, messages)
    for answer in interaction.responses:
        yield from _named(document, parent, answer.metadata)
        yield from _fields(document, body, answer.body)


def _schema(document: Document, name: str) -> Place:
    """A schema of the document's components, or a field below one."""
    first, *steps = name.split(".")
    found = document.raw.get("components", {}).get("schemas", {}).get(first)
    place = Place(first, found) if isinstance(found, Mapping) else None
    for step in steps:
        place = document.fields(place).get(step) if place else None
    if place is None:
        raise NeedsError(f"[tool.pact-harness] messages names {name}, and the document has no such schema")
    return place


def _named(document: Document, owner: Place, nodes: Sequence[ExampleValue]) -> Iterator[tuple[str, bool]]:
    """Headers and metadata; the media type is what Pact itself says of a body."""
    known = document.fields(owner)
    for node in nodes:
        name = node.shown.split(" ", 1)[1]
        if name.lower().replace("-", "") != "contenttype":
            yield f"{owner.owner}.{name}", name in known


def _fields(document: Document, place: Place, value: object) -> Iterator[tuple[str, bool]]:
    if isinstance(value, list):
        item = document.items(place) or Place(place.owner, {})
        for one in value:
            yield from _fields(document, item, one)
    elif isinstance(value, Mapping):
        known = document.fields(place)
        for name, inside in value.items():
            yield f"{place.owner}.{name}", name in known
            below = known.get(name) or Place(f"{place.owner}.{name}", {})
            yield from _fields(document, below, inside)


def table(needs: Needs) -> str:
    """Who needs which field, then by which interactions, then what nobody needs."""
    names = [*needs.documented, *needs.elsewhere]
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
    for name in [*needs.documented, *needs.elsewhere]:
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
        return f"Can {name} be removed? Yes, nobody reads it."
    return f"Can {name} be removed? No, it is read by {', and by '.join(readers)}."


def without_document(provider: str) -> str:
    """What cannot be told of a provider, or of several."""
    return (
        f"No OpenAPI document of {provider} was given, so fields are named by their requests, and which answered "
        f"fields nobody needs is not known."
    )
