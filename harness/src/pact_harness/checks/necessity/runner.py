"""Each contract test, run again and again in one process of pytest, each time with one mutation of its answers.

A run in which the test fails has noticed. Once any test has noticed an mutation of an interaction, no other needs to.
"""

from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from _pytest.runner import runtestprotocol  # as pytest-rerunfailures does: it is made to be called again

from pact_harness.checks.necessity.mutation_session import Study
from pact_harness.checks.necessity.pact_fixture import Mutant, MutatedPact
from pact_harness.checks.necessity.progress import progress_bar
from pact_harness.checks.necessity.response import AddedFields, Mutation
from pact_harness.checks.necessity.timeout import timeout
from pact_harness.pactfile.contract import Contract, Interaction
from pact_harness.pactfile.writer import file_name
from pact_harness.recording.hooks import PACT, pacticipants, records

SECONDS = 10  # for one run of a test: a client that waits for what it misses has noticed

MUTATED = pytest.StashKey[MutatedPact]()  # of the run that wrote the contract


class MutationRunner:
    """Puts a pact that can be mutated in the fixture's place, and asks each test what it notices."""

    def __init__(self, folder: Path, files: list[Path], study: Study, bar: int | None) -> None:
        self.folder, self.names, self.study = folder, {file.name for file in files}, study
        self.mutant = Mutant()
        self.written: Contract | None = None
        self.bar = progress_bar(bar)
        self.task = self.bar.add_task("necessity")

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = [item for item in items if self._is_asked_for(item)]

    def _is_asked_for(self, item: pytest.Item) -> bool:
        """Whether it records one of the files that are looked at."""
        if not records(item):
            return False
        try:
            return file_name(*pacticipants(item)) in self.names
        except pytest.fail.Exception:
            return True  # running it tells what is wrong with it

    @pytest.hookimpl(wrapper=True)
    def pytest_runtestloop(self, session: pytest.Session) -> Generator[None, Any, Any]:
        self.bar.update(self.task, total=len(session.items))
        with self.mutant.proxy.running(), self.bar:
            done = yield
        self.study.write(self.folder)
        return done

    @pytest.hookimpl(tryfirst=True)
    def pact_harness_make_pact(self, consumer: str, provider: str) -> MutatedPact:
        """The pact whose answers can be mutated."""
        return MutatedPact(self.mutant, consumer, provider)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item, nextitem: pytest.Item | None) -> bool:
        failure = self._run(item, nextitem, None, None)
        contract = self.written
        if contract is None or failure:
            self.study.failing[item.nodeid] = failure or "it was skipped"
        else:
            for interaction in contract.interactions:
                self._ask(contract, interaction, item, nextitem)
        self.bar.update(self.task, advance=1, refresh=True)
        return True

    def _ask(
        self, contract: Contract, interaction: Interaction, item: pytest.Item, nextitem: pytest.Item | None
    ) -> None:
        def notices(mutation: Mutation | AddedFields) -> bool:
            failed = self._run(item, nextitem, interaction.description, mutation) is not None
            return failed and self.mutant.applied

        states_it = item.stash[MUTATED].states_content_type(interaction.description)
        self.study.ask(contract, interaction, notices, has_content_type=states_it)

    def _run(
        self,
        item: pytest.Item,
        nextitem: pytest.Item | None,
        description: str | None,
        mutation: Mutation | AddedFields | None,
    ) -> str | None:
        """Run the test once, with this mutation; why it failed, None if it did not."""
        self.mutant.begin(description, mutation)
        self.written = None
        self.study.runs += 1
        reports = runtestprotocol(item, log=False, nextitem=nextitem)
        failed = [report for report in reports if report.failed and report.when != "teardown"]
        return _reason(failed[0]) if failed else None

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None]:
        with timeout(SECONDS):
            yield
        if self.mutant.mutation is None and isinstance(pact := item.stash.get(PACT, None), MutatedPact):
            self.written, item.stash[MUTATED] = pact.written(self.folder), pact


def _reason(report: pytest.TestReport) -> str:
    """Why a test failed, in its error's first line."""
    crash = getattr(report.longrepr, "reprcrash", None)
    return str(crash.message if crash else report.longrepr).strip().partition("\n")[0]
