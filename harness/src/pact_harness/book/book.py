"""A book's contents, before they are pages: contracts, results, the provider's document, and what changed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from pact_harness.book.body_text import BodyLine
from pact_harness.book.coverage_page import CoveragePage, coverage_page
from pact_harness.book.field_matrix import FieldMatrix, field_matrices
from pact_harness.book.interaction_text import InteractionText, interaction_text
from pact_harness.book.verification_status import Results, Verdict, cause, verdict_of, worst
from pact_harness.checks.compatibility import compare_versions
from pact_harness.checks.context import Context
from pact_harness.openapi.document import Document, read_openapi
from pact_harness.openapi.field_usage import without_document
from pact_harness.pactfile.change import Change
from pact_harness.pactfile.contract import Contract, Interaction
from pact_harness.results import book_addresses as addresses
from pact_harness.results.masking import Masking
from pact_harness.results.store import read_results
from pact_harness.results.verification_result import VerificationResult


@dataclass(frozen=True)
class BookSources:
    """Where to look. Only ``contracts`` (a folder or a file) has to exist; ``more`` are further folders, ``since`` is a
    folder or a git revision, ``openapi_of`` the document of a provider that has one of its own."""

    contracts: Path
    root: Path = field(default_factory=Path.cwd)
    verification: Path | None = None
    openapi: Path | None = None
    since: str | None = None
    more: Sequence[Path] = ()
    openapi_of: Mapping[str, Path | None] = field(default_factory=dict)

    @property
    def places(self) -> tuple[Path, ...]:
        return (self.contracts, *self.more)


@dataclass(frozen=True)
class Entry:
    """An interaction in the book: what is known of it, its address (``href``) and its name on its page (``id``)."""

    contract: Contract
    interaction: Interaction
    result: VerificationResult | None
    href: str
    id: str

    @property
    def name(self) -> str:
        return self.contract.name_of(self.interaction)

    @property
    def verdict(self) -> Verdict:
        return verdict_of(self.result)

    @property
    def cause(self) -> str:
        return cause(self.result) if self.result else ""

    @property
    def message_lines(self) -> list[BodyLine]:
        """The failure message as the log shows it."""
        return [BodyLine(one) for one in self.result.failure_message.splitlines()] if self.result else []

    @property
    def text(self) -> InteractionText:
        """Worked out again each time: a book of thousands is not kept in memory."""
        return interaction_text(replace(self.interaction), self.result)


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
class Book:
    """Everything, worked out as far as several pages need it."""

    sources: BookSources
    chapters: Sequence[Chapter]
    unreadable: Sequence[tuple[str, str]]  # file, and what is wrong with it
    document: Document | None
    messages: str | None  # the schema of messages in the document, as the project's settings name it
    documents: Mapping[str, tuple[Document, str | None]]  # of providers that have one of their own
    changes: Sequence[Change] | None  # None where nobody asked for them
    masking: Masking = field(default_factory=Masking)

    @cached_property
    def entries(self) -> list[Entry]:
        return [entry for chapter in self.chapters for entry in chapter.entries]

    @cached_property
    def addresses(self) -> dict[tuple[str, str, str], str]:
        """By provider, consumer and the interaction's name in its contract; of two that are alike, the first."""
        found: dict[tuple[str, str, str], str] = {}
        for one in self.entries:
            found.setdefault((one.contract.provider, one.contract.consumer, one.name), one.href)
        return found

    @cached_property
    def matrices(self) -> list[FieldMatrix]:
        contracts = [one.contract for one in self.chapters]
        rest = [one for one in contracts if one.provider not in self.documents]
        found = field_matrices(rest, self.document, self.addresses, self.messages)
        for name, (document, messages) in self.documents.items():
            ours = [one for one in contracts if one.provider == name]
            found += field_matrices(ours, document, self.addresses, messages)
        return sorted(found, key=lambda one: one.provider)

    @cached_property
    def coverage(self) -> CoveragePage | None:
        return coverage_page([one.contract for one in self.chapters], self.document, self.messages)

    @property
    def unknown(self) -> list[str]:
        """What the book does not know, in sentences."""
        return list(_unknown(self))


def read_book(sources: BookSources, *, single: bool = False) -> Book:
    """Read it all. A file among the contracts that is no pact is told in the book.

    Where something else that was named is not what it should be: ResultsError, OpenApiError,
    SettingsError, VersionError, or PactFileError.
    """
    context = Context(sources.root, sources.places)
    results = Results(read_results(sources.verification) if sources.verification else ())
    masking = Masking(context.settings.masked_headers)
    chapters = list(_chapters(context, results, masking, single))
    since = sources.since
    found = [one for place in sources.places for one in compare_versions(since, place, masking)] if since else None
    unreadable = [(context.shown(one.path), one.problem) for one in context.unreadable]
    document = read_openapi(sources.openapi) if sources.openapi else None
    messages = (context.settings.messages or None) if document else None
    documents = {
        name: (read_openapi(file), context.settings.of(name).messages or None)
        for name, file in sources.openapi_of.items()
        if file
    }
    return Book(sources, chapters, unreadable, document, messages, documents, found, masking)


def _chapters(context: Context, results: Results, masking: Masking, single: bool) -> Iterator[Chapter]:
    contracts = [_masked(one, masking) for one in addresses.in_order(context.contracts)]
    for contract, page in zip(contracts, addresses.pages(contracts), strict=True):
        prefix, file = (f"{page}.", "") if single else ("", f"{page}.html")
        entries = [
            Entry(contract, one, results.take(contract, one), f"{file}#{prefix}{anchor}", f"{prefix}{anchor}")
            for one, anchor in zip(contract.interactions, addresses.anchors(contract), strict=True)
        ]
        yield Chapter(contract, context.shown(contract.path), page, file or f"#{page}", entries)


def _masked(contract: Contract, masking: Masking) -> Contract:
    """Nobody reads a token in the book, not even a made-up one."""
    masked = tuple(replace(one, raw=masking.interaction(one.raw)) for one in contract.interactions)
    return replace(contract, interactions=masked)


def _some(number: int, of: int) -> str:
    """``the interaction``, ``any of the 3 interactions``, ``1 of the 3 interactions``."""
    if of == 1:
        return "the interaction"
    return f"{'any' if number == of else number} of the {of} interactions"


def _unknown(book: Book) -> Iterator[str]:
    entries = book.entries
    unverified = sum(one.result is None for one in entries)
    if unverified:
        yield (
            f"Whether {_some(unverified, len(entries))} passed: no result of a verification was found for "
            f"{'it' if unverified == 1 else 'them'}."
        )
    if any(one.result for one in entries) and not any(one.result and one.result.verified_at for one in entries):
        yield "When the interactions were verified: the results do not say."
    if nameless := sum(one.interaction.test is None for one in entries):
        yield f"Which consumer test recorded {_some(nameless, len(entries))}: the pact files do not say."
    yield from (one.unknown for one in book.matrices if one.unknown and one.documented)
    if bare := [one.provider for one in book.matrices if not one.documented]:
        yield without_document(bare[0] if len(bare) == 1 else f"{len(bare)} providers")
    yield from (f"What {file} holds: it {problem}" for file, problem in book.unreadable)
