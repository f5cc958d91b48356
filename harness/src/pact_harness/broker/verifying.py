"""`pytest --pact-broker`: the items are what a broker holds, and a whole run in CI tells it what came of them.

Which broker, say the standard variables; the provider's version and branch come from CI's variables or git.
"""

import os
from collections.abc import Generator, Sequence

import pytest

from pact_harness.broker.fetching import PACT_URL, Fetched, Wanted, fetch
from pact_harness.broker.settings import Broker, BrokerError
from pact_harness.broker.version import current_version
from pact_harness.project import fetched_folder, settings_of
from pact_harness.recording.completeness import DESELECTING, NARROWING
from pact_harness.verifying.selection import NothingSelectedError, SelectedInteraction, named


class BrokerRun:
    """A pytest plugin: one session that verifies what a broker holds for one provider."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.wanted: Wanted | None = None
        self.fetched: list[Fetched] = []
        self.promises: list[SelectedInteraction] = []
        self.whole = False
        self.told = ""
        self.unpublished = False

    def promised(self, provider: str) -> list[SelectedInteraction]:
        """Every promise that the broker wants verified. Raises NothingSelectedError where it cannot be asked."""
        if self.wanted is None:
            try:
                self.wanted = self._wanted(provider)
                worker = os.environ.get("PYTEST_XDIST_WORKER", "")  # each has a folder of its own
                self.fetched = fetch(self.wanted, fetched_folder(self.config) / worker)
            except BrokerError as error:
                raise NothingSelectedError(str(error)) from None
            self.promises = _promises(self.fetched)
        if self.wanted.provider != provider:
            raise NothingSelectedError(
                f"--pact-broker verifies one provider at a time, and {self.wanted.provider} came first"
            )
        return self.promises

    def _wanted(self, provider: str) -> Wanted:
        broker = Broker.from_environment(os.environ)
        version = current_version(self.config.rootpath, os.environ)
        on_main = version.branch == settings_of(self.config).of(provider).broker_main_branch
        since = settings_of(self.config).broker_wip_since if on_main else ""
        publish = os.environ.get("CI", "").lower() in ("true", "1")
        return Wanted(broker, provider, version, publish, os.environ.get(PACT_URL) or None, since or None)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtestloop(self, session: pytest.Session) -> Generator[None, object, object]:
        """The first round, before the items tell what became of them."""
        items = [item for item in session.items if _promise_of(item)]
        reason = self._why_partial(session, [_promise_of(item) for item in items])
        self.whole = bool(items) and not reason and not session.config.option.collectonly
        if self.wanted and items:
            self.told = self._what_was_told(reason)
        return (yield)

    def _why_partial(self, session: pytest.Session, selected: Sequence[SelectedInteraction | None]) -> str:
        config = session.config
        if getattr(config.option, "numprocesses", None) or hasattr(config, "workerinput"):
            return "-n"
        for name, flag in NARROWING.items():
            if config.getoption(name, None):
                return flag
        if len(selected) != len(self.promises):
            return next((flag for name, flag in DESELECTING.items() if config.getoption(name, None)), "a selection")
        return "" if list(selected) == self.promises else "another order"

    def _what_was_told(self, reason: str) -> str:
        if not self.whole:
            return f"nothing was published: {reason} verifies a part, and a result is about a whole contract"
        if not (self.wanted and self.wanted.publish):
            return "nothing was published: results are published in CI alone (CI=true)"
        return "nothing was published"

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """A result that the broker did not take is missed by everybody who waits for it."""
        if self.unpublished:
            session.exitstatus = session.exitstatus or pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """In one line, what the broker was told."""
        if getattr(self.config.option, "numprocesses", None):  # this process ran nothing itself
            self.told = self._what_was_told("-n")
        if self.told:
            terminalreporter.write_line(self.told, red=self.unpublished)


def _promises(fetched: Sequence[Fetched]) -> list[SelectedInteraction]:
    pending = {id(one.contract): one.pending for one in fetched}
    promises = named([one.contract for one in fetched])
    return [SelectedInteraction(one.name, one.contract, one.interaction, pending[id(one.contract)]) for one in promises]


def _promise_of(item: pytest.Item) -> SelectedInteraction | None:
    callspec = getattr(item, "callspec", None)
    promised = callspec.params.get("pact_interaction") if callspec else None
    return promised if isinstance(promised, SelectedInteraction) else None
