"""Runs that end badly, and promises that end: what becomes of the contracts.

- Ctrl-C, serially, with workers, and in a coroutine that is being served: contracts stay, one line says so,
  nothing is left of the run
- kill -9: contracts stay, no other file appears, and the next run writes as if nothing had been
- a worker that crashes: the run is red, contracts stay
- a promise whose test is gone goes; a contract whose tests are all gone is removed, and that is said
- what others delivered stays: other tools' files, what `contracts_of_others` names, what is no contract
"""

import json
import sys
from pathlib import Path

import pytest

from harness.tests.projects import Project

MESSAGES = """
    import os
    import signal

    import pytest

    pytestmark = pytest.mark.pact(consumer="{consumer}", provider="stock")


    @pytest.mark.parametrize("number", {numbers})
    def test_news(pact, number) -> None:
        pact.upon_receiving(f"news {{number}}", "Async").with_body({{"id": number}})
        pact.verify(lambda body, metadata: None)
"""
SHOP = MESSAGES.format(consumer="shop", numbers="[1, 2]")
TILL = MESSAGES.format(consumer="till", numbers="[3]")
ENDING = """
    import os
    import signal

    def test_ending() -> None:
        os.kill(os.{whom}(), signal.{how})
"""

needs_signals = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals to send")


def ended(project: Project, whom: str, how: str) -> Project:
    """*project* with contracts that no run would write, and a last test that ends the run."""
    files = {"tests/consumer/test_shop.py": SHOP, "contracts/shop-stock.json": "as it was"}
    return project.having({**files, "tests/consumer/test_z.py": ENDING.format(whom=whom, how=how)})


@needs_signals
@pytest.mark.parametrize(("workers", "whom"), [("-n0", "getpid"), ("-n1", "getppid")])
def test_an_interrupted_run_leaves_the_contracts_and_says_so(workers: str, whom: str, tmp_path: Path) -> None:
    project = ended(Project(tmp_path), whom, "SIGINT")
    run = project.pytest(workers)
    assert run.code == 2
    assert run.lines("contracts/") == ["contracts/ left as it was: the run was interrupted"]
    assert project.contracts() == {"shop-stock.json": b"as it was"}


@needs_signals
def test_a_killed_run_leaves_the_contracts_and_does_not_disturb_the_next(tmp_path: Path) -> None:
    project = ended(Project(tmp_path), "getpid", "SIGKILL")
    assert project.pytest().code == -9
    assert project.contracts() == {"shop-stock.json": b"as it was"}
    left = [path for path in project.folder.iterdir() if path.name not in ("tests", "contracts", "pytest.toml")]
    assert [path.name for path in left if path.name != ".pytest_cache"] == [".pact"]
    assert list((project.folder / ".pact" / "recording").glob("*/*/staged.jsonl"))
    (project.folder / "tests/consumer/test_z.py").unlink()
    project.having({"tests/consumer/test_shop.py": TILL})
    run = project.pytest()
    assert run.lines("contracts/") == ["contracts/till-stock.json written"]
    assert [each["description"] for each in project.contract("till-stock.json")["interactions"]] == ["news 3"]


@needs_signals
def test_a_worker_that_crashes_leaves_the_contracts(tmp_path: Path) -> None:
    project = ended(Project(tmp_path), "getpid", "SIGKILL")
    run = project.pytest("-n1")
    assert run.code == 1
    assert run.lines("contracts/") == ["contracts/ left as it was: a test failed"]
    assert project.contracts() == {"shop-stock.json": b"as it was"}


@pytest.fixture
def recorded(tmp_path: Path) -> Project:
    files = {"tests/consumer/test_shop.py": SHOP, "tests/consumer/test_till.py": TILL, "tests/test_x.py": OTHER}
    project = Project(tmp_path).having(files)
    assert project.pytest().code == 0
    assert list(project.contracts()) == ["shop-stock.json", "till-stock.json"]
    return project


OTHER = "def test_other(): ..."

SERVED = """
    import asyncio
    import os
    import signal

    import pytest

    @pytest.mark.pact(consumer="shop", provider="stock")
    async def test_interrupted(pact) -> None:
        pact.upon_receiving("a thing").with_request("GET", "/thing").will_respond_with(200)
        with pact.serve():
            os.kill(os.getpid(), signal.SIGINT)
            await asyncio.sleep(30)

    def test_after() -> None:
        print("the run went on")
"""


@needs_signals
def test_a_coroutine_interrupted_while_it_is_served_ends_the_run_at_once(tmp_path: Path) -> None:
    run = (
        Project(tmp_path).having({"tests/consumer/test_shop.py": SERVED, "contracts/x.json": "as it was"}).pytest("-s")
    )
    assert run.code == 2
    assert run.lines("contracts/") == ["contracts/ left as it was: the run was interrupted"]
    assert "the run went on" not in run.output
    assert "Missing request" not in run.output


def test_a_promise_goes_with_its_test(recorded: Project) -> None:
    recorded.having({"tests/consumer/test_shop.py": MESSAGES.format(consumer="shop", numbers="[2]")})
    assert recorded.pytest().lines("contracts/") == ["contracts/shop-stock.json written"]
    assert [each["description"] for each in recorded.contract("shop-stock.json")["interactions"]] == ["news 2"]


def test_a_contract_goes_with_the_last_of_its_tests_and_that_is_said(recorded: Project) -> None:
    (recorded.folder / "tests/consumer/test_till.py").unlink()
    till, nothing = recorded.pytest_each("", "tests/test_x.py")
    assert till.lines("contracts/") == ["contracts/till-stock.json removed: no test records it any more"]
    assert nothing.lines("contracts/") == []
    (recorded.folder / "tests/consumer/test_shop.py").unlink()
    empty, complete = recorded.pytest_each("tests/consumer", "")
    assert (empty.code, empty.lines("contracts/")) == (5, ["contracts/ left as it was: no test was run"])
    assert complete.code == 0
    assert complete.lines("contracts/") == ["contracts/shop-stock.json removed: no test records it any more"]
    assert recorded.contracts() == {}


def test_what_others_delivered_stays(recorded: Project) -> None:
    ours = recorded.contract("till-stock.json")
    (interaction,) = ours["interactions"]
    elsewhere = {**interaction, "comments": {"testname": "other/tests/test_x.py::test"}}
    delivered = {
        "till-stock.json": json.dumps(ours),  # which contracts_of_others names
        "tool.json": json.dumps({**ours, "metadata": {"pactRust": {"ffi": "1"}}}),
        "elsewhere.json": json.dumps({**ours, "interactions": [elsewhere]}),
        "untold.json": json.dumps({**ours, "interactions": [{**interaction, "comments": {}}]}),
        "empty.json": json.dumps({**ours, "interactions": []}),
        "list.json": "[]",
        "broken.json": "{",
        "README.md": "not a contract",
    }
    settings = '[tool.pact-harness]\ncontracts_of_others = ["till-*.json"]\n'
    recorded.having({f"contracts/{name}": text for name, text in delivered.items()} | {"pyproject.toml": settings})
    (recorded.folder / "tests/consumer/test_till.py").unlink()
    run = recorded.pytest()
    assert run.lines("contracts/") == ["contracts/ is up to date: shop-stock.json"]
    assert sorted(recorded.contracts()) == sorted([*delivered, "shop-stock.json"])
