"""The book's page of coverage: the provider's endpoints down, its consumers across."""

from collections.abc import Sequence
from dataclasses import dataclass

from pact_harness.openapi.coverage import Coverage, Item, by_operation, find_coverage
from pact_harness.openapi.document import Document
from pact_harness.openapi.field_usage import NeedsError
from pact_harness.pactfile.contract import Contract

PAGE = "coverage.html"
MOST_ROWS = 2_000


@dataclass(frozen=True)
class CoverageRow:
    """An endpoint, or one of its statuses or parameters (``inner``); a count for each consumer."""

    name: str
    inner: bool
    counts: Sequence[int]
    pointer: str

    @property
    def covered(self) -> bool:
        return any(self.counts)


@dataclass(frozen=True)
class CoveragePage:
    """What the page shows."""

    coverage: Coverage
    rows: Sequence[CoverageRow]
    left_out: int


def coverage_page(
    contracts: Sequence[Contract], document: Document | None, messages: str | None = None
) -> CoveragePage | None:
    """The page, where there is a document of these contracts' provider."""
    if document is None or not document.api.operations:
        return None
    try:
        coverage = find_coverage(contracts, document, messages)
    except (NeedsError, RecursionError):
        return None  # the part "who needs what" says why
    operations = {one.name: one for one in coverage.of("operation")}
    rows = []
    for name, inside in by_operation(coverage).items():
        rows.append(_row(coverage, operations[name], name, inner=False))
        rows += [_row(coverage, one, one.name.removeprefix(name).strip(), inner=True) for one in inside]
    return CoveragePage(coverage, rows[:MOST_ROWS], max(0, len(rows) - MOST_ROWS))


def _row(coverage: Coverage, item: Item, name: str, *, inner: bool) -> CoverageRow:
    counts = [len(item.users.get(one, ())) for one in coverage.consumers]
    return CoverageRow(name, inner, counts, item.pointer)
