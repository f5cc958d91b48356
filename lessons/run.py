"""A lesson's command, run in a copy of the project; what became of each test is read from pytest's JUnit XML.

The console is for people: its words change with plugins, widths and colours. The format is pytest's `xunit1`, which
tells each test's file: https://docs.pytest.org/en/stable/how-to/output.html#creating-junitxml-format-files
"""

import os
import re
import shlex
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import dedent
from typing import Literal

from lessons.process import Ended, run_process

Result = Literal["passed", "skipped", "failed", "error"]
RESULTS: dict[str, Result] = {"skipped": "skipped", "failure": "failed", "error": "error"}
WORST: tuple[Result, ...] = ("passed", "skipped", "failed", "error")
JUNIT = ("-o", "junit_family=xunit1", "-o", "junit_logging=all", "-p", "no:cacheprovider")
SHORTENED = re.compile(r"(?:\.\.\.)?\n\[(?:\+\d+ more lines?|truncated); full report in element text\]\Z")
LONGEST = 60  # seconds; an edit may loop for ever, and the reader should be told


@dataclass(frozen=True)
class Outcome:
    """What became of one test: its node id, its message, and everything it printed."""

    test: str
    result: Result
    message: str = ""
    text: str = ""


@dataclass(frozen=True)
class Run:
    """The outcomes by node id, and what went wrong outside of any test."""

    outcomes: dict[str, Outcome]
    problems: tuple[str, ...] = ()


def environment() -> dict[str, str]:
    """The reader's own, less what would let another copy's code or options in, and no .pyc to go stale."""
    left_out = {"PYTHONPATH", "PYTEST_ADDOPTS", "PYTHONSAFEPATH", "FORCE_COLOR", "MAKELEVEL", "MAKEFLAGS", "MFLAGS"}
    left_out |= {"CI", "BUILD_NUMBER"}  # there pytest says everything twice
    kept = {name: value for name, value in os.environ.items() if name not in left_out}
    loopback = "127.0.0.1,localhost"
    settings = {"PACT_DO_NOT_TRACK": "true", "NO_PROXY": loopback, "no_proxy": loopback, "NO_COLOR": "1"}
    return {**kept, **settings, "COLUMNS": "80", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"}


def run(commands: tuple[str, ...], folder: Path, longest: float = LONGEST) -> Run:
    """Run each `pytest …` in *folder* with this interpreter, in order, and put their outcomes together."""
    outcomes: dict[str, Outcome] = {}
    problems: list[str] = []
    for command in commands:
        one = _run_one(command, folder, longest)
        outcomes |= one.outcomes
        problems += one.problems
    return Run(outcomes, tuple(problems))


def _run_one(command: str, folder: Path, longest: float) -> Run:
    with TemporaryDirectory() as reports:
        report = Path(reports) / "junit.xml"
        arguments = [sys.executable, "-m", *shlex.split(command), *JUNIT, f"--junitxml={report}"]
        ended = run_process(arguments, folder, environment(), longest)
        outcomes = _read(report) if report.exists() else {}
    return Run(outcomes, tuple(_unexplained(command, ended, outcomes, longest)))


def _unexplained(command: str, ended: Ended, outcomes: dict[str, Outcome], longest: float) -> Iterator[str]:
    """A run that ended badly although no test did: a wrong option, a conftest.py that does not import, no test."""
    if ended.code is None:
        yield f"`{command}` was stopped after {longest:g} seconds: does something wait for ever?"
    elif ended.code != 0 and not any(outcome.result in {"failed", "error"} for outcome in outcomes.values()):
        said = "\n".join(f"    {line}" for line in ended.printed.rstrip().splitlines()[-15:])
        yield f"`{command}` ended with exit code {ended.code}, and no test failed:\n{said}"


def _read(report: Path) -> dict[str, Outcome]:
    """A test that fails and then errs while it is torn down stands there twice; the worse outcome counts."""
    found: dict[str, Outcome] = {}
    for case in ET.parse(report).iter("testcase"):  # noqa: S314 - pytest wrote it just now
        outcome = _outcome(case)
        known = found.get(outcome.test)
        if known is None or WORST.index(known.result) < WORST.index(outcome.result):
            found[outcome.test] = outcome
    return found


def _outcome(case: ET.Element) -> Outcome:
    ends = [child for child in case if child.tag in RESULTS]
    message = _whole_message(ends[0].get("message", ""), ends[0].text or "") if ends else ""
    text = "\n".join([message, *(child.text or "" for child in case)])
    return Outcome(_node_id(case), RESULTS[ends[0].tag] if ends else "passed", message, text)


def _whole_message(message: str, report: str) -> str:
    """The message, which pytest shortens to 500 characters, from the whole report: that itself, or its lines `E …`."""
    if not SHORTENED.search(message):
        return message
    begins = SHORTENED.sub("", message)
    for prefix in ("", "Failed: "):  # pytest.fail with pytrace=False is reported without its name
        if report.startswith(begins.removeprefix(prefix)):
            return f"{prefix}{report}" if begins.startswith(prefix) else report
    lines = re.findall(r"^E {3,}.*(?:\nE(?: .*)?)*", report, flags=re.MULTILINE)
    blocks = [dedent(re.sub(r"^E", " ", block, flags=re.MULTILINE)) for block in lines]
    return next((block for block in reversed(blocks) if block.startswith(begins)), begins)


def _node_id(case: ET.Element) -> str:
    """`tests/test_a.py::TestB::test_c` from the file, the class's dotted name, and the test's own."""
    file, name = case.get("file", "").replace("\\", "/"), case.get("name", "")
    if not case.get("classname"):  # a file that could not be collected, which has no test to name
        return file or name
    inside = case.get("classname", "").removeprefix(file.removesuffix(".py").replace("/", ".")).strip(".")
    return "::".join([file, *filter(None, inside.split(".")), name])
