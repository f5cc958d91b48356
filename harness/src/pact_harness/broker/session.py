"""`pytest --pact-broker`: the items are what a broker holds, and a complete run in CI tells it what came of them.

One result for each contract: https://docs.pact.io/pact_broker/advanced_topics/api_docs/publish_verification_result
"""

import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from importlib.metadata import version as version_of
from itertools import islice
from typing import Any, cast
from uuid import uuid4

import pytest
from filelock import FileLock

from pact_harness.broker.fetching import OF_RUN, fetch, fetched
from pact_harness.broker.hal import LONG, Hal, inside
from pact_harness.broker.settings import Broker, BrokerError
from pact_harness.broker.version import Version, current_version
from pact_harness.git import uncommitted
from pact_harness.pactfile.contract import Contract
from pact_harness.pactfile.readable_text import counted
from pact_harness.project import fetched_folder, settings_of
from pact_harness.recording.completeness import DESELECTING, NARROWING
from pact_harness.results.verification_result import Mismatch, VerificationResult
from pact_harness.verifying.reporting import Reporter
from pact_harness.verifying.selection import NothingSelectedError, SelectedInteraction, named

LOCKED = 120  # seconds that another worker may take to fetch
STOPS_EARLY = ("maxfail", "-x or --maxfail")  # a recording is complete all the same if no contract test was left out


class BrokerSession:
    """A pytest plugin. Under xdist the first worker that asks fetches for all, and the controller publishes."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._is_worker = hasattr(config, "workerinput")
        self._run = config.workerinput["pact_broker_run"] if hasattr(config, "workerinput") else uuid4().hex
        self._in_ci = os.environ.get("CI", "").lower() in ("true", "1")
        # as it is before the tests write reports
        self._dirty = uncommitted(config.rootpath) if self._in_ci and not self._is_worker else ""
        self._lines: list[str] = []
        self._failed = False

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """A worker of xdist starts: it shares what this run fetches."""
        node.workerinput["pact_broker_run"] = self._run

    def selected(self, provider: str) -> list[SelectedInteraction]:
        """Every interaction that the broker wants verified. NothingSelectedError where it cannot be asked."""
        folder = fetched_folder(self._config)
        try:
            with FileLock(folder.with_suffix(".lock"), timeout=LOCKED):
                contracts = fetched(self._run, folder) or self._fetch(provider)
        except BrokerError as error:
            raise NothingSelectedError(str(error)) from None
        if (first := contracts[0].provider) != provider:
            raise NothingSelectedError(f"--pact-broker verifies one provider at a time: {first} came first")
        return [replace(one, pending=_is_pending(one.contract)) for one in named(contracts)]

    def _fetch(self, provider: str) -> Sequence[Contract]:
        hal, url = Hal(Broker.from_environment(os.environ)), os.environ.get("PACT_URL", "")
        settings, branch = settings_of(self._config), self._version().branch
        since = settings.broker_wip_since if branch == settings.of(provider).broker_main_branch else ""
        return fetch(hal, provider, branch, since, url, fetched_folder(self._config), self._run)

    def _version(self) -> Version:
        return current_version(self._config.rootpath, os.environ)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Publish. A result that the broker does not get is missed by everybody who waits for it."""
        contracts = [] if self._is_worker else fetched(self._run, fetched_folder(self._config))
        if not contracts or self._config.option.collectonly:
            return
        results = self._results(contracts)
        reason = self._why_nothing(int(session.exitstatus), bool(results))
        told = f"nothing was published: {reason}" if reason else self._publish(contracts, results)
        texts = _notices(contracts, results, not (reason or self._failed), self._config.option.verbose > 0)
        self._lines = [*texts, contracts[0].raw[OF_RUN]["lacking"], told]
        if self._failed:
            session.exitstatus = session.exitstatus or pytest.ExitCode.TESTS_FAILED

    def _results(self, contracts: Sequence[Contract]) -> list[dict[str, Any]]:
        """The result of each contract; none at all if an interaction of one is missing.

        Where several items verify one interaction, what did not pass counts.
        """
        reporter = cast(Reporter, self._config.pluginmanager.get_plugin("pact_harness_reporting"))
        by_name: dict[str, VerificationResult] = {}
        for one in reporter.results:
            if by_name.setdefault(one.name, one).result == "passed":
                by_name[one.name] = one
        names, version = [one.name for one in named(contracts)], self._version()
        found = (by_name[name] for name in names)
        bodies = (_verification_result(one, islice(found, len(one.interactions)), version) for one in contracts)
        return list(bodies) if by_name.keys() >= set(names) else []

    def _why_nothing(self, exit_status: int, is_complete: bool) -> str:
        option = self._config.getoption
        reasons = [flag for name, flag in (*NARROWING.items(), STOPS_EARLY) if option(name, None)]
        if exit_status not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
            reasons.append("an interrupted run")
        if not is_complete:
            reasons += [flag for name, flag in DESELECTING.items() if option(name, None)] or ["a selection"]
        if reasons:
            return f"{reasons[0]} verifies a part, but a result is about a whole contract"
        if not self._in_ci:
            return "results are published only in CI (CI=true)"
        self._failed = bool(self._dirty)
        return self._dirty and f"{self._dirty}, which it would be published as: commit them, or have git ignore them"

    def _publish(self, contracts: Sequence[Contract], results: Sequence[dict[str, Any]]) -> str:
        version, provider, done = self._version(), contracts[0].provider, 0
        try:
            hal = Hal(Broker.from_environment(os.environ))
            values = {"pacticipant": provider, "branch": version.branch, "version": version.number}
            hal.ask("PUT", hal.url("pacticipant-branch-version", **values), {}, LONG)
            for one, result in zip(contracts, results, strict=True):
                hal.ask("POST", inside(one.raw, "_links", "pb:publish-verification-results", "href"), result, LONG)
                done += 1
        except BrokerError as error:
            self._failed = True
            return f"{done} of {len(results)} results were published: {error}"
        failures = sum(not one["success"] for one in results)
        said = f"published: {counted(done, 'result')} of {provider} {version}"
        return f"{said}: {failures} failed" if failures else said

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """What the broker wants people to read, and in the last line what it was told."""
        for line in filter(None, self._lines):
            terminalreporter.write_line(line, red=self._failed and line == self._lines[-1])


