"""Whether a run was complete: only then does it know what belongs into the contracts, and what no longer does.

Each process keeps what it saw of the contract tests (under xdist that is each worker); the one that writes the
contracts adds these up. A *contract test* uses the fixture `pact`, or stands in a folder of contract tests:
one that was left out there might have used it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from pact_harness.project import contract_test_patterns, shown

NO_TEST = "no test was run"
CUT_SHORT: dict[int, str] = {
    pytest.ExitCode.INTERRUPTED: "the run was interrupted",
    pytest.ExitCode.INTERNAL_ERROR: "the run failed",
    pytest.ExitCode.USAGE_ERROR: "the run failed",
}
NARROWING = {
    "ignore": "--ignore",
    "ignore_glob": "--ignore-glob",
    "lf": "--lf",
    "stepwise": "--stepwise",
}
COLLECTING = {"norecursedirs", "python_classes", "python_files", "python_functions", "testpaths"}
DESELECTING = {"keyword": "-k", "markexpr": "-m", "deselect": "--deselect"}


@dataclass
class ContractTests:
    """Node ids of contract tests, by what became of them; lists of strings: they travel between processes."""

    collected: list[str] = field(default_factory=list)
    selected: list[str] = field(default_factory=list)
    with_pact: list[str] = field(default_factory=list)  # it uses a fixture of that name
    ours: list[str] = field(default_factory=list)  # and says whose contract it records
    staged: list[str] = field(default_factory=list)
    passed: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    expected_to_fail: list[str] = field(default_factory=list)
    unread_modules: list[str] = field(default_factory=list)
    crashed: list[str] = field(default_factory=list)  # whichever test a worker of xdist died of
    verified: list[str] = field(default_factory=list)  # the providers whose contracts this run verifies as well

    def add(self, other: dict[str, list[str]]) -> None:
        """Take in what another process saw, as `vars` gives them."""
        for name, tests in other.items():
            getattr(self, name).extend(tests)


def reasons_to_wait(tests: ContractTests, config: pytest.Config, exit_status: int) -> list[str]:
    """Why this run may not write contracts, a phrase for each reason; empty if all contract tests ran and passed.

    What became of other tests does not count: else a demand that the provider does not meet yet could not be written.
    """
    if exit_status in CUT_SHORT:
        return [CUT_SHORT[exit_status]]
    if tests.failed:
        return ["a test failed"]
    if tests.crashed:
        return [f"a worker crashed ({min(tests.crashed)})"]
    reasons = [*_narrowed(config), *_uncollected(config), *_unfinished(tests, config)]
    return reasons or ([NO_TEST] if exit_status == pytest.ExitCode.NO_TESTS_COLLECTED else [])


def left_out_by_command_line(config: pytest.Config) -> list[str]:
    """Why this run will not write contracts, as far as that is known before anything is collected."""
    chosen = [f"tests are deselected{_by(config)}"] if _by(config) else []
    return [*_narrowed(config), *_uncollected(config), *chosen]


def _narrowed(config: pytest.Config) -> Iterator[str]:
    """Options that can leave a test out without a trace, as `--lf` never opens some files. (What `-x` leaves out was
    selected and did not run.)"""
    for name, flag in NARROWING.items():
        if config.getoption(name, None):
            yield f"the run was narrowed by {flag}"
    for override in config.getoption("override_ini", None) or ():
        if (option := override.split("=")[0].strip()) in COLLECTING:
            yield f"the run was narrowed by -o {option}"
    for override in config.getoption("pact_set") or ():
        if override.split("=")[0].strip() == "contract_tests":
            yield "the run was narrowed by --pact-set contract_tests"


def _uncollected(config: pytest.Config) -> Iterator[str]:
    asked = [(config.invocation_params.dir / argument).resolve() for argument in config.args]
    places = {folder: files for folder, files in _places(config) if folder.exists()}
    if not places:
        yield "there is no folder of contract tests"
    for folder, files in places.items():
        one_by_one = bool(files) and all(_is_below(file, asked) for file in files)
        if not (_is_below(folder, asked) or one_by_one):
            yield f"{shown(folder, config)} was not collected as a whole"


def _places(config: pytest.Config) -> Iterator[tuple[Path, list[Path]]]:
    """Each folder that holds contract tests; for a pattern the one above its first wildcard, and the files that fit."""
    for pattern in contract_test_patterns(config):
        fixed = re.split(r"[^/]*[*?\[]", pattern)[0]
        files = [] if fixed == pattern else [file.resolve() for file in config.rootpath.glob(pattern)]
        yield (config.rootpath / fixed).resolve(), files


def _is_below(path: Path, folders: Iterable[Path]) -> bool:
    return any(path.is_relative_to(folder) for folder in folders)


def _unfinished(tests: ContractTests, config: pytest.Config) -> Iterator[str]:
    selected, passed = set(tests.selected), set(tests.passed)
    skipped, expected = set(tests.skipped), set(tests.expected_to_fail)
    if deselected := set(tests.collected) - selected:
        yield f"{_tests(deselected, 'was', 'were')} deselected{_by(config)}"
    if skipped:
        yield f"{_tests(skipped, 'was', 'were')} skipped ({min(skipped)})"
    if tests.unread_modules:
        yield f"{min(tests.unread_modules)} was skipped as a whole"
    if expected:
        yield f"{_tests(expected, 'is', 'are')} expected to fail ({min(expected)})"
    if not_run := selected - passed - skipped - expected:
        yield f"{_tests(not_run, 'was', 'were')} not run ({min(not_run)})"
    if foreign := (set(tests.with_pact) & passed) - set(tests.staged):
        yield f"{_tests(foreign, 'uses', 'use')} another fixture named pact ({min(foreign)})"


def _by(config: pytest.Config) -> str:
    used = [flag for name, flag in DESELECTING.items() if config.getoption(name, None)]
    return f" ({', '.join(used)})" if used else ""


def _tests(tests: set[str], one: str, many: str) -> str:
    return f"1 test {one}" if len(tests) == 1 else f"{len(tests)} tests {many}"
