"""Small projects that use the harness, each in a folder of its own, with pytest run on them as a team would.

project = Project(tmp_path).having({"tests/consumer/test_things.py": CONTRACT_TESTS})
run = project.pytest("-k", "one")
assert run.code == 0
assert run.lines("contracts/") == ["contracts/ left as it was: 1 test was deselected (-k)"]
"""

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import Any

ROOT = Path(__file__).parents[2]

PYTEST_TOML = """
    [pytest]
    minversion = "9.0"
    strict = true
    testpaths = ["tests"]
    pythonpath = ["."]
    # the venv holds these plugins, no project here uses them, and loading them takes longer than a run
    addopts = ["--import-mode=importlib", "-pno:schemathesis", "-pno:hypothesispytest", "-pno:anyio"]
    filterwarnings = ["error"]
    asyncio_mode = "auto"
    asyncio_default_fixture_loop_scope = "function"
"""


def of_a_copy(environment: Mapping[str, str]) -> dict[str, str]:
    """Where a copy of the checkout keeps the plugin, which would otherwise come from the checkout itself: mutants are
    made in a copy, and nobody would notice them."""
    paths = environment.get("PYTHONPATH", "").split(os.pathsep)
    with_plugin = [path for path in paths if path and (Path(path) / "pact_harness").is_dir()]
    return {"PYTHONPATH": os.pathsep.join(with_plugin)} if with_plugin else {}


@dataclass(frozen=True)
class Run:
    """What a finished command printed, and its exit code."""

    code: int
    output: str

    def lines(self, start: str) -> list[str]:
        """The lines that begin with *start*."""
        return [line for line in self.output.splitlines() if line.startswith(start)]


def run(command: Sequence[str], folder: Path, environment: Mapping[str, str], timeout: float) -> Run:
    """Run *command* in *folder*. subprocess.TimeoutExpired, with the process gone, after *timeout* seconds."""
    done = subprocess.run(  # noqa: S603 - our own interpreter on files that the test has written
        command,
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=timeout,
        check=False,
    )
    return Run(done.returncode, done.stdout)


@dataclass(frozen=True)
class Project:
    """A project in *folder*; `having` writes files into it, `pytest` runs its tests in a process of their own."""

    folder: Path

    def having(self, files: Mapping[str, str]) -> "Project":
        """Write *files*, text by path, and pytest's configuration where they bring none."""
        return self.having_only({"pytest.toml": PYTEST_TOML, **files})

    def having_only(self, files: Mapping[str, str]) -> "Project":
        """Write *files*, text by path."""
        for path, text in files.items():
            target = self.folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(dedent(text).lstrip("\n"), encoding="utf-8")
        return self

    def pytest_each(self, *command_lines: str, timeout: float = 60, **variables: str) -> list[Run]:
        """Run pytest once for each command line, all in one process: starting one takes longer than such a run."""
        mark = "=== next run, after one that ended with "
        lines = [shlex.split(line) for line in command_lines]
        runs = f"import pytest\nfor line in {lines!r}: print('{mark}%d' % pytest.main(line), flush=True)"
        done = self._run([sys.executable, "-c", runs], variables, timeout)
        *outputs, rest = re.split(f"{mark}(\\d+)\n", done.output)
        if len(outputs) != 2 * len(lines):
            raise RuntimeError(f"pytest did not get through {lines}:\n{done.output}{rest}")
        return [Run(int(code), output) for output, code in zip(outputs[::2], outputs[1::2], strict=True)]

    def command(self, *arguments: str) -> list[str]:
        """The command line of `pytest`."""
        return [sys.executable, "-m", "pytest", *arguments]

    def environment(self, **variables: str) -> dict[str, str]:
        """This process's environment, with no trace of the pytest around it."""
        inherited = {
            name: value for name, value in os.environ.items() if not name.startswith("PYTEST_") and name != "PYTHONPATH"
        }
        settings = {"PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": "160"}
        return {**inherited, **of_a_copy(os.environ), **settings, **variables}

    def pytest(self, *arguments: str, timeout: float = 60, **variables: str) -> Run:
        """Run pytest in the folder. subprocess.TimeoutExpired, with the process gone, after *timeout* seconds."""
        return self._run(self.command(*arguments), variables, timeout)

    def _run(self, command: list[str], variables: Mapping[str, str], timeout: float) -> Run:
        return run(command, self.folder, self.environment(**variables), timeout)

    def contract(self, name: str, folder: str = "contracts") -> Any:
        """The JSON of the contract in the file *name*."""
        return json.loads((self.folder / folder / name).read_bytes())

    def contracts(self, folder: str = "contracts") -> dict[str, bytes]:
        """Every file in the folder of contracts, dotfiles too; empty if there is no such folder."""
        return {path.name: path.read_bytes() for path in sorted((self.folder / folder).glob("*"))}
