"""One run of pytest over both halves: what it verifies is what it has just recorded.

- a changed contract that the provider keeps is green, one that it breaks is red, and is written all the same
- folders in either order, items shuffled by a plugin or a conftest.py, classes, selection by node id and by mark
- no contract yet: a plain run records and verifies; a run that cannot record says so before anything runs
- with xdist the run is red if a contract changed, and says: run it again
- contract tests that are red, or incomplete, leave the contract, and what it holds is verified
"""

from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from harness.tests.projects import Project, Run
from harness.tests.providers import APP, STATES, TEST
from pact_harness.recording.missing_contract import Unrecorded

CONSUMER = """
    from http.client import HTTPConnection

    import pytest
    from pact import Pact

    pytestmark = pytest.mark.pact(consumer="profile-client", provider="user-service")


    @pytest.mark.parametrize(("path", "status"), {cases})
    def test_asks(pact: Pact, path: str, status: int) -> None:
        pact.upon_receiving(f"a request for {{path}}").with_request("GET", path).will_respond_with(status)
        with pact.serve() as server:
            connection = HTTPConnection("127.0.0.1", server.port)
            connection.request("GET", path)
            connection.getresponse().read()
            connection.close()
"""
KEPT, BROKEN = ("/users/8", 404), ("/users/9", 200)
WRITTEN = ["contracts/profile-client-user-service.json written"]


def consumer(*cases: tuple[str, int]) -> str:
    return CONSUMER.format(cases=list(cases))


def project_of(
    folder: Path, *cases: tuple[str, int], consumers: str = "consumer", providers: str = "provider"
) -> Project:
    """A project whose consumer asks for these *cases*, and whose provider answers 404 to all of them."""
    return Project(folder).having(
        {
            f"tests/{consumers}/test_asks.py": consumer(*cases),
            f"tests/{providers}/conftest.py": APP,
            f"tests/{providers}/states.py": STATES,
            f"tests/{providers}/test_contract.py": TEST.replace("tests.provider", f"tests.{providers}"),
            "pyproject.toml": f"[tool.pact-harness]\ncontract_tests = ['tests/{consumers}']\n",
        }
    )


def recorded(folder: Path, *cases: tuple[str, int], **more: str) -> Project:
    """The same, with the contract of `KEPT` alone."""
    project = project_of(folder, KEPT, **more)
    run = project.pytest(f"tests/{more.get('consumers', 'consumer')}")
    assert run.lines("contracts/") == WRITTEN, run.output
    return project.having({f"tests/{more.get('consumers', 'consumer')}/test_asks.py": consumer(*cases)})


def verified(run: Run) -> dict[str, str]:
    """What became of each interaction, from the lines of `-v`."""
    lines = [line.partition("::test_contract[")[2] for line in run.lines("tests/") if "::test_contract[" in line]
    told = [line.partition("] ") for line in lines]
    return {name: rest.split()[0] for name, _, rest in told if rest}


def test_a_changed_contract_that_the_provider_keeps_is_green(tmp_path: Path) -> None:
    run = recorded(tmp_path, KEPT, ("/users/7", 404)).pytest("-v")

    assert run.code == 0, run.output
    assert verified(run) == {
        "profile-client: a request for /users/7": "PASSED",
        "profile-client: a request for /users/8": "PASSED",
    }
    assert run.lines("contracts/") == WRITTEN
    assert "4 passed" in run.output
    assert "[100%]" in run.output
    assert "[125%]" not in run.output
    assert run.output.count("no contract asks for the message 'a user was created'") == 1


def test_a_changed_contract_that_the_provider_breaks_is_red_and_written_all_the_same(tmp_path: Path) -> None:
    project = recorded(tmp_path, KEPT, BROKEN)
    run = project.pytest("-v")

    assert run.code == 1
    assert verified(run)["profile-client: a request for /users/9"] == "FAILED"
    assert "user-service breaks its contract with profile-client" in run.output
    assert "expected 200, got 404" in run.output
    assert run.lines("contracts/") == WRITTEN
    assert len(project.contract("profile-client-user-service.json")["interactions"]) == 2
    again = project.pytest("-v")
    assert again.code == 1
    assert again.lines("contracts/") == ["contracts/ is up to date: profile-client-user-service.json"]


