"""The project's own contract tests, run once more: in a process of their own, with contracts going to a scratch folder.

What the files alone cannot tell, the tests that recorded them can: whether they still record the same (drift),
whether they always do (determinism), and whether they would miss what they ask for (necessity).
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pact_harness.checks.context import Context
from pact_harness.checks.finding import Finding
from pact_harness.ffi_environment import always
from pact_harness.pactfile.contract import Contract, read_contract

RULE = "not-recorded"
REASON = "What the tests no longer record is not part of their contract."
NARROWS_OR_CONFUSES = ("PYTEST_ADDOPTS", "PYTEST_XDIST", "PYTEST_CURRENT_TEST")
TOLD = re.compile(r"^(?:FAILED|ERROR)\b.*|(?<=left as it was: ).*|^  .*::.*|^one description, .*", re.MULTILINE)
DONE = (0, 5)  # pytest's exit codes for all green, and for no test at all
NO_VARIABLES: Mapping[str, str] = {}
PLUGIN = ("-p", "pact_harness.checks.rerun.plugin")
# Hypothesis's plugin takes as long to load as the contract tests to run, and none of them needs it.
QUIET = ("-q", "--tb=no", "--color=no", "-pno:cacheprovider", "-pno:hypothesispytest")


class NotRecordedError(Exception):
    """The contract tests did not get as far as contracts; the message holds what pytest had to say."""

    def finding(self) -> Finding:
        """The same for each check that runs the tests, so that it is told once."""
        message = f"The contract tests do not record: {self}"
        return Finding(RULE, "the contract tests", None, None, message, "Make them pass first.", REASON)


@dataclass(frozen=True)
class Recording:
    """What one run of the contract tests recorded: each contract by file name, as text and as read.

    ``ours`` are the files looked at that tests of this project wrote; ``command`` is how a person records.
    """

    texts: Mapping[str, str]
    contracts: Mapping[str, Contract]
    ours: frozenset[Path]
    command: str


def is_recorded_here(context: Context) -> bool:
    """Whether tests of this project may have recorded any file looked at; other people's tests are elsewhere.

    The folder of a test counts, not its file, which may be gone while its contract is still there.
    """
    return any(
        contract.written_by_recording and each.test and (context.root / each.test.partition("::")[0]).parent.is_dir()
        for contract in context.contracts
        for each in contract.interactions
    )


def is_asked_for(context: Context, name: str) -> bool:
    """Whether a recorded contract is to be looked at: its file was named, or whole folders were."""
    return all(path.is_dir() for path in context.paths) or name in {path.name for path in context.files}


def shown(context: Context, name: str) -> str:
    """A contract's file from the project's root; one that is not there, as the folder looked at would have it."""
    path = next((path for path in context.files if path.name == name), None)
    return context.shown(path or context.paths[0] / name)


def recorded_elsewhere(check: str) -> Finding:
    """What a check says of files that no test of this project recorded."""
    message = f"No test of this project recorded any of these files: {check} was not checked."
    return Finding(RULE, "the contract tests", None, None, message, "Nothing to do.", REASON, severity="note")


def record(context: Context, *arguments: str, **variables: str) -> Recording:
    """Run all contract tests with these options and variables. NotRecordedError unless they are all green."""
    with scratch(context) as folder:
        run = run_tests(context.root, folder, *arguments, variables=variables)
        files = sorted((folder / "contracts").glob("*.json"))
        if not files and (run.returncode not in DONE or "left as it was: " in run.stdout):
            raise NotRecordedError(told(run.stdout))
        texts = {path.name: path.read_bytes().decode() for path in files}
        contracts = {path.name: read_contract(path) for path in files}
        facts = json.loads((folder / "facts.json").read_text("utf-8"))
        return Recording(texts, contracts, frozenset(map(Path, facts["ours"])), facts["command"])


@contextmanager
def scratch(context: Context) -> Iterator[Path]:
    """A folder outside the project, and in it the names of the files about which the tests are asked."""
    with tempfile.TemporaryDirectory(prefix="contract-check-") as name:
        asked = [str(path.resolve()) for path in context.files]
        Path(name, "asked.json").write_text(json.dumps(asked), encoding="utf-8")
        yield Path(name)


def run_tests(
    root: Path, folder: Path, *arguments: str, passing: Sequence[int] = (), variables: Mapping[str, str] = NO_VARIABLES
) -> subprocess.CompletedProcess[str]:
    """One run of pytest on the contract tests of the project at *root*. It inherits the descriptors *passing*."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(NARROWS_OR_CONFUSES)}
    surroundings = {**inherited, **always(), "COLUMNS": "160"}  # pytest shortens what it tells
    options = [*PLUGIN, f"--rerun={folder}", f"--pact-dir={folder / 'contracts'}", *QUIET, *arguments]
    return subprocess.run(  # noqa: S603 - our own interpreter on the project's own tests
        [sys.executable, "-m", "pytest", *options],
        cwd=root,
        env={**surroundings, **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        pass_fds=passing,
        encoding="utf-8",
        errors="replace",
        check=False,
    )


def told(output: str) -> str:
    """What a person needs of pytest's output: which tests failed, or why nothing was recorded."""
    lines = [line.strip() for line in TOLD.findall(output)] or output.strip().splitlines()[-5:]
    return "\n".join(dict.fromkeys(lines)) or "pytest printed nothing"
