"""The consumer's half of the harness, a pytest plugin: the fixture `pact`, and contracts when a run is complete.

A passed test stages its interactions. Nothing else is written while contract tests run. After the last of them (in a
run that also verifies: `combined_run.py`), or at the end, one process merges what was staged and replaces the
contracts, or leaves every one as it was and says why in one line. Under xdist that is the controller. A killed run
leaves its staging below `.pact/recording/`, which no other run reads.

A contract that no test records any more is removed if it is ours: its metadata is what this harness writes, each
of its interactions names a test below `contract_tests`, and no pattern of `contracts_of_others` fits its file.
"""

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

import pytest

from pact_harness.ffi_environment import prepare_process
from pact_harness.hook_manager import hooks_of
from pact_harness.project import may_hold_contract_tests, output_folder, shown, shown_folders
from pact_harness.recording import combined_run, xdist_hooks
from pact_harness.recording.combined_run import provider_of, verifies
from pact_harness.recording.contract_merge import RefusedError
from pact_harness.recording.marker import UNFIT_FOR_A_FILE, unknown_keyword
from pact_harness.recording.session import NAME, RECORDING, open_recording
from pact_harness.recording.writing import finish, note_unverified

if TYPE_CHECKING:
    from pact_harness.recording.recorded_pact import RecordedPact

PACT = pytest.StashKey["RecordedPact"]()
WRITABLE = "Is it a folder that may be written?"
HOW_TO_NAME = 'write pytestmark = pytest.mark.pact(consumer="…", provider="…") into the module'


@pytest.fixture
def pact(request: pytest.FixtureRequest) -> Generator["RecordedPact"]:
    """A Pact between the two sides that the marker `pact` names, recorded if the test passes."""
    if not may_hold_contract_tests(request.path, request.config):
        place = shown(request.path.parent, request.config)
        pytest.fail(f"a contract test outside the setting contract_tests: add {place!r} to it", pytrace=False)
    prepare_process()
    try:
        output_folder(request.config)
    except OSError as error:
        raise pytest.fail.Exception(
            f"cannot stage in {error.filename}: {error.strerror}. {WRITABLE}", pytrace=False
        ) from None
    consumer, provider = pacticipants(request.node)
    request.node.stash[PACT] = hooks_of(request.config).pact_harness_make_pact(
        item=request.node, consumer=consumer, provider=provider
    )
    yield request.node.stash[PACT]
    del request.node.stash[PACT]


@pytest.hookimpl(trylast=True)
def pact_harness_make_pact(consumer: str, provider: str) -> "RecordedPact":
    from pact_harness.recording.recorded_pact import RecordedPact  # loads the Pact FFI, which a run without it need not

    return RecordedPact(consumer, provider)


def pacticipants(item: pytest.Item) -> tuple[str, str]:
    """Consumer and provider by the markers on *item*, the closest first; it fails if one is missing or unfit."""
    names: dict[str, Any] = {}
    if problem := unknown_keyword(item.iter_markers("pact")):
        pytest.fail(problem, pytrace=False)
    for marker in item.iter_markers("pact"):
        names = {**dict(zip(("consumer", "provider"), marker.args, strict=False)), **marker.kwargs, **names}
    for side in ("consumer", "provider"):
        name = names.get(side)
        if name is None:
            pytest.fail(f"the fixture pact has no {side}: {HOW_TO_NAME}", pytrace=False)
        if not isinstance(name, str) or UNFIT_FOR_A_FILE.search(name):
            pytest.fail(f"the {side} {name!r} cannot be part of a file's name: rename it", pytrace=False)
    return names["consumer"], names["provider"]


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(xdist_hooks, "pact_harness_recording_xdist")
    config.pluginmanager.register(combined_run, "pact_harness_combined_run")
    open_recording(config)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    recording = collector.config.stash[RECORDING]
    if not report.passed and may_hold_contract_tests(collector.path, collector.config):
        recording.tests.unread_modules.append(collector.nodeid)
    return report


def pytest_itemcollected(item: pytest.Item) -> None:
    recording = item.config.stash[RECORDING]
    uses_pact = "pact" in getattr(item, "fixturenames", ())
    if uses_pact or may_hold_contract_tests(item.path, item.config):
        item.stash[NAME] = item.nodeid
        recording.tests.collected.append(item.nodeid)
    if uses_pact:
        recording.tests.with_pact.append(item.nodeid)
    if records(item):
        recording.tests.ours.append(item.nodeid)


def records(item: pytest.Item) -> bool:
    """Whether the item uses our fixture: it needs the marker, which a project's own fixture named `pact` does not."""
    return "pact" in getattr(item, "fixturenames", ()) and item.get_closest_marker("pact") is not None


def pytest_collection_finish(session: pytest.Session) -> None:
    tests = session.config.stash[RECORDING].tests
    tests.selected.extend(item.stash[NAME] for item in session.items if NAME in item.stash)
    tests.verified.extend(sorted({provider_of(item) for item in session.items if verifies(item)}))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    yield
    if PACT in item.stash:
        from pact_harness.recording.staging import stage_test

        recording = item.config.stash[RECORDING]
        try:
            stage_test(item.stash[PACT], item.stash[NAME], recording.own)
        except RefusedError as error:
            raise pytest.fail.Exception(str(error), pytrace=False) from None
        recording.tests.staged.append(item.stash[NAME])


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.failed and call.excinfo and PACT in item.stash:
        from pact_harness.recording.request_mismatches import mismatch_report

        report.longrepr = mismatch_report(item, item.stash[PACT], call.excinfo) or report.longrepr
    tests = item.config.stash[RECORDING].tests
    if name := item.stash.get(NAME, None):
        if hasattr(report, "wasxfail"):
            tests.expected_to_fail.append(name)
        elif report.skipped:
            tests.skipped.append(name)
        elif report.failed:
            tests.failed.append(name)
        elif report.passed and report.when == "call":
            tests.passed.append(name)
    return report


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    config, recording = session.config, session.config.stash[RECORDING]
    if hasattr(config, "workeroutput"):
        config.workeroutput["recording"] = vars(recording.tests)
    elif not config.option.collectonly:
        if not recording.finished:
            finish(config, exitstatus)
            note_unverified(config)
        if recording.conflict or recording.unverified:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: "pytest.TerminalReporter", config: pytest.Config) -> None:
    recording = config.stash[RECORDING]
    if recording.conflict:
        terminalreporter.section(f"{shown_folders(config)} not written", red=True)
        terminalreporter.line(recording.conflict)
    for line in recording.lines:
        terminalreporter.line(line)
    if recording.unverified:
        terminalreporter.line(recording.unverified, red=True)