def test_an_interaction_that_is_no_longer_recorded_is_not_verified(tmp_path: Path) -> None:
    project = recorded(tmp_path, KEPT, BROKEN)
    project.pytest()
    run = project.having({"tests/consumer/test_asks.py": consumer(KEPT)}).pytest("-v")

    assert run.code == 0, run.output
    assert verified(run) == {"profile-client: a request for /users/8": "PASSED"}


SHUFFLERS = {
    "the other way round": "def pytest_collection_modifyitems(items): items.reverse()",
    "as a plugin that shuffles last": """
        import pytest

        @pytest.hookimpl(wrapper=True, tryfirst=True)
        def pytest_collection_modifyitems(items):
            yield
            items.reverse()
    """,
    "interleaved": "def pytest_collection_modifyitems(items): items.sort(key=lambda item: hash(item.name[::-1]))",
}


@pytest.mark.parametrize("folders", [("consumer", "provider"), ("z_consumer", "a_provider")], ids=["c p", "p c"])
@pytest.mark.parametrize("shuffler", SHUFFLERS.values(), ids=SHUFFLERS)
def test_neither_the_order_of_folders_nor_a_plugin_that_shuffles_matters(
    folders: tuple[str, str], shuffler: str, tmp_path: Path
) -> None:
    consumers, providers = folders
    project = recorded(tmp_path, KEPT, BROKEN, consumers=consumers, providers=providers)
    run = project.having({"conftest.py": shuffler}).pytest("-v", PYTHONHASHSEED="3")

    assert run.code == 1
    assert verified(run) == {
        "profile-client: a request for /users/8": "PASSED",
        "profile-client: a request for /users/9": "FAILED",
    }


def test_with_no_contract_yet_a_plain_run_records_and_verifies(tmp_path: Path) -> None:
    run = project_of(tmp_path, KEPT, consumers="z_consumer").pytest("-v")

    assert run.code == 0, run.output
    assert verified(run) == {"profile-client: a request for /users/8": "PASSED"}
    assert run.lines("contracts/") == WRITTEN
    assert "2 passed" in run.output


def test_with_no_contract_yet_and_a_red_contract_test_both_are_told(tmp_path: Path) -> None:
    run = project_of(tmp_path, KEPT).having({"tests/consumer/test_red.py": "def test_red(): assert False"}).pytest("-v")

    assert run.code == 1
    assert verified(run) == {"not recorded yet": "ERROR"}
    assert "Record the contracts first: python -m pytest tests/consumer" in run.output
    assert run.lines("contracts/") == ["contracts/ left as it was: a test failed"]


@pytest.mark.parametrize("arguments", [["tests/provider"], ["-k", "contract"], ["--stepwise"]], ids=" ".join)
def test_with_no_contract_yet_a_run_that_cannot_record_says_so_while_collecting(
    arguments: list[str], tmp_path: Path
) -> None:
    run = project_of(tmp_path, KEPT).pytest(*arguments)

    assert run.code == 2
    assert "Record the contracts first: python -m pytest tests/consumer" in run.output


def test_under_xdist_a_changed_contract_makes_the_run_red_and_is_verified_by_the_next(tmp_path: Path) -> None:
    project = recorded(tmp_path, KEPT, ("/users/7", 404))
    first, second = project.pytest("-n", "2"), project.pytest("-n", "2")

    assert first.code == 1
    assert first.lines("contracts/") == [
        *WRITTEN,
        "contracts/ changed after the items that verify were collected, so its new content is not verified yet. "
        "Run it again: python -m pytest -n 2",
    ]
    assert "3 passed" in first.output
    assert (second.code, "4 passed" in second.output) == (0, True), second.output


def test_under_xdist_with_no_contract_yet_the_run_is_red_and_the_next_verifies(tmp_path: Path) -> None:
    project = project_of(tmp_path, KEPT)
    first, second = project.pytest("-n", "2"), project.pytest("-n", "2")

    assert first.code == 1
    assert (
        "With xdist, no process verifies what another one has just recorded. If this run recorded it, run it again."
        in first.output
    )
    assert WRITTEN[0] in first.lines("contracts/")
    assert (second.code, "2 passed" in second.output) == (0, True), second.output


