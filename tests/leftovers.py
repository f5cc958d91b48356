"""Processes that a test started and did not end. Known on Linux; elsewhere there are none to be seen."""

import ctypes
import os
import signal
import sys
import time
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36
END_SECONDS = 10  # in which a process that was told to end is gone


def adopt_orphans() -> None:
    """From now on a process whose parent has ended is a child of this one, and so can be seen."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def children() -> dict[int, str]:
    """The processes that this one has started or adopted, and that run: their command lines."""
    listed = [_read(path).split() for path in Path("/proc/self/task").glob("*/children")]
    found = {int(pid): _command(int(pid)) for pids in listed for pid in pids}
    # multiprocessing keeps one that ends with us; an empty command line is one that has ended
    return {pid: command for pid, command in found.items() if command and "resource_tracker" not in command}


def end_leftovers(before: dict[int, str]) -> list[str]:
    """Kill what was not there *before*, unless it ends by itself; the command lines of what did not."""
    for _ in range(END_SECONDS * 20):
        left = {pid: command for pid, command in children().items() if pid not in before}
        if not left:
            return []
        time.sleep(0.05)
    for pid in left:
        os.kill(pid, signal.SIGKILL)
    return list(left.values())


def _command(pid: int) -> str:
    return _read(Path(f"/proc/{pid}/cmdline")).replace("\0", " ").strip()


def _read(path: Path) -> str:
    """The file's text; none where its process or thread has just ended."""
    try:
        return path.read_text()
    except OSError:
        return ""
