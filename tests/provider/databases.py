"""Databases by kind, and many users of one at the same time."""

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import pytest

ROOT = Path(__file__).parents[2]
T = TypeVar("T")


def url_of(kind: str, request: pytest.FixtureRequest) -> str:
    """The URL of a database in memory, in a file, or in PostgreSQL, new for this test."""
    if kind == "file":
        return f"sqlite:///{request.getfixturevalue('tmp_path')}/new/users.db"
    return str(request.getfixturevalue("schema")) if kind == "postgresql" else "sqlite://"


def at_once(work: Callable[[int], T], threads: int = 8) -> list[T]:
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(work, range(threads)))


def run_at_once(program: str, url: str, processes: int = 2) -> list[str]:
    """What *program* printed in each process; `url` is its first argument. Fails where one of them failed."""
    command = [sys.executable, "-c", program, url]
    running = [
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)  # noqa: S603
        for _ in range(processes)
    ]
    try:
        answers = [process.communicate(timeout=60) for process in running]
    finally:
        for process in running:
            process.kill()
            process.wait(30)
    assert [process.returncode for process in running] == [0] * processes, answers
    return [printed for printed, _ in answers]
