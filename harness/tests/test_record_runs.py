"""Whole runs of pytest in small projects: when contracts are written, and what they hold.

- a complete green run writes the contracts; a second one changes nothing; nothing else is left
- same bytes with other hash seeds, in another order, with 2 and with 4 workers
- `--pact-dir=DIR` writes to DIR and leaves the project's own folder alone
- each way to narrow a run leaves the contracts as they were, and says so in one line
- so do skipped tests, tests expected to fail and modules skipped as a whole, serially and with workers
- so does a red contract test, and a crashed worker; a red test elsewhere does not
- a run without contract tests, or that only collects, says nothing
- a pattern of files instead of a folder: only they matter, and they may be named one by one
- a fixture `pact` that is not the harness's records nothing, and that is said
"""

from pathlib import Path
from textwrap import dedent

import pytest

from harness.tests.projects import Project

TESTS = """
    from urllib.request import urlopen

    import pytest
    from pact import Pact, match

    pytestmark = [pytest.mark.pact(consumer="shop", provider="stock"), pytest.mark.xdist_group("things")]


    @pytest.mark.parametrize("number", [1, 2])
    def test_thing(pact: Pact, number: int) -> None:
        pact.upon_receiving(f"a request for thing {number}").given("the thing exists", id=number).with_request(
            "GET", f"/things/{number}"
        ).will_respond_with(200).with_body({"id": number, "größe": match.like("L")}, "application/json")
        with pact.serve() as server:
            assert urlopen(f"{server.url}/things/{number}").status == 200


    async def test_news(pact: Pact) -> None:
        pact.upon_receiving("a thing arrived", "Async").with_body({"id": match.int(1)})

        async def handler(body: str, metadata: dict) -> None:
            assert body == '{"id":1}'

        await pact.averify(handler)
"""
MORE_TESTS = TESTS.replace('"shop"', '"till"').replace("[1, 2]", "[3]")
OTHER_TESTS = "def test_other() -> None:\n    assert True\n"

FILES = {
    "tests/consumer/test_shop.py": TESTS,
    "tests/consumer/test_till.py": MORE_TESTS,
    "tests/provider/test_other.py": OTHER_TESTS,
}
BOTH = ["contracts/shop-stock.json written", "contracts/till-stock.json written"]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path).having(FILES)


@pytest.fixture
def recorded(project: Project) -> Project:
    """A project with contracts that no run would write, so that each write shows."""
    return project.having({"contracts/shop-stock.json": "as it was", "contracts/till-stock.json": "as it was"})


def unchanged(project: Project) -> bool:
    return project.contracts() == dict.fromkeys(["shop-stock.json", "till-stock.json"], b"as it was")


def test_a_complete_green_run_writes_the_contracts(project: Project) -> None:
    run = project.pytest()
    assert run.code == 0, run.output
    assert run.lines("contracts/") == BOTH
    assert list(project.contracts()) == ["shop-stock.json", "till-stock.json"]
    shop = project.contract("shop-stock.json")
    assert [(each["description"], each["comments"]) for each in shop["interactions"]] == [
        ("a request for thing 1", {"testname": "tests/consumer/test_shop.py::test_thing[1]"}),
        ("a request for thing 2", {"testname": "tests/consumer/test_shop.py::test_thing[2]"}),
        ("a thing arrived", {"testname": "tests/consumer/test_shop.py::test_news"}),
    ]
    assert shop["metadata"] == {"pactSpecification": {"version": "4.0"}}
    assert project.contracts()["shop-stock.json"].endswith(b"\n}\n")
    assert "größe".encode() in project.contracts()["shop-stock.json"]
    again = project.pytest()
    assert again.lines("contracts/") == ["contracts/ is up to date: shop-stock.json, till-stock.json"]


def test_the_same_tests_give_the_same_bytes_however_they_are_run(project: Project) -> None:
    project.pytest(PYTHONHASHSEED="1")
    first = project.contracts()
    assert len(first) == 2
    reverse = "def pytest_collection_modifyitems(items):\n    items.reverse()\n"
    project.having({"tests/consumer/conftest.py": reverse})
    folders = ("one", "two", "four")
    lines = ("-n0 --pact-dir=one", "-n2 --pact-dir=two", "-n4 --pact-dir=four --dist=loadgroup")
    runs = project.pytest_each(*lines, PYTHONHASHSEED="2")
    assert [run.code for run in runs] == [0, 0, 0]
    assert [project.contracts(folder) for folder in folders] == [first] * 3
    assert list((project.folder / ".pact" / "recording").iterdir()) == []