def test_a_contract_of_a_provider_that_is_verified_elsewhere_does_not_ask_for_another_run(tmp_path: Path) -> None:
    other = consumer(KEPT).replace("user-service", "stock")
    project = recorded(tmp_path, KEPT).having({"tests/consumer/test_stock.py": other})
    settings = "[tool.pact-harness]\nother_providers = ['stock']\n"
    run = project.having({"pyproject.toml": settings}).pytest("-n", "2")

    assert run.code == 0, run.output
    assert run.lines("contracts/") == ["contracts/profile-client-stock.json written"]


def test_a_class_of_items_is_collected_again_too(tmp_path: Path) -> None:
    in_a_class = TEST.replace("    def test_contract(", "    class TestProvider:\n        def test_contract(self, ")
    in_a_class = in_a_class.replace("        pact_interaction.verify()", "            pact_interaction.verify()")
    run = recorded(tmp_path, KEPT, BROKEN).having({"tests/provider/test_contract.py": in_a_class}).pytest("-v")

    assert (run.code, verified(run)["profile-client: a request for /users/9"]) == (1, "FAILED"), run.output


def test_fixtures_of_the_session_are_set_up_once_for_both_halves(tmp_path: Path) -> None:
    counting = """
        import pytest

        @pytest.fixture(scope="session", autouse=True)
        def database():
            print("database up")
            yield
            print("database down")
    """
    run = recorded(tmp_path, KEPT, ("/users/7", 404)).having({"tests/conftest.py": counting}).pytest("-s")

    assert run.code == 0, run.output
    assert (run.output.count("database up"), run.output.count("database down")) == (1, 1)


def test_what_the_command_line_chose_among_the_items_it_chooses_among_the_new(tmp_path: Path) -> None:
    node_id = "tests/provider/test_contract.py::test_contract[profile-client: a request for /users/8]"
    run = recorded(tmp_path, KEPT, BROKEN).pytest("-v", "tests/consumer", node_id)

    assert run.code == 0, run.output
    assert verified(run) == {"profile-client: a request for /users/8": "PASSED"}
    assert run.lines("contracts/") == WRITTEN


def test_incomplete_contract_tests_leave_the_contract_which_is_verified_as_it_is(tmp_path: Path) -> None:
    skipped = "import pytest\n\n@pytest.mark.skip\ndef test_skipped(): ..."
    run = recorded(tmp_path, KEPT, BROKEN).having({"tests/consumer/test_skipped.py": skipped}).pytest("-v")

    assert run.code == 0, run.output
    assert verified(run) == {"profile-client: a request for /users/8": "PASSED"}
    assert run.lines("contracts/") == [
        "contracts/ left as it was: 1 test was skipped (tests/consumer/test_skipped.py::test_skipped)"
    ]


def test_a_run_that_stops_at_the_first_red_item_has_written_and_verified_the_new_contract(tmp_path: Path) -> None:
    project = recorded(tmp_path, KEPT, BROKEN)
    run = project.pytest("-v", "-x")

    assert run.code == 1
    assert verified(run)["profile-client: a request for /users/9"] == "FAILED"
    assert run.lines("contracts/") == WRITTEN
    assert len(project.contract("profile-client-user-service.json")["interactions"]) == 2


def test_a_run_that_stops_before_the_last_contract_test_leaves_the_contract(tmp_path: Path) -> None:
    project = recorded(tmp_path, KEPT, ("/users/7", 404))
    project.having_only({"tests/consumer/test_another.py": "def test_red(): assert False"})
    run = project.pytest("-x", "tests/consumer")

    assert run.code == 1
    assert run.lines("contracts/") == ["contracts/ left as it was: a test failed"]
    assert len(project.contract("profile-client-user-service.json")["interactions"]) == 1


def test_what_stands_for_a_missing_contract_says_why() -> None:
    missing = Unrecorded("there is no contract yet")

    assert missing.told(under_xdist=False) == "there is no contract yet"
    assert missing.told(under_xdist=True).startswith("there is no contract yet\nWith xdist, no process verifies")
    with pytest.raises(FrozenInstanceError):
        missing.reason = "another"  # type: ignore[misc]
