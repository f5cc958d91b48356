"""What may end a verification early, or hold it up: the worst that comes of it is that nothing is published.

- Ctrl-C, and a pytest that is killed: no result, and no process is left
- an item that is skipped makes no world: its promise is published as not kept, and no other is taken for it
- a broker that is silent after its index: the run ends, and says where
- contracts that change between what was listed and what is verified
"""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest

from harness.tests.broker.fake import Answer, FakeBroker
from harness.tests.providers import ALICE, FILE, contract, interaction, provider_project

USER = interaction("a user", "/users/1", ALICE, body={"id": 1, "name": "Alice"})
NOBODY = interaction("nobody", "/users/2", status=404)
NEVER = interaction("it hangs", "/hang", status=404)


SKIP = """

    def pytest_collection_modifyitems(items):
        items[{at}].add_marker(pytest.mark.skip(reason="not today"))
"""


@pytest.fixture
def broker() -> Iterator[FakeBroker]:
    with FakeBroker() as broker:
        yield broker


def children(parent: int) -> list[int]:
    """The processes that *parent* has started, from the system's table."""
    table = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout  # noqa: S607
    return [int(pid) for pid, of in map(str.split, table.splitlines()) if int(of) == parent]


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def until(happens: Callable[[], object], seconds: float = 20) -> None:
    latest = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < latest
        time.sleep(0.02)


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda sign: sign.name)
def test_a_run_that_is_ended_publishes_nothing_and_leaves_no_process(
    tmp_path: Path, broker: FakeBroker, sign: signal.Signals
) -> None:
    asked = tmp_path / "asked"
    app = f"""
        import pathlib, time, pytest

        def app(environ, start):
            pathlib.Path({str(asked)!r}).touch()
            time.sleep(3)
            start("404 Not Found", [])
            return []

        @pytest.fixture
        def provider_app():
            return app

        @pytest.fixture
        def users():
            return {{}}
    """
    broker.hold(contract(NEVER, NOBODY))
    project = provider_project(tmp_path, app=app)
    pytest_run = subprocess.Popen(  # noqa: S603 - our own interpreter
        project.command(FILE, "--pact-broker"),
        cwd=tmp_path,
        env=project.environment(**broker.variables, CI="true", PACT_URL=""),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        until(asked.exists)
        (child,) = children(pytest_run.pid)
        pytest_run.send_signal(sign)
        output, _ = pytest_run.communicate(timeout=20)
        until(lambda: gone(child))
    finally:
        pytest_run.kill()
    assert pytest_run.returncode != 0
    assert "published: " not in output.replace("nothing was published: ", "")
    assert broker.results == []


@pytest.mark.parametrize("at", [0, 1, 2])
def test_an_item_that_is_skipped_is_not_kept(tmp_path: Path, broker: FakeBroker, at: int) -> None:
    """Its neighbours' outcomes stay their own, even where it comes before there is a verification."""
    for consumer, promise in (("shop", NOBODY), ("mail", USER), ("desk", NOBODY)):
        broker.hold(contract(promise, consumer=consumer))
    project = provider_project(tmp_path)
    conftest = tmp_path / "tests/provider/conftest.py"
    conftest.write_text(conftest.read_text(encoding="utf-8") + SKIP.format(at=at).replace("\n    ", "\n"))
    run = project.pytest(FILE, "--pact-broker", timeout=60, **broker.variables, CI="true", PACT_URL="")
    assert run.code == 0, run.output
    assert "2 passed, 1 skipped" in run.output
    assert broker.results == [(name, number != at) for number, name in enumerate(("shop", "mail", "desk"))]


def test_a_broker_that_falls_silent_after_its_list(tmp_path: Path, broker: FakeBroker) -> None:
    """The harness had its answers; the core waits for its own, and is ended."""
    over = Event()
    asked: list[str] = []

    def instead(path: str) -> Answer | None:
        asked.append(path)
        if asked.count("/") == 2:
            over.wait(30)
        return None

    broker.hold(contract(USER, NOBODY))
    broker.instead = instead
    project = provider_project(tmp_path)
    conftest = tmp_path / "tests/provider/conftest.py"
    shorter = "from pact_harness.broker import replaying\nreplaying.STARTING = 1.5\n"
    conftest.write_text(conftest.read_text(encoding="utf-8") + shorter)
    try:
        run = project.pytest(FILE, "--pact-broker", timeout=30, **broker.variables, CI="true", PACT_URL="")
    finally:
        over.set()
    assert run.code == 1, run.output
    assert "the broker did not hand its contracts to the verifier within 2 s" in run.output
    assert run.lines("nothing was published: ")
    assert "2 failed" in run.output


def test_more_promises_than_were_listed(tmp_path: Path, broker: FakeBroker) -> None:
    """One for which no item waits fails at once: the core would ask for two minutes whether it really is so."""
    broker.hold(contract(USER, consumer="shop"))
    more = contract(NOBODY, NOBODY, consumer="mail")

    def instead(path: str) -> Answer | None:
        if path.startswith("/for-verification/") and len(broker.asked) == 1 and len(broker.contracts) == 1:
            broker.hold(more)
        return None

    broker.instead = instead
    run = provider_project(tmp_path).pytest(
        FILE, "--pact-broker", timeout=30, **broker.variables, CI="true", PACT_URL=""
    )
    assert run.code == 1, run.output
    assert "the verifier verified 3 promises, where the broker had listed 1" in run.output
    assert broker.results == [("shop", True), ("mail", False)]  # the core did it on its own
    assert "published: 2 results" in run.output