def test_a_file_is_no_folder_of_contracts(project: Project) -> None:
    (project.folder / "notes.md").write_text("mine")
    run = project.pytest("--pact-dir=notes.md")
    assert run.code == 1
    assert "notes.md is not a folder, so no contract was written: name another" in run.output
    assert (project.folder / "notes.md").read_text() == "mine"


def test_another_folder_is_written_instead(recorded: Project) -> None:
    run = recorded.pytest("--pact-dir=build/new")
    assert run.lines("build/new/") == [
        "build/new/shop-stock.json written",
        "build/new/till-stock.json written",
        "build/new/ is new (--pact-dir); contracts/ was left as it was",
    ]
    assert list(recorded.contracts("build/new")) == ["shop-stock.json", "till-stock.json"]
    assert unchanged(recorded)
    again = recorded.pytest("--pact-dir=build/new")
    assert again.lines("build/new/") == ["build/new/ is up to date: shop-stock.json, till-stock.json"]


@pytest.mark.parametrize(("option", "told"), [("contracts", []), ("other", ["other/ is new (--pact-dir)"])])
def test_the_first_recording_is_of_a_new_folder_only_if_it_is_not_the_usual_one(
    project: Project, option: str, told: list[str]
) -> None:
    run = project.pytest(f"--pact-dir={option}")
    assert [line for line in run.lines(f"{option}/") if "new" in line] == told


NARROWED = {
    "-k 'not news'": "2 tests were deselected (-k)",
    "-m other": "5 tests were deselected (-m)",
    "--deselect=tests/consumer/test_shop.py::test_news": "1 test was deselected (--deselect)",
    "tests/consumer/test_shop.py": "tests/consumer was not collected as a whole",
    "tests/consumer/test_shop.py::test_news": "tests/consumer was not collected as a whole",
    "--lf": "the run was narrowed by --lf",
    "--stepwise": "the run was narrowed by --stepwise",
    "--ignore=tests/consumer/test_shop.py": "the run was narrowed by --ignore",
    "--ignore-glob=*shop*": "the run was narrowed by --ignore-glob",
    "-o python_functions=test_news": "the run was narrowed by -o python_functions",
    "-o python_files=test_shop.py": "the run was narrowed by -o python_files",
    "--setup-only": "5 tests were not run (tests/consumer/test_shop.py::test_news)",
    "-n2 -k 'not news'": "2 tests were deselected (-k)",
}


def test_a_partial_run_leaves_the_contracts_and_says_why(recorded: Project) -> None:
    recorded.having({"tests/conftest.py": CONFTEST_WITH_MARK})
    runs = dict(zip(NARROWED, recorded.pytest_each(*NARROWED), strict=True))
    said = {arguments: run.lines("contracts/") for arguments, run in runs.items()}
    assert said == {arguments: [f"contracts/ left as it was: {reason}"] for arguments, reason in NARROWED.items()}
    assert unchanged(recorded)


def test_a_whole_run_after_partial_ones_in_the_same_process_writes(project: Project) -> None:
    partial, whole = project.pytest_each("tests/consumer/test_till.py", "tests/consumer")
    assert [partial.code, whole.code] == [0, 0]
    assert whole.lines("contracts/") == BOTH


CONFTEST_WITH_MARK = """
    import os

    os.environ["PACT_DO_NOT_TRACK"] = "true"


    def pytest_configure(config):
        config.addinivalue_line("markers", "other: a mark to select by")
"""

LEFT_OUT = """
    import pytest

    @pytest.mark.skip(reason="not today")
    def test_skipped(pact): ...

    def test_skips() -> None:
        pytest.skip("not here")

    @pytest.mark.xfail(strict=False, reason="one day")
    def test_expected(): assert False

    @pytest.mark.xfail(strict=False, reason="one day")
    def test_passes_unexpectedly(): ...
"""
SKIPPED_MODULE = 'import pytest\n\npytest.skip("not on this machine", allow_module_level=True)\n'


