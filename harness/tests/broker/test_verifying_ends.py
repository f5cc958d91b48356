"""What may end a verification early, or hold it up: the worst that comes of it is that nothing is published.

- Ctrl-C, and a pytest that is killed: no result
- an item that is skipped is published as not passed, and no other is taken for it
- a broker that falls silent after its index, or when it is told: the run ends, and says where
"""

import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent
from threading import Event

import pytest

from harness.tests.broker.fake import FakeBroker, held_up
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


def until(happens: Callable[[], object], seconds: float = 20) -> None:
    latest = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < latest
        time.sleep(0.02)


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda sign: sign.name)
def test_a_run_that_is_ended_publishes_nothing(tmp_path: Path, broker: FakeBroker, sign: signal.Signals) -> None:
    asked = tmp_path / "asked"
    app = f"""
        import pathlib, time, pytest

        def app(environ, start):
            pathlib.Path({str(asked)!r}).touch()
            time.sleep(600)
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
        pytest_run.send_signal(sign)
        output, _ = pytest_run.communicate(timeout=20)
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
    options = ("--pact-broker", "--pact-set", "allow_skips=true")
    run = project.pytest(FILE, *options, timeout=60, **broker.variables, CI="true", PACT_URL="")
    assert run.code == 0, run.output
    assert "2 passed, 1 skipped" in run.output
    assert broker.results == [(name, number != at) for number, name in enumerate(("shop", "mail", "desk"))]


QUICKLY = """
    from pact_harness.broker import hal, session
    hal.SECONDS = session.LONG = 2
"""


@pytest.mark.parametrize(
    ("silent_at", "words", "published"),
    [
        ("/pacts/1", "did not answer within 2 s (GET /pacts/1)", ""),
        ("/branches/", "0 of 2 results were published: the broker at", "0 of 2"),
        ("/results/1", "1 of 2 results were published: the broker at", "1 of 2"),
    ],
    ids=["handing out contracts", "told the branch", "told the second result"],
)
def test_a_broker_that_falls_silent(
    tmp_path: Path, broker: FakeBroker, silent_at: str, words: str, published: str
) -> None:
    over = Event()
    broker.hold(contract(USER, consumer="shop"))
    broker.hold(contract(USER, consumer="mail"))
    broker.instead = held_up(silent_at, over)
    project = provider_project(tmp_path)
    conftest = tmp_path / "tests/provider/conftest.py"
    conftest.write_text(conftest.read_text(encoding="utf-8") + dedent(QUICKLY))
    try:
        run = project.pytest(FILE, "--pact-broker", timeout=30, **broker.variables, CI="true", PACT_URL="")
        told = list(broker.results)  # what was held up arrives when it is let go
    finally:
        over.set()
    assert run.code == (1 if published else 2), run.output
    assert words in run.output
    assert "Traceback" not in run.output
    assert told == [("shop", True)][: published.startswith("1")]