def _is_pending(contract: Contract) -> bool:
    return bool(contract.raw[OF_RUN].get("pending"))


def _notices(
    contracts: Sequence[Contract], results: Sequence[dict[str, Any]], published: bool, verbose: bool
) -> Iterable[str]:
    """What the broker wants people to read, each once: before, where a contract is pending; and after."""
    meant = [(one, "before_verification") for one in contracts if verbose or _is_pending(one)]
    for one, result in zip(contracts, results, strict=False):
        meant.append((one, f"after_verification:success_{result['success']}_published_{published}".lower()))
    listed = [(one.raw[OF_RUN].get("notices") or (), when) for one, when in meant]
    return dict.fromkeys(one["text"] for notices, when in listed for one in notices if one.get("when") == when)


def _verification_result(contract: Contract, found: Iterable[VerificationResult], version: Version) -> dict[str, Any]:
    """The body of a contract's result, with what was *found* of each interaction.

    It is a success if every one has passed: what is pending, or was skipped, has not. Only the exit code forgives.
    """
    raw = [*contract.raw.get("interactions", ()), *contract.raw.get("messages", ())]
    results = [_of_interaction(one.get("_id"), result) for one, result in zip(raw, found, strict=True)]
    return {
        "success": bool(results) and all(one["success"] for one in results),
        "providerApplicationVersion": version.number,
        "verifiedBy": {"implementation": "pytest-pact-harness", "version": version_of("pytest-pact-harness")},
        "testResults": results,
        **version.build,
    }


def _of_interaction(identity: str | None, result: VerificationResult) -> dict[str, Any]:
    success, mismatches = result.result == "passed", [_of_mismatch(one) for one in result.mismatches]
    message = result.failure_message or f"it was not verified: {result.result}"
    told = {"interactionId": identity, "interactionDescription": result.interaction, "success": success}
    return {**told, "mismatches": mismatches, "exceptions": [] if success or mismatches else [{"message": message}]}


def _of_mismatch(one: Mismatch) -> dict[str, str]:
    place = one.place.removeprefix(one.part).strip()
    return {"attribute": one.part, "identifier": place, "description": f"expected {one.expected}, got {one.actual}"}
