"""What of a provider's document the contracts cover: operations, statuses, parameters and fields, and whose they are.

Without a document: what the provider was seen to do while its contracts were last verified.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from pact_harness.openapi.api import Match, Operation
from pact_harness.openapi.document import Document, Place
from pact_harness.openapi.field_usage import fields_in, find_needs
from pact_harness.openapi.http_interaction import Half, HttpInteraction, exchanges_of
from pact_harness.openapi.path_template import endpoint_name
from pact_harness.pactfile.contract import Contract

Kind = Literal["operation", "status", "parameter", "request field", "response field"]
KINDS: Sequence[Kind] = ("operation", "status", "parameter", "request field", "response field")
Users = dict[str, list[str]]  # consumer -> interactions


@dataclass
class Item:
    """One thing that a contract may use. ``pointer`` is its place in the document, empty where there is none."""

    kind: Kind
    name: str
    pointer: str = ""
    operation: str = ""
    users: Users = field(default_factory=dict)

    @property
    def covered(self) -> bool:
        return bool(self.users)

    def add(self, consumer: str, interaction: str) -> None:
        names = self.users.setdefault(consumer, [])
        if interaction not in names:
            names.append(interaction)


@dataclass
class Coverage:
    """``unknown`` are the interactions whose request or status the document does not have."""

    provider: str
    consumers: list[str]
    items: list[Item] = field(default_factory=list)
    unknown: list[tuple[str, str]] = field(default_factory=list)
    documented: bool = True

    def of(self, kind: Kind) -> list[Item]:
        return [one for one in self.items if one.kind == kind]

    @property
    def counts(self) -> dict[Kind, tuple[int, int]]:
        """How many of how many are covered, for each kind that there is."""
        found = {kind: self.of(kind) for kind in KINDS}
        return {kind: (sum(one.covered for one in items), len(items)) for kind, items in found.items() if items}

    @property
    def percent(self) -> float:
        """Of everything together; 100 for nothing at all."""
        return 100 * sum(one.covered for one in self.items) / len(self.items) if self.items else 100.0


def find_coverage(
    contracts: Sequence[Contract],
    document: Document,
    messages: str | None = None,
    observed: Sequence[HttpInteraction] = (),
) -> Coverage:
    """What the contracts with the document's provider cover. NeedsError where they are for others."""
    needs = find_needs(contracts, document, messages, observed)
    ours = [one for one in contracts if one.provider == needs.provider]
    exchanges = [exchange for contract in ours for exchange in exchanges_of(contract)]
    documented = bool(document.api.operations)
    coverage = Coverage(needs.provider, needs.consumers, documented=documented)
    items = _Items(coverage)
    if documented:
        for operation in document.api.operations:
            items.declare(document, operation)
        for exchange in exchanges:
            match = document.api.find(exchange.request.method, exchange.request.path)
            items.use(document, exchange, match)
    else:
        for exchange in exchanges:
            items.use_undocumented(exchange)
    seen: set[str] = set()
    pointers = {name: place for answer in document.answers for name, place in document.below(answer.place, seen)}
    for name, found in {**needs.documented, **needs.observed}.items():
        item = items.item("response field", name, pointers[name].location.pointer if name in pointers else "")
        for need in found:
            item.add(need.consumer, need.interaction)
    return coverage


class _Items:
    """The items of a coverage by kind and name."""

    def __init__(self, coverage: Coverage) -> None:
        self.coverage = coverage
        self._known: dict[tuple[Kind, str], Item] = {}
        self._request_fields: set[str] = set()
        self._parameters: dict[str, Item] = {}  # headers in lower case

    def item(self, kind: Kind, name: str, pointer: str = "", operation: str = "") -> Item:
        if (kind, name) not in self._known:
            self._known[kind, name] = Item(kind, name, pointer, operation)
            self.coverage.items.append(self._known[kind, name])
        return self._known[kind, name]

    def declare(self, document: Document, operation: Operation) -> None:
        self.item("operation", operation.name, operation.location.pointer, operation.name)
        for response in operation.responses:
            name = f"{operation.name} {response.status}"
            self.item("status", name, response.location.pointer, operation.name)
        for parameter in operation.parameters:
            if parameter.where != "path":
                name = f"{operation.name} {parameter.where} {parameter.name}"
                item = self.item("parameter", name, parameter.location.pointer, operation.name)
                self._parameters[name.lower() if parameter.where == "header" else name] = item
        for place in _bodies(document, operation):
            for name, below in document.below(place, self._request_fields):
                self.item("request field", name, below.location.pointer, operation.name)

    def use(self, document: Document, exchange: HttpInteraction, match: Match | None) -> None:
        response = match.operation.response(exchange.response.status) if match else None
        if match is None or response is None:
            self.coverage.unknown.append((exchange.consumer, exchange.name))
        if match is None:
            return
        operation, who = match.operation, (exchange.consumer, exchange.name)
        self.item("operation", operation.name).add(*who)
        if response:
            self.item("status", f"{operation.name} {response.status}").add(*who)
        for name in _sent_parameters(exchange.request):
            key = f"{operation.name} {name}"
            if parameter := self._parameters.get(key.lower() if name.startswith("header ") else key):
                parameter.add(*who)
        if exchange.request.has_body:
            for place in _bodies(document, operation):
                for name, _ in fields_in(document, place, exchange.request.body):
                    if ("request field", name) in self._known:
                        self.item("request field", name).add(*who)

    def use_undocumented(self, exchange: HttpInteraction) -> None:
        name = endpoint_name(exchange.request.method, exchange.request.path)
        self.item("operation", name, "", name).add(exchange.consumer, exchange.name)
        status = self.item("status", f"{name} {exchange.response.status}", "", name)
        status.add(exchange.consumer, exchange.name)


def _bodies(document: Document, operation: Operation) -> list[Place]:
    """The schemas of a request's body, each once."""
    found = [document.place(operation.name, one) for one in operation.contents if one.schema]
    return list({one.location: one for one in found}.values())


def _sent_parameters(request: Half) -> Iterator[str]:
    """``query limit``, ``header X-Tenant``, ``cookie session``: as items are called."""
    for one in request.query:
        yield f"query {one.name}"
        yield f"query {one.name.partition('[')[0]}"
    for one in request.headers:
        yield f"header {one.name}"
        if one.name.lower() == "cookie":
            yield from (f"cookie {pair.partition('=')[0].strip()}" for pair in str(one.values[0]).split(";"))


def by_operation(coverage: Coverage) -> Mapping[str, list[Item]]:
    """Each operation's name, with its statuses and parameters."""
    found: dict[str, list[Item]] = {one.name: [] for one in coverage.of("operation")}
    for one in coverage.items:
        if one.kind in ("status", "parameter"):
            found[one.operation].append(one)
    return found