@pytest.mark.parametrize("workers", ["-n0", "-n2"])
def test_what_is_skipped_or_expected_to_fail_makes_a_run_incomplete(recorded: Project, workers: str) -> None:
    recorded.having({"tests/consumer/test_out.py": LEFT_OUT, "tests/consumer/test_module.py": SKIPPED_MODULE})
    run = recorded.pytest(workers)
    assert run.code == 0, run.output
    assert run.lines("contracts/") == [
        "contracts/ left as it was: 2 tests were skipped (tests/consumer/test_out.py::test_skipped); "
        "tests/consumer/test_module.py was skipped as a whole; "
        "2 tests are expected to fail (tests/consumer/test_out.py::test_expected)"
    ]
    assert unchanged(recorded)


def test_what_is_skipped_elsewhere_does_not_matter(project: Project) -> None:
    skipping = LEFT_OUT.replace("(pact)", "()")
    run = project.having({"tests/provider/test_out.py": skipping, "tests/other/test_m.py": SKIPPED_MODULE}).pytest()
    assert run.lines("contracts/") == BOTH, run.output


RED = "def test_red(): assert False"


@pytest.mark.parametrize(
    ("name", "source", "reason"),
    [
        ("tests/consumer/test_red.py", RED, "a test failed"),
        ("tests/consumer/test_broken.py", "import no_such_module", "the run was interrupted"),
    ],
    ids=["a contract test", "a module that cannot be read"],
)
def test_a_red_run_leaves_the_contracts(recorded: Project, name: str, source: str, reason: str) -> None:
    run = recorded.having({name: source}).pytest()
    assert run.code != 0
    assert run.lines("contracts/") == [f"contracts/ left as it was: {reason}"]
    assert unchanged(recorded)


@pytest.mark.parametrize("workers", ["-n0", "-n2"])
def test_another_test_that_is_red_does_not_keep_the_contracts_from_being_written(
    workers: str, recorded: Project
) -> None:
    run = recorded.having({"tests/provider/test_red.py": RED}).pytest(workers)
    assert run.code == 1
    assert run.lines("contracts/") == BOTH


def test_a_run_of_other_tests_or_that_only_collects_says_nothing(recorded: Project) -> None:
    runs = recorded.pytest_each("tests/provider", "tests/provider -x", "tests/provider -n1", "--collect-only")
    assert [(run.code, run.lines("contracts/")) for run in runs] == [(0, [])] * 4
    assert unchanged(recorded)


def test_another_fixture_of_that_name_records_nothing_and_that_is_said(recorded: Project) -> None:
    own = """
        import pytest
        from pact import Pact

        @pytest.fixture
        def pact():
            return Pact("shop", "stock")

        def test_own(pact): ...
    """
    run = recorded.having({"tests/consumer/test_own.py": own}).pytest()
    assert run.code == 0, run.output
    assert run.lines("contracts/") == [
        "contracts/ left as it was: 1 test uses another fixture named pact (tests/consumer/test_own.py::test_own)"
    ]
    assert unchanged(recorded)


def test_a_pattern_of_files_says_which_tests_matter(tmp_path: Path) -> None:
    files = {
        "pyproject.toml": '[tool.pact-harness]\ncontract_tests = ["tests/consumer/test_*_contract.py"]\n',
        "tests/consumer/test_shop_contract.py": TESTS,
        "tests/consumer/test_till_contract.py": MORE_TESTS,
        "tests/consumer/test_client.py": LEFT_OUT.replace("(pact)", "()"),
    }
    project = Project(tmp_path).having({name: dedent(text) for name, text in files.items()})
    both = "tests/consumer/test_shop_contract.py tests/consumer/test_till_contract.py"
    client, one, each, whole = project.pytest_each(
        "tests/consumer/test_client.py", "tests/consumer/test_till_contract.py", both, "tests/consumer"
    )
    assert client.lines("contracts/") == []
    assert one.lines("contracts/") == ["contracts/ left as it was: tests/consumer was not collected as a whole"]
    assert each.lines("contracts/") == BOTH
    assert whole.lines("contracts/") == ["contracts/ is up to date: shop-stock.json, till-stock.json"]
    (project.folder / "tests/consumer/test_till_contract.py").unlink()
    gone = project.pytest("tests/consumer")
    assert gone.lines("contracts/") == ["contracts/till-stock.json removed: no test records it any more"]
