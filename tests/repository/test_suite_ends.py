"""The suite ends, and so does everything that it starts.

- the tests that interrupt a process pass where SIGINT is ignored, as it is in `make test &`
- a run that is interrupted in the middle of a test leaves no process
- a process that a test left is noticed, its orphans too; one that ends by itself in a moment is not
- a test that waits for ever is ended by the settings of pytest
"""

import os
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests import leftovers
from tests.leftovers import children, end_leftovers

ROOT = Path(__file__).parents[2]
INTERRUPTING = ["tests/consumer/test_command_line.py", "tests/consumer/newsletter/test_follower.py"]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="asks /proc for processes")


@contextmanager
def a_run(*arguments: str, ignoring_sigint: bool = False) -> Iterator[subprocess.Popen[str]]:
    """pytest in a session of its own, of which nothing is left afterwards."""
    handler = signal.signal(signal.SIGINT, signal.SIG_IGN) if ignoring_sigint else None
    try:
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments],
            cwd=ROOT,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    finally:
        if handler is not None:
            signal.signal(signal.SIGINT, handler)
    try:
        yield process
    finally:
        for pid in session_of(process.pid):
            os.kill(pid, signal.SIGKILL)
        process.communicate(timeout=30)


def session_of(leader: int) -> list[int]:
    """The processes of its session that have not ended."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, _, session = stat.read_text().rpartition(")")[2].split()[:4]
        except OSError:
            continue  # it has ended in the meantime
        if int(session) == leader and state != "Z":
            found.append(int(stat.parent.name))
    return found


def test_what_is_interrupted_ends_also_where_sigint_is_ignored() -> None:
    with a_run(*INTERRUPTING, "-k", "ctrl_c or told_so", ignoring_sigint=True) as run:
        out, _ = run.communicate(timeout=120)
    assert run.returncode == 0, out
    assert "3 passed" in out


def test_a_run_that_is_interrupted_leaves_no_process() -> None:
    with a_run("tests/repository/test_together_events.py", "-k", "killed_five_times") as run:
        for _ in range(600):
            if len(session_of(run.pid)) >= 3:  # the run, the service, the follower
                break
            time.sleep(0.1)
        else:
            pytest.fail("it started no processes")
        run.send_signal(signal.SIGINT)
        out, _ = run.communicate(timeout=60)
        assert session_of(run.pid) == [], out
    assert run.returncode == 2, out


def test_a_process_that_was_left_running_is_noticed_and_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leftovers, "END_SECONDS", 1)
    before = children()
    subprocess.run(["sh", "-c", "sleep 601 & sleep 0.1"], check=True, timeout=30)  # noqa: S607
    child = subprocess.Popen(["sleep", "602"])  # noqa: S607
    assert sorted(end_leftovers(before)) == ["sleep 601", "sleep 602"]
    child.wait(30)
    assert end_leftovers(before) == []


def test_a_process_that_is_about_to_end_is_none_that_was_left_running() -> None:
    before = children()
    with subprocess.Popen(["sleep", "0.3"]):  # noqa: S607
        assert end_leftovers(before) == []


def test_a_test_that_waits_for_ever_is_ended(tmp_path: Path) -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["pytest"]
    assert (settings["faulthandler_exit_on_timeout"], settings["faulthandler_timeout"]) == (True, 900)
    (tmp_path / "test_waits.py").write_text("import time\n\ndef test_waits() -> None:\n    time.sleep(600)\n")
    options = ["-o", "faulthandler_timeout=1", "-o", "faulthandler_exit_on_timeout=true", "--rootdir", str(tmp_path)]
    with a_run(str(tmp_path), *options) as run:
        out, _ = run.communicate(timeout=60)
    assert run.returncode != 0
    assert "test_waits.py" in out
