"""Runs of pytest in a project, each in a process of its own that begins with the libraries imported.

A run of one test takes 0.3 s and its imports 1 s. So one process imports the libraries, and nothing of the project, and
forks for each run: what a run imports or sets is gone with it. Elsewhere than on Linux each run is a new process.
"""

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

FORKS = sys.platform == "linux"
# No run here uses them, and each takes long to load.
WITHOUT = ("-p", "no:hypothesispytest", "-p", "no:anyio", "-p", "no:xdist", "-p", "no:cacheprovider")
SECONDS = 120


@dataclass(frozen=True)
class Ran:
    """A finished run's exit code, and what it printed."""

    code: int
    output: str


@dataclass
class WarmPytest:
    """`run` runs pytest; `close` ends the process that forks."""

    _forking: "subprocess.Popen[bytes] | None" = field(default=None, init=False)

    def run(self, folder: Path, *arguments: str) -> Ran:
        """Run pytest in *folder*. subprocess.TimeoutExpired, with the run ended, after two minutes."""
        command = [*WITHOUT, *arguments]
        with TemporaryFile() as output:
            code = self._forked(folder, command, output) if FORKS else _started(folder, command, output)
            output.seek(0)
            return Ran(code, output.read().decode())

    def close(self) -> None:
        if self._forking:
            self._forking.communicate(timeout=SECONDS)  # its standard input ends, and so does it
            self._forking = None

    def _forked(self, folder: Path, command: Sequence[str], output: BinaryIO) -> int:
        if self._forking is None:
            self._forking = subprocess.Popen(  # noqa: S603 - our own interpreter; unbuffered, since select is asked below
                [sys.executable, __file__], 0, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=_environment()
            )
        asked, told = self._forking.stdin, self._forking.stdout
        assert asked is not None
        assert told is not None
        where = f"/proc/{os.getpid()}/fd/{output.fileno()}"
        asked.write(json.dumps({"folder": str(folder), "command": command, "output": where}).encode() + b"\n")
        asked.flush()
        run = int(told.readline())
        if not select.select([told], [], [], SECONDS)[0]:
            os.killpg(run, signal.SIGKILL)
            told.readline()
            raise subprocess.TimeoutExpired(list(command), SECONDS)
        return int(told.readline())


def _started(folder: Path, command: Sequence[str], output: BinaryIO) -> int:
    whole = [sys.executable, "-m", "pytest", *command]
    return subprocess.run(  # noqa: S603 - our own interpreter
        whole, cwd=folder, env=_environment(), stdout=output, stderr=output, timeout=SECONDS, check=False
    ).returncode


def _environment() -> dict[str, str]:
    """This one without the pytest around it. No bytecode: a file that changes twice a second looks unchanged to it."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    return {**inherited, "PYTHONDONTWRITEBYTECODE": "1"}


def _fork_for_each_run() -> None:
    """A line of standard input for each run, answered with its process's id, and when it has ended its exit code."""
    import aiohttp, flask, pydantic, pytest, sqlalchemy.orm, stamina  # noqa: E401, F401, I001 - to have them

    for line in sys.stdin:
        asked = json.loads(line)
        run = os.fork()
        if not run:
            os.setsid()
            os.chdir(asked["folder"])
            output = os.open(asked["output"], os.O_WRONLY)
            for standard in (1, 2):
                os.dup2(output, standard)
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            sys.path[0] = asked["folder"]  # as python -m pytest has it
            sys.exit(pytest.main(asked["command"]))
        print(run, flush=True)  # noqa: T201 - the answer
        print(os.waitstatus_to_exitcode(os.waitpid(run, 0)[1]), flush=True)  # noqa: T201 - likewise


if __name__ == "__main__":
    _fork_for_each_run()
