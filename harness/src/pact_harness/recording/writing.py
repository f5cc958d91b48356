"""The end of a recording: the contracts of a complete, green run replace the folder's, or all of them stay."""

import shutil
from collections.abc import Iterable
from fnmatch import fnmatch
from pathlib import Path

import pytest

from pact_harness.pactfile.file_replacement import replace_file
from pact_harness.pactfile.writer import ConflictError, file_name
from pact_harness.project import (
    chosen_folder,
    contract_folders,
    contracts_folder,
    may_hold_contract_tests,
    python_m,
    settings_of,
    shown,
    shown_folders,
)
from pact_harness.recording.completeness import NO_TEST, reasons_to_wait
from pact_harness.recording.contract_merge import merge, read_staged
from pact_harness.recording.session import RECORDING, RecordingSession

NOT_VERIFIED = (
    "{} changed after the items that verify were collected, so its new content is not verified yet. Run it again: {}"
)


def finish(config: pytest.Config, exit_status: int) -> None:
    """Write the contracts of the run, once; what came of it is in its recording session."""
    recording = config.stash[RECORDING]
    if recording.finished:
        return
    recording.finished = True
    try:
        recording.lines = conclude(recording, config, exit_status)
    except (ConflictError, OSError) as error:
        recording.conflict = str(error)
    shutil.rmtree(recording.staging, ignore_errors=True)


def note_unverified(config: pytest.Config) -> None:
    """After a run that wrote at its end, as under xdist: whether it verified contracts that are no longer there."""
    recording = config.stash[RECORDING]
    if set(recording.changed) & set(recording.tests.verified):
        again = python_m(config, "pytest", *map(str, config.invocation_params.args))
        recording.unverified = NOT_VERIFIED.format(shown_folders(config), again)


def conclude(recording: RecordingSession, config: pytest.Config, exit_status: int) -> list[str]:
    """Write the contracts if this run may; the lines to tell, none if the run was not about contracts.

    ConflictError, before anything is written, if tests contradict each other; OSError if a contract cannot be written.
    """
    tests, reasons = recording.tests, reasons_to_wait(recording.tests, config, exit_status)
    interrupted = recording.unreported and exit_status == pytest.ExitCode.INTERRUPTED
    if not (tests.ours or tests.unread_modules or interrupted or _all_are_gone(config, reasons)):
        return []
    if reasons:
        return [f"{shown_folders(config)} left as it was: {'; '.join(reasons)}"]
    return write_contracts(recording, config)


def _all_are_gone(config: pytest.Config, reasons: list[str]) -> bool:
    """Whether a run without one contract test was complete, though there are contracts that such tests wrote."""
    return reasons in ([], [NO_TEST]) and bool(stale(config, recorded=()))


def write_contracts(recording: RecordingSession, config: pytest.Config) -> list[str]:
    """Write what was staged, remove what no test records; a line for each change, or one that says none."""
    for folder in contract_folders(config):
        if folder.exists() and not folder.is_dir():
            raise NotADirectoryError(
                f"{shown(folder, config)} is not a folder, so no contract was written: name another"
            )
    new = _new_folder(config)
    staged = read_staged(recording.staging)
    providers = {file_name(one.consumer, one.provider): one.provider for one in staged}
    texts = {contracts_folder(config, providers[name]) / name: text for name, text in merge(staged).items()}
    lines = []
    for path, text in texts.items():
        if replace_file(path, text.encode(), recording.staging):
            lines.append(f"{shown(path, config)} written")
            recording.changed.append(providers[path.name])
    for path in stale(config, recorded=texts):
        path.unlink()
        lines.append(f"{shown(path, config)} removed: no test records it any more")
    return [*lines, *new] or [f"{shown_folders(config)} is up to date: {', '.join(path.name for path in texts)}"]


def _new_folder(config: pytest.Config) -> list[str]:
    """Where `--pact-dir` names a folder that is not there, which may be a mistake: a line that says so."""
    folder, usual = contracts_folder(config), config.rootpath / settings_of(config).contracts
    if chosen_folder(config) is None or folder.exists() or folder.resolve() == usual.resolve():
        return []
    left = f"; {shown(usual, config)}/ was left as it was" if usual.is_dir() else ""
    return [f"{shown(folder, config)}/ is new (--pact-dir){left}"]


def stale(config: pytest.Config, recorded: Iterable[Path]) -> list[Path]:
    """The contracts in the folders that are ours and not among the *recorded* files."""
    paths = [path for folder in contract_folders(config) for path in sorted(folder.glob("*.json"))]
    return [path for path in paths if path not in recorded and is_ours(path, config)]


def is_ours(path: Path, config: pytest.Config) -> bool:
    """Whether tests of this project wrote the contract at *path*; what others deliver is not ours to remove."""
    if any(fnmatch(path.name, pattern) for pattern in settings_of(config).contracts_of_others):
        return False
    from pact_harness.pactfile.contract import PactFileError, read_contract  # the model, which other runs need not load

    try:
        contract = read_contract(path)
    except PactFileError:
        return False
    tests = [each.test for each in contract.interactions]
    return contract.written_by_recording and bool(tests) and all(_is_of_contracts(test, config) for test in tests)


def _is_of_contracts(test: str | None, config: pytest.Config) -> bool:
    return test is not None and may_hold_contract_tests(config.rootpath / test.split("::")[0], config)
