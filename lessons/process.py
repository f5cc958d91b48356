"""A child process that ends with all of its own children: when its time is up, and when the reader presses Ctrl-C.

A lesson's test may start pytest again; killing the outer one alone would leave the inner one running, and a pipe that
it holds would be waited for for ever. So output goes to a file, and the whole group is killed.
"""

import os
import signal
import subprocess
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile
from threading import Event
from typing import NamedTuple

_running: set[subprocess.Popen[bytes]] = set()
_over = Event()


class Ended(NamedTuple):
    """The exit code, or None for a process that was stopped, and what it printed on either stream."""

    code: int | None
    printed: str


def run_process(command: Sequence[str] | str, folder: Path, environment: dict[str, str], longest: float) -> Ended:
    """Run *command* (a string goes to the shell) in *folder* for at most *longest* seconds."""
    with TemporaryFile() as output, ThreadPoolExecutor(1) as pool:
        # Ctrl-C is raised in the main thread: within Popen it would leave a child that nobody knows
        starting = pool.submit(
            subprocess.Popen,
            command,
            shell=isinstance(command, str),
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            process_group=None if os.name == "nt" else 0,
        )
        try:
            process = starting.result()
        except KeyboardInterrupt:
            _kill(starting.result())
            raise
        _running.add(process)
        try:
            code = process.wait(0 if _over.is_set() else longest)
        except subprocess.TimeoutExpired:
            code = None
        finally:
            _running.discard(process)
            _kill(process)
        output.seek(0)
        return Ended(code, output.read().decode("utf-8", errors="replace").replace("\r\n", "\n"))


def end_all() -> None:
    """End every process that another thread is waiting for, now and from now on: the reader wants to go."""
    _over.set()
    for process in list(_running):
        _kill(process)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """The process and what it started; nothing happens to one that is gone already."""
    if os.name != "nt":
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    elif process.poll() is None:
        subprocess.run(["taskkill", "/F", "/T", "/PID", str(process.pid)], capture_output=True, check=False)  # noqa: S603, S607
    process.wait()
