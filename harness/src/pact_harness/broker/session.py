"""`pytest --pact-broker`: the items are what a broker holds, and a complete run in CI tells it what came of them.

Which broker, say the standard variables; the provider's version and branch come from CI's variables or git.
"""

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from filelock import FileLock

from pact_harness.broker.fetching import PACT_URL, Fetched, fetch, fetched_by, read_fetched
from pact_harness.broker.hal import LONG, Hal
from pact_harness.broker.publishing import verification_result
from pact_harness.broker.settings import Broker, BrokerError
from pact_harness.broker.version import Version, current_version, uncommitted
from pact_harness.project import fetched_folder, settings_of
from pact_harness.recording.completeness import DESELECTING, NARROWING
from pact_harness.results.store import from_json
from pact_harness.results.verification_result import VerificationResult
from pact_harness.verifying.reporting import PROPERTY
from pact_harness.verifying.selection import NothingSelectedError, SelectedInteraction, named

LOCKED = 120  # seconds that another worker may take to fetch

STOPS_EARLY = ("maxfail", "-x or --maxfail")  # a recording is complete all the same if no contract test was left out


class BrokerSession:
    """A pytest plugin: one session that verifies what a broker holds for one provider.

    Under xdist the first worker that asks fetches for all, and the controller publishes.
    """

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._is_worker = hasattr(config, "workerinput")
        self._run = config.workerinput["pact_broker_run"] if hasattr(config, "workerinput") else uuid4().hex
        self._in_ci = os.environ.get("CI", "").lower() in ("true", "1")
        # as it is before the tests write reports
        self._dirty = uncommitted(config.rootpath) if self._in_ci and not self._is_worker else ""
        self._results: dict[str, VerificationResult] = {}
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
            folder.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(folder.with_suffix(".lock"), timeout=LOCKED):
                if not (manifest := fetched_by(self._run, folder)):
                    self._fetch(provider, folder)
                    manifest = fetched_by(self._run, folder)
            fetched = read_fetched(manifest, folder)
        except BrokerError as error:
            raise NothingSelectedError(str(error)) from None
        if manifest["provider"] != provider:
            raise NothingSelectedError(
                f"--pact-broker verifies one provider at a time: {manifest['provider']} came first"
            )
        pending = {id(one.contract): one.is_pending for one in fetched}
        selected = named([one.contract for one in fetched])
        return [replace(one, pending=pending[id(one.contract)]) for one in selected]

    def _fetch(self, provider: str, folder: Path) -> None:
        broker, settings = Broker.from_environment(os.environ), settings_of(self._config)
        branch = self._version().branch
        since = settings.broker_wip_since if branch == settings.of(provider).broker_main_branch else ""
        fetch(Hal(broker), provider, branch, since, os.environ.get(PACT_URL, ""), folder, self._run)

    def _version(self) -> Version:
        return current_version(self._config.rootpath, os.environ)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """An item has ended. Where several verify one interaction, what did not pass counts."""
        for name, value in report.user_properties if report.when == "teardown" else ():
            if name == PROPERTY:
                result = from_json(json.loads(str(value)))
                if result and self._results.setdefault(result.name, result).result == "passed":
                    self._results[result.name] = result

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Publish. A result that the broker does not get is missed by everybody who waits for it."""
        folder = fetched_folder(self._config)
        manifest = {} if self._is_worker else fetched_by(self._run, folder)
        if not manifest or self._config.option.collectonly:
            return
        try:
            fetched = read_fetched(manifest, folder)
        except BrokerError:  # the items' collection has said it
            return
        names = iter(named([one.contract for one in fetched]))
        found = [[self._results.get(next(names).name) for _ in one.contract.interactions] for one in fetched]
        complete = [[one for one in of_contract if one] for of_contract in found if all(of_contract)]
        results = [
            verification_result(one.contract.raw, of_contract, self._version())
            for one, of_contract in zip(fetched, complete, strict=False)
            if len(complete) == len(fetched)
        ]
        reason = self._why_nothing(int(session.exitstatus), bool(results))
        told = f"nothing was published: {reason}" if reason else self._publish(manifest["provider"], fetched, results)
        published = not (reason or self._failed)
        self._lines = [*self._notices(fetched, results, published), manifest["without_main_branch"], told]
        if self._failed:
            session.exitstatus = session.exitstatus or pytest.ExitCode.TESTS_FAILED

    def _why_nothing(self, exit_status: int, is_complete: bool) -> str:
        option = self._config.getoption
        reasons = [flag for name, flag in (*NARROWING.items(), STOPS_EARLY) if option(name, None)]
        if exit_status not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
            reasons.append("an interrupted run")
        if not is_complete:
            reasons += [flag for name, flag in DESELECTING.items() if option(name, None)] or ["a selection"]
        if reasons:
            return f"{reasons[0]} verifies a part, and a result is about a whole contract"
        if not self._in_ci:
            return "results are published in CI alone (CI=true)"
        self._failed = bool(self._dirty)
        return self._dirty and f"{self._dirty}, which it would be published as: commit them, or have git ignore them"

    def _publish(self, provider: str, fetched: Sequence[Fetched], results: Sequence[Any]) -> str:
        version, done = self._version(), 0
        try:
            hal = Hal(Broker.from_environment(os.environ))
            values = {"pacticipant": provider, "branch": version.branch, "version": version.number}
            hal.ask("PUT", hal.url("pacticipant-branch-version", **values), {}, LONG)
            for one, result in zip(fetched, results, strict=True):
                hal.ask("POST", one.contract.raw["_links"]["pb:publish-verification-results"]["href"], result, LONG)
                done += 1
        except (BrokerError, KeyError) as error:
            self._failed = True
            why = "the broker says not where" if isinstance(error, KeyError) else error
            return f"{done} of {len(results)} results were published: {why}"
        failures = sum(not one["success"] for one in results)
        said = f"published: {done} result{'s'[: done != 1]} of {provider} {version}"
        return f"{said}: {failures} failed" if failures else said

    def _notices(self, fetched: Sequence[Fetched], results: Sequence[Any], published: bool) -> Iterable[str]:
        """What the broker wants people to read, each once: before, where a contract is pending; and after."""
        told = [one for one in fetched if one.is_pending or self._config.option.verbose > 0]
        texts = [text for one in told for text in one.notices("before_verification")]
        for one, result in zip(fetched, results, strict=False):
            when = f"after_verification:success_{result['success']}_published_{published}"
            texts += one.notices(when.lower())
        return dict.fromkeys(texts)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """What the broker wants people to read, and in the last line what it was told."""
        for line in filter(None, self._lines):
            terminalreporter.write_line(line, red=self._failed and line == self._lines[-1])
