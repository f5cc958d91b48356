"""What a book is made of, gathered: contracts, results, the provider's document, what changed, the catalogue."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from pact_harness import changes
from pact_harness.book import addresses, catalogue, needed
from pact_harness.book.reading import Reading, read
from pact_harness.book.verdict import Result, Results, Verdict, read_results, worst
from pact_harness.checks.compatibility import Change, compare_versions
from pact_harness.checks.context import Context
from pact_harness.openapi.document import Document, read_openapi
from pact_harness.openapi.field_usage import without_document
from pact_harness.pactfile.contract import Contract, Interaction


@dataclass(frozen=True)
class Sources:
    """Where to look. Only ``contracts`` (a folder or a file) has to exist; ``since`` is a folder or a git revision."""

    contracts: Path
    root: Path = field(default_factory=Path.cwd)
    verification: Path | None = None
    openapi: Path | None = None
    changes: Path | None = None
    since: str | None = None


@dataclass(frozen=True)
class Entry:
    """A promise in the book: what is known of it, its address (``href``) and its name on its page (``id``)."""

    contract: Contract
    interaction: Interaction
    result: Result | None
    href: str
    id: str

    @property
    def verdict(self) -> Verdict:
        return self.result.verdict if self.result else "unverified"

    @property
    def reading(self) -> Reading:
        """Worked out anew each time: a book of thousands is not kept in memory."""
        return read(self.contract, self.interaction, self.result)


@dataclass(frozen=True)
class Chapter:
    """A contract in the book; ``page`` is its file's name without ending, ``href`` its address."""

    contract: Contract
    file: str
    page: str
    href: str
    entries: Sequence[Entry]

    @property
    def verdict(self) -> Verdict:
        return worst(one.verdict for one in self.entries)

    @property
    def messages(self) -> list[Entry]:
        return [one for one in self.entries if one.interaction.kind != "http"]

    @property
    def requests(self) -> list[Entry]:
        return [one for one in self.entries if one.interaction.kind == "http"]


@dataclass(frozen=True)
class Material:
    """Everything, worked out as far as several pages need it."""

    sources: Sources
    chapters: Sequence[Chapter]
    unreadable: Sequence[tuple[str, str]]  # file, and what is wrong with it
    document: Document | None
    messages: str | None  # the schema of messages in the document, as the project's settings name it
    changes: Sequence[Change] | None  # None where nobody asked for them
    catalogue: Sequence[catalogue.Row]

    @cached_property
    def entries(self) -> list[Entry]:
        return [entry for chapter in self.chapters for entry in chapter.entries]

    @cached_property
    def addresses(self) -> dict[tuple[str, str, str], str]:
        """By provider, consumer and description; of two that are alike, the first."""
        found: dict[tuple[str, str, str], str] = {}
        for one in self.entries:
            found.setdefault((one.contract.provider, one.contract.consumer, one.interaction.description), one.href)
        return found

    @cached_property
    def matrices(self) -> list[needed.Matrix]:
        return needed.matrices([one.contract for one in self.chapters], self.document, self.addresses, self.messages)

    @property
    def unknown(self) -> list[str]:
        """What the book does not know, in sentences."""
        return list(_unknown(self))


def gather(sources: Sources, *, single: bool = False) -> Material:
    """Read it all. A file among the contracts that is no pact is told in the book.

    Where something else that was named is not what it should be: ResultsError, OpenApiError, ChangeError,
    SettingsError, VersionError, or PactFileError.
    """
    context = Context(sources.root, (sources.contracts,))
    chapters = list(
        _chapters(context, read_results(sources.verification) if sources.verification else Results(), single)
    )
    found = compare_versions(sources.since, sources.contracts) if sources.since else None
    rows = catalogue.rows(changes.read_changes(sources.changes), _known(chapters)) if sources.changes else ()
    unreadable = [(context.shown(one.path), one.problem) for one in context.unreadable]
    document = read_openapi(sources.openapi) if sources.openapi else None
    messages = (context.settings.messages or None) if document else None
    return Material(sources, chapters, unreadable, document, messages, found, list(rows))


def _chapters(context: Context, results: Results, single: bool) -> Iterator[Chapter]:
    contracts = addresses.in_order(context.contracts)
    for contract, page in zip(contracts, addresses.pages(contracts), strict=True):
        prefix, file = (f"{page}.", "") if single else ("", f"{page}.html")
        entries = [
            Entry(contract, one, results.take(contract, one), f"{file}#{prefix}{anchor}", f"{prefix}{anchor}")
            for one, anchor in zip(contract.interactions, addresses.anchors(contract), strict=True)
        ]
        yield Chapter(contract, context.shown(contract.path), page, file or f"#{page}", entries)


def _known(chapters: Sequence[Chapter]) -> catalogue.Known:
    entries = [entry for chapter in chapters for entry in chapter.entries]
    return catalogue.Known(
        contract_tests={one.interaction.test: one.contract.consumer for one in entries if one.interaction.test},
        promises={f"{one.contract.consumer}: {one.interaction.description}": one.href for one in entries},
        verifying=frozenset(one.result.test.partition("[")[0] for one in entries if one.result and one.result.test),
    )


def _unknown(material: Material) -> Iterator[str]:
    entries = material.entries
    unverified = sum(one.result is None for one in entries)
    if unverified:
        all_of_them = unverified == len(entries)
        yield (
            f"Whether {'any' if all_of_them else unverified} of the {len(entries)} promises "
            f"{'is' if all_of_them or unverified == 1 else 'are'} kept: no result of a verification was found for "
            f"{'them' if all_of_them or unverified > 1 else 'it'}."
        )
    if any(one.result for one in entries) and not any(one.result and one.result.at for one in entries):
        yield "When the promises were verified: the results do not say."
    if nameless := sum(one.interaction.test is None for one in entries):
        yield f"Which consumer test asked for {nameless} of the promises: the pact files do not say."
    yield from (one.unknown for one in material.matrices if one.unknown and one.documented)
    if bare := [one.provider for one in material.matrices if not one.documented]:
        yield without_document(bare[0] if len(bare) == 1 else f"{len(bare)} providers")
    yield from (f"What {file} holds: it {problem}" for file, problem in material.unreadable)
