"""What is asked of the contract tests, one interaction after the other, and what came of it."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path as File
from typing import Any, Literal

from pact_harness.checks.necessity.mutations import mutations
from pact_harness.checks.necessity.response import AddedFields, Mutation
from pact_harness.checks.necessity.undeclared import NOBODY_KNOWS, Fields, declared_by_name, of_another_type, undeclared
from pact_harness.openapi.document import Document, read_openapi
from pact_harness.pactfile.contract import Contract, Interaction, PactFileError, read_contract
from pact_harness.pactfile.path_expressions import Path, show

Answered = Literal["survived-removal", "survived-change", "reads-undeclared", "rejects-added", "not-tried"]
Notices = Callable[[Mutation | AddedFields], bool]
FILE = "study.json"
Key = tuple[str, str, str]  # consumer, provider, description
NEW = object()
CONTENT_TYPE = "header content-type"  # the place


@dataclass(frozen=True)
class MutationResult:
    """One thing that was found out; ``value`` is what the answer had instead."""

    answered: Answered
    consumer: str
    provider: str
    interaction: str
    at: str | None = None
    value: Any = None


@dataclass
class Study:
    """``survivors`` has each mutation of each interaction that was tried; None once any test has noticed it.
    ``with_content_type`` are the interactions whose content type a test states as a header. Elsewhere it comes with the
    body, and nobody could remove it from the contract.
    """

    contracts: Sequence[Contract] = ()
    document: Document | None = None
    survivors: dict[tuple[Key, str, bool], MutationResult | None] = field(default_factory=dict)
    with_content_type: set[Key] = field(default_factory=set)
    more: dict[tuple[Answered, Key, str | None], MutationResult] = field(default_factory=dict)
    failing: dict[str, str] = field(default_factory=dict)
    runs: int = 0

    @classmethod
    def of(cls, files: Sequence[File], openapi: File | None) -> "Study":
        """A study of these contracts; of those that cannot be read, lint tells."""
        return cls(list(_readable(files)), read_openapi(openapi) if openapi else None)

    def ask(self, contract: Contract, interaction: Interaction, notices: Notices, *, has_content_type: bool) -> None:
        """Try every mutation of *interaction* that no test has noticed so far; ``notices`` runs a test of it."""
        key = (contract.consumer, contract.provider, contract.name_of(interaction))
        if has_content_type:
            self.with_content_type.add(key)
        if interaction.kind == "sync-message":
            self._found("not-tried", key)
            return
        for mutation in (one for both in mutations(interaction.raw) for one in both):
            tried = (key, mutation.place, mutation.is_without)
            if self.survivors.get(tried, NEW) is not None:
                self.survivors[tried] = None if notices(mutation) else _survived(key, mutation)
        self._ask_for_more(contract.provider, interaction, key, notices)

    def _ask_for_more(self, provider: str, interaction: Interaction, key: Key, notices: Notices) -> None:
        elsewhere = declared_by_name(self.contracts).get(provider, {})
        fields = undeclared(interaction, elsewhere, self._document_of(provider))
        if not any(notices(AddedFields(one)) for one in _with_values(fields)):
            return
        for path in list(fields):
            if notices(AddedFields({path: {NOBODY_KNOWS: "text"}})):
                self._found("rejects-added", key, show(path))
                del fields[path]
        for path, name, value in (one for each in _with_values(fields) for one in _singles(each)):
            at = show((*path, name))
            if ("reads-undeclared", key, at) not in self.more and notices(AddedFields({path: {name: value}})):
                self._found("reads-undeclared", key, at, value)

    def _found(self, answered: Answered, key: Key, at: str | None = None, value: Any = None) -> None:
        self.more[answered, key, at] = MutationResult(answered, *key, at, value)

    def _document_of(self, provider: str) -> Document | None:
        providers = {one.provider for one in self.contracts}
        known = self.document is not None and (self.document.title == provider or len(providers) == 1)
        return self.document if known else None

    def results(self) -> Iterator[MutationResult]:
        """Mutations that survived, and fields that were noticed though no contract asks for them. Each place once."""
        for (key, place, is_without), result in self.survivors.items():
            if place == CONTENT_TYPE and key not in self.with_content_type:
                continue
            if result and (is_without or not self.survivors[key, place, True]):
                yield result
        yield from self.more.values()

    def write(self, folder: File) -> None:
        results = [asdict(result) for result in self.results()]
        document = {"results": results, "failing": self.failing, "runs": self.runs}
        (folder / FILE).write_text(json.dumps(document), encoding="utf-8")


def read_results(folder: File) -> tuple[list[MutationResult], dict[str, str], int] | None:
    """What a study found, the tests that fail or are skipped as they are, and how many runs; None if there was none."""
    if not (folder / FILE).is_file():
        return None
    found = json.loads((folder / FILE).read_text("utf-8"))
    return [MutationResult(**one) for one in found["results"]], found["failing"], found["runs"]


def _readable(files: Sequence[File]) -> Iterator[Contract]:
    for path in files:
        try:
            yield read_contract(path)
        except PactFileError:
            continue


def _with_values(fields: Fields) -> list[Fields]:
    """The fields with fitting values, and with values of other types; nothing of no fields."""
    others = {path: {name: of_another_type(value) for name, value in each.items()} for path, each in fields.items()}
    return [fields, others] if fields else []


def _singles(fields: Fields) -> Iterator[tuple[Path, str, Any]]:
    return ((path, name, value) for path, each in fields.items() for name, value in each.items())


def _survived(key: Key, mutation: Mutation) -> MutationResult:
    if mutation.is_without:
        return MutationResult("survived-removal", *key, mutation.place)
    value = mutation.value
    shown = value.decode(errors="replace") if isinstance(value, bytes) else value
    return MutationResult("survived-change", *key, mutation.place, shown)
