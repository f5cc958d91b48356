"""Changes and verdicts: what would notice each single change to either side, as a table for the wall."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pact_harness.changes import Change


@dataclass(frozen=True)
class Noticed:
    """One that notices a change: a promise (``href`` leads to it), a contract test of a consumer, or another test."""

    by: str
    name: str
    href: str = ""


@dataclass(frozen=True)
class Row:
    """A change, the files it edits, and who notices it: by contract test, by verification, by other tests."""

    change: Change
    files: Sequence[str]
    recording: Sequence[Noticed]
    verification: Sequence[Noticed]
    others: Sequence[Noticed]


@dataclass(frozen=True)
class Known:
    """What tells one kind of test from another: contract tests by node id, promises by name, and verifying tests."""

    contract_tests: Mapping[str, str]  # node id -> consumer
    promises: Mapping[str, str]  # "consumer: description" -> address
    verifying: frozenset[str]  # node ids without brackets


def rows(changes: Sequence[Change], known: Known) -> Iterator[Row]:
    """The catalogue in its own order."""
    for change in changes:
        found: dict[str, list[Noticed]] = {"recording": [], "verification": [], "others": []}
        for test in change.noticed_by:
            kind, noticed = _noticed(test, known)
            found[kind].append(noticed)
        yield Row(change, list(dict.fromkeys(edit.file for edit in change.edits)), **found)


def _noticed(test: str, known: Known) -> tuple[str, Noticed]:
    function, _, rest = test.partition("[")
    inside = rest.removesuffix("]")
    if inside in known.promises:
        return "verification", Noticed("promise", inside, known.promises[inside])
    if function in known.verifying:
        return "verification", Noticed("test", inside or _short(test))
    consumer = known.contract_tests.get(test) or known.contract_tests.get(function)
    if consumer:
        return "recording", Noticed(consumer, _short(test))
    return "others", Noticed("test", _short(test))


def _short(test: str) -> str:
    """``test_openapi.py::test_it`` for a node id: the folders say nothing more."""
    file, _, name = test.partition("::")
    return "::".join(filter(None, [file.rsplit("/", 1)[-1], name]))
