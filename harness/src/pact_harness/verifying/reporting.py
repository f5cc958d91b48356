"""How results leave a run: `.pact/verification.json`, `summary.md` beside it, JUnit XML, the terminal.

Each item's result travels as the user property `pact`, which JUnit XML keeps and xdist carries to its controller; the
one process that has them all merges them into the file.
"""

import json
import shlex
from collections.abc import Generator, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from pact_harness.pactfile.contract import PactFileError, read_contracts
from pact_harness.pactfile.readable_text import counted
from pact_harness.project import output_folder, settings_of, shown, verified_folder
from pact_harness.results.book_addresses import address
from pact_harness.results.job_summary import write_summary
from pact_harness.results.masking import Masking
from pact_harness.results.store import as_json, begin, from_json, merge
from pact_harness.results.verification_result import VerificationResult
from pact_harness.verifying.edited_contracts import about_edits
from pact_harness.verifying.item_result import CALLED, MASKING, RESULT, mask_report, selected_by, settle, unverified

PROPERTY = "pact"
MOST_NAMED = 5
CUT_OFF = "the run ended before this interaction was verified"
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
        self.lines: list[str] = []  # why the run is red, beside what failed
        self._selected: set[str] = set()  # ids of items about an interaction
        self._ended: set[str] = set()  # and of those that have a result
        self._run = str(getattr(config, "workerinput", {}).get("harness_run") or uuid4().hex)
        settings = settings_of(config)
        self._file = config.rootpath / settings.output / "verification.json"
        self._allow_skips = settings.allow_skips
        self._masking = config.stash[MASKING] = Masking(settings.masked_headers)

    def pytest_report_collectionfinish(self) -> list[str]:
        """Tell what does not fit; and only once, so forget it then. (Nobody sees what a worker of xdist tells.)"""
        if hasattr(self.config, "workeroutput"):
            return []
        lines, self.config.stash[UNFIT] = self.config.stash[UNFIT], []
        return lines

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> Generator[None, object, object]:
        """Leave word of what is begun: a process that ends at once (`os._exit`) ends with 0, and writes no results."""
        begun = [unverified(item, selected) for item in session.items if (selected := selected_by(item))]
        is_first = getattr(self.config, "workerinput", {}).get("workerid", "gw0") == "gw0"
        if begun and is_first and not (self.config.option.collectonly or self.config.option.setuponly):
            with suppress(OSError):  # the end of the run will tell of it
                output_folder(self.config)
                begin(self._file, self._run, begun)
        return (yield)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, None, None]:
        try:
            return (yield)
        finally:
            item.stash[CALLED] = True

    @pytest.hookimpl(wrapper=True, tryfirst=True)  # after whatever else changes a report: marks, other plugins
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Settle the result as the item goes through its phases, and send it off with the last one."""
        report = yield
        if RESULT not in item.stash:
            return report
        if call.when == "call" and not item.stash[CALLED]:  # a subtest's
            mask_report(report, self._masking)
            return report
        if call.when == "teardown":
            result = item.stash[RESULT]
            if report.failed:
                text = result.failure_message or report.longreprtext
                result = item.stash[RESULT] = replace(result, result="error", failure_message=text)
            if not self.config.option.setuponly:
                report.user_properties.append((PROPERTY, self._masking.json_text(as_json(result))))
        else:
            item.stash[RESULT] = settle(item, call, report, allow_skips=self._allow_skips)
        if crash := item.stash[RESULT].crash:
            report.sections = [(title, _without(crash, text)) for title, text in report.sections]
        mask_report(report, self._masking)
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "teardown":
            found = [value for name, value in report.user_properties if name == PROPERTY]
            results = list(filter(None, (from_json(json.loads(str(value))) for value in found)))
            self.results += results
            self._ended |= {one.test for one in results}

    @pytest.hookimpl(wrapper=True, tryfirst=True)  # before xdist sends off what a worker leaves
    def pytest_sessionfinish(self, session: pytest.Session) -> Generator[None, object, object]:
        """Write the results, and have the run red where one of them is, whatever others make of the exit code."""
        self._finish(session)
        result = yield
        if self.lines or any(one.is_failed for one in self.results):
            session.exitstatus = session.exitstatus or pytest.ExitCode.TESTS_FAILED
        return result

    def _finish(self, session: pytest.Session) -> None:
        """A worker of xdist leaves the results to its controller, and hands it what does not fit."""
        selected = [unverified(item, one) for item in session.items if (one := selected_by(item))]
        if hasattr(self.config, "workeroutput"):
            self.config.workeroutput["harness_unfit"] = self.config.stash[UNFIT]
            self.config.workeroutput["harness_selected"] = [one.test for one in selected]
            return
        begun = [] if self.config.option.setuponly else session.items
        cut_off = [item.stash[RESULT] for item in begun if RESULT in item.stash]
        self.results += [
            self._masked(replace(one, failure_message=CUT_OFF)) for one in cut_off if one.test not in self._ended
        ]
        self._selected |= {one.test for one in selected}
        if self.results:
            try:
                output_folder(self.config)
                results = merge(self._file, self.results, verified_folder(self.config), self._run)
                write_summary(self._file.with_name("summary.md"), results)
            except OSError as error:
                file = shown(self._file, self.config)
                self.lines.append(f"{file} was not written, so the results are lost: {error}")
        if session.exitstatus == pytest.ExitCode.OK and not self.config.option.collectonly:
            self.lines += self._not_verified()
        if self.lines:
            session.exitstatus = session.exitstatus or pytest.ExitCode.TESTS_FAILED

    def _masked(self, result: VerificationResult) -> VerificationResult:
        return from_json(json.loads(self._masking.json_text(as_json(result)))) or result

    def _not_verified(self) -> list[str]:
        """A line where something was selected and is not green, and pytest has not noticed: it was told to end with 0,
        its loop or its protocol were replaced, or a report was changed."""
        green = {"passed", "pending", *(["skipped"] if self._allow_skips else [])}
        found = [one.test for one in self.results if one.result not in green] + sorted(self._selected - self._ended)
        names = list(dict.fromkeys(found))
        more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
        told = f"{counted(len(names), 'interaction')} selected, and not verified: {', '.join(names[:MOST_NAMED])}{more}"
        return [told] if names else []

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """xdist: a worker starts. What the first of them begins, this process ends."""
        node.workerinput["harness_run"] = self._run

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """xdist: a worker is done. All of them collected the same, so one of them says what does not fit."""
        left = getattr(node, "workeroutput", {})
        self.config.stash[UNFIT] = left.get("harness_unfit", [])
        self._selected |= set(left.get("harness_selected", ()))

    def pytest_terminal_summary(self, terminalreporter: "pytest.TerminalReporter") -> None:
        """Show pending interactions that failed, which pytest only counts; and under xdist what does not fit."""
        pending = [one.failure_message for one in self.results if one.result == "pending"]
        for title, lines in (("pending interactions", pending), ("states and messages", self.config.stash[UNFIT])):
            if lines:
                terminalreporter.section(title)
                terminalreporter.write_line("\n".join(lines))
        failed = [one for one in self.results if one.is_failed]
        for line in [*self.lines, *about_edits(failed, self.config)]:
            terminalreporter.write_line(line, red=True)

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
