"""How results leave a run: `.pact/verification.json`, `summary.md` beside it, JUnit XML, the terminal.

Each item's result travels as the user property `pact`, which JUnit XML keeps and xdist carries to its controller; the
one process that has them all merges them into the file.
"""

import json
import shlex
from collections.abc import Generator, Sequence
from dataclasses import replace
from typing import Any

import pytest

from pact_harness.pactfile.contract import PactFileError, read_contracts
from pact_harness.project import output_folder, settings_of, shown, verified_folder
from pact_harness.results.book_addresses import address
from pact_harness.results.store import as_json, from_json, merge
from pact_harness.results.summary import write_summary
from pact_harness.results.verification_result import Status, VerificationResult
from pact_harness.verifying.pact_interaction import RESULT

PROPERTY = "pact"
UNFIT = pytest.StashKey[list[str]]()  # of the run: lines about states and messages that do not fit
SEEN = pytest.StashKey[list[Sequence[str]]]()


def note_unfit(config: pytest.Config, lines: Sequence[str]) -> None:
    """Have these lines shown before anything runs; once, though items may be collected again after a recording."""
    seen = config.stash.setdefault(SEEN, [])
    if lines not in seen:
        seen.append(lines)
        config.stash[UNFIT].extend(lines)


class Reporter:
    """A pytest plugin: gathers the results of a run, and knows what to do with them at its end."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        config.stash[UNFIT] = []
        self.results: list[VerificationResult] = []
        self.unwritten = ""  # why the file of results could not be written

    def pytest_report_collectionfinish(self) -> list[str]:
        """Tell what does not fit; and only once, so forget it then. (Nobody sees what a worker of xdist tells.)"""
        if hasattr(self.config, "workeroutput"):
            return []
        lines, self.config.stash[UNFIT] = self.config.stash[UNFIT], []
        return lines

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Settle the result as the item goes through its phases, and send it off with the last one."""
        result = item.stash.get(RESULT, None)
        if result and call.when == "teardown":
            result = replace(result, result="error") if call.excinfo else result
            item.user_properties.append((PROPERTY, json.dumps(as_json(result), ensure_ascii=False)))
        report = yield
        if result and call.when != "teardown" and (call.when == "call" or not report.passed):
            text = result.failure_message or (report.longreprtext if report.failed else "")
            item.stash[RESULT] = replace(result, result=_status(report), failure_message=text)
        if result and result.crash:
            report.sections = [(title, _without(result.crash, text)) for title, text in report.sections]
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "teardown":
            found = [value for name, value in report.user_properties if name == PROPERTY]
            self.results += filter(None, (from_json(json.loads(str(value))) for value in found))

    @pytest.hookimpl(tryfirst=True)  # before xdist sends off what a worker leaves
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Write the results; a worker of xdist leaves that to its controller, and hands it what does not fit."""
        if hasattr(self.config, "workeroutput"):
            self.config.workeroutput["harness_unfit"] = self.config.stash[UNFIT]
        elif self.results:
            file = self.config.rootpath / settings_of(self.config).output / "verification.json"
            try:
                output_folder(self.config)
                results = merge(file, self.results, verified_folder(self.config))
                write_summary(file.with_name("summary.md"), results)
            except OSError as error:
                self.unwritten = f"{shown(file, self.config)} was not written, so the results are lost: {error}"
                session.exitstatus = session.exitstatus or pytest.ExitCode.TESTS_FAILED

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """xdist: a worker is done. All of them collected the same, so one of them says what does not fit."""
        self.config.stash[UNFIT] = getattr(node, "workeroutput", {}).get("harness_unfit", [])

    def pytest_terminal_summary(self, terminalreporter: "pytest.TerminalReporter") -> None:
        """Show pending interactions that failed, which pytest only counts; and under xdist what does not fit."""
        pending = [one.failure_message for one in self.results if one.result == "pending"]
        for title, lines in (("pending interactions", pending), ("states and messages", self.config.stash[UNFIT])):
            if lines:
                terminalreporter.section(title)
                terminalreporter.write_line("\n".join(lines))
        if self.unwritten:
            terminalreporter.write_line(self.unwritten, red=True)

    def pytest_unconfigure(self) -> None:
        """The last line of a red run leads to where a failed interaction can be looked at."""
        terminal = self.config.pluginmanager.get_plugin("terminalreporter")
        failed = [one for one in self.results if one.is_failed]
        if terminal and failed and (advice := self._look_at_it(failed[0])):
            terminal.write_line(advice)

    def _look_at_it(self, failed: VerificationResult) -> str:
        """What makes the contract book, and where an interaction stands in it; nothing where the contract came from
        afar, or the project makes no book."""
        settings = settings_of(self.config)
        folder, command = verified_folder(self.config, failed.provider), settings.book_command
        if command and folder.resolve() != (self.config.rootpath / settings.of(failed.provider).contracts).resolve():
            command = shlex.join(["pact-harness", "book", shown(folder, self.config)])
        try:
            place = address(read_contracts(folder), failed.consumer, failed.provider, failed.identity)
        except PactFileError:
            return ""
        return (
            f"look at it: {command}, then open {shown(settings.book_folder, self.config)}/{place}"
            if command and place
            else ""
        )


def _without(crash: str, log: str) -> str:
    """A captured log without the traceback that stands in the failure message above it; what else was logged stays."""
    return log.replace(crash.rstrip(), "(its traceback is above)")


def _status(report: pytest.TestReport) -> Status:
    """pytest's word for it, with pending for what was expected to fail, and error for what never came to the test."""
    if report.skipped:
        return "pending" if hasattr(report, "wasxfail") else "skipped"
    return "error" if report.failed and report.when == "setup" else report.outcome
