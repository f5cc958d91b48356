"""Who needs what: provider field by consumer, ready for a table in which each mark leads to its interactions."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pact_harness.openapi.document import Document
from pact_harness.openapi.field_usage import Need, Needs, NeedsError, find_needs, without_document
from pact_harness.pactfile.contract import Contract

MOST_NAMED = 12  # interactions that one mark names; the rest are counted
MOST_ROWS = 1_000  # of one provider: a browser lays out no more in good time
# what names one thing among many in a path: a number, a UUID, a long hexadecimal
IDENTIFIER = re.compile(
    r"(?<=/)(?:\d+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{16,})(?=[/.?\s]|$)", re.IGNORECASE
)


@dataclass(frozen=True)
class FieldUse:
    """How often a consumer needs a field, and the first of the interactions: name and address."""

    count: int
    interactions: Sequence[tuple[str, str]]

    @property
    def more(self) -> int:
        return self.count - len(self.interactions)


@dataclass(frozen=True)
class FieldRow:
    """A field, and a mark or None for each consumer; ``documented`` says that the OpenAPI document knows it."""

    name: str
    uses: Sequence[FieldUse | None]
    documented: bool

    @property
    def needed(self) -> bool:
        return any(self.uses)


@dataclass(frozen=True)
class FieldMatrix:
    """One provider's fields by consumer. ``unknown`` says in words what cannot be told; ``documented`` is false where
    that is for want of an OpenAPI document."""

    provider: str
    consumers: Sequence[str]
    rows: Sequence[FieldRow]
    unknown: str
    left_out: int = 0
    documented: bool = True

    @property
    def unneeded(self) -> list[str]:
        return [row.name for row in self.rows if not row.needed]


Addresses = Mapping[tuple[str, str, str], str]


def field_matrices(
    contracts: Sequence[Contract], document: Document | None, addresses: Addresses, messages: str | None = None
) -> list[FieldMatrix]:
    """A matrix for each provider. *addresses* are by provider, consumer and name; *messages* names the schema that
    messages have in the document, as for `find_needs`."""
    providers = sorted({one.provider for one in contracts})
    found = []
    for provider in providers:
        ours = [one for one in contracts if one.provider == provider]
        found.append(_matrix(ours, _for(document, provider, providers), addresses, messages))
    return found


def _for(document: Document | None, provider: str, providers: Sequence[str]) -> Document | None:
    """The document, if it is this provider's: by its title, or because there is no other."""
    return document if document and (document.title == provider or len(providers) == 1) else None


def _matrix(
    contracts: Sequence[Contract], document: Document | None, addresses: Addresses, messages: str | None
) -> FieldMatrix:
    provider = contracts[0].provider
    consumers = sorted({one.consumer for one in contracts})
    try:
        needs = find_needs(contracts, document or Document({}), messages if document else None)
    except (NeedsError, RecursionError) as error:
        reason = "some bodies are nested too deeply" if isinstance(error, RecursionError) else str(error)
        return FieldMatrix(provider, consumers, [], f"Who needs what of {provider} cannot be told: {reason}.")
    rows = [
        FieldRow(name, [_use(found, consumer, provider, addresses) for consumer in consumers], documented)
        for name, found, documented in _fields(needs)
    ]
    unknown = "" if document else without_document(provider)
    return FieldMatrix(
        provider, consumers, rows[:MOST_ROWS], unknown, max(0, len(rows) - MOST_ROWS), document is not None
    )


def _fields(needs: Needs) -> Iterator[tuple[str, Sequence[Need], bool]]:
    """Each field with who needs it, and whether the OpenAPI document knows it; the same of many things is one."""
    for name, found in needs.documented.items():
        yield name, found, True
    folded: dict[str, list[Need]] = {}
    for name, found in needs.elsewhere.items():
        folded.setdefault(IDENTIFIER.sub("{…}", name), []).extend(found)
    for name, found in folded.items():
        yield name, found, False


def _use(needs: Sequence[Need], consumer: str, provider: str, addresses: Addresses) -> FieldUse | None:
    names = list(dict.fromkeys(need.interaction for need in needs if need.consumer == consumer))
    shown = [(name, addresses.get((provider, consumer, name), "")) for name in names[:MOST_NAMED]]
    return FieldUse(len(names), shown) if names else None
