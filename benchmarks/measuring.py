"""One process, timed from outside, with its peak of memory where the system tells it."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Measured:
    """Wall-clock seconds, and the process's largest resident size in MiB (0 where the system does not tell)."""

    seconds: float
    mebibytes: float


class BenchmarkError(RuntimeError):
    """A measured process failed, so its time means nothing; the message is what it printed."""


def measure(command: Sequence[str], folder: Path, environment: Mapping[str, str], expect: int = 0) -> Measured:
    """Run *command* in *folder*. Raises BenchmarkError if it does not end with the exit code *expect*."""
    output = folder / "output.txt"
    begun = time.perf_counter()
    with output.open("wb") as stream:
        variables = {**os.environ, "PACT_DO_NOT_TRACK": "true", "NO_PROXY": "127.0.0.1,localhost", **environment}
        process = subprocess.Popen(command, cwd=folder, env=variables, stdout=stream, stderr=stream)  # noqa: S603
        status, mebibytes = _wait(process)
    if status != expect:
        raise BenchmarkError(f"{' '.join(command)} in {folder} ended with {status}:\n{output.read_text()[-3000:]}")
    return Measured(time.perf_counter() - begun, mebibytes)


@contextmanager
def busy(count: int) -> Iterator[None]:
    """*count* processes that compute until the block ends, or until this process is gone."""
    spin = "import os, sys\nwhile os.getppid() == int(sys.argv[1]):\n    sum(range(100_000))"
    command = [sys.executable, "-c", spin, str(os.getpid())]
    spinning = [subprocess.Popen(command) for _ in range(count)]  # noqa: S603
    try:
        yield
    finally:
        for process in spinning:
            process.kill()
            process.wait(10)


def median(runs: Sequence[Measured]) -> Measured:
    """The run in the middle, by its time."""
    return sorted(runs, key=lambda run: run.seconds)[len(runs) // 2]


def _wait(process: subprocess.Popen[bytes]) -> tuple[int, float]:
    if sys.platform == "win32":
        return process.wait(), 0.0
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    unit = 2**20 if sys.platform == "darwin" else 2**10  # ru_maxrss: bytes there, KiB elsewhere
    return process.returncode, used.ru_maxrss / unit
