"""What a recording refuses: the test that did it fails, and the words say what to do.

- in a test: an interaction that nobody called, a mismatch that was let pass, a matcher without an example, a body
  that promises nothing, one description twice, no interaction at all, an older specification, a message whose
  handler nobody ran, verify with a coroutine, verify and averify without a message
- before a test: a side without a name, a name that no file can have, a test outside the folders of contract tests
- in the end: one description with different contents in two tests; two pairs of names for one file;
  a folder that cannot be written, of contracts or for staging
"""

from pathlib import Path

import pytest

from harness.tests.projects import Project, Run

REFUSED = """
    from http.client import HTTPConnection

    import pytest
    from pact import Pact, match

    pytestmark = pytest.mark.pact(consumer="shop", provider="stock")


    def thing(pact, description="a thing", body=None):
        asked = pact.upon_receiving(description).with_request("GET", "/thing").will_respond_with(200)
        return asked if body is None else asked.with_body(body)


    def call(server, path="/thing"):
        connection = HTTPConnection("127.0.0.1", server.port)
        connection.request("GET", path)
        connection.getresponse().read()
        connection.close()


    def test_uncalled(pact: Pact) -> None:
        thing(pact)

    def test_mismatch(pact: Pact) -> None:
        thing(pact)
        with pact.serve(raises=False) as server:
            call(server, "/other")

    def test_no_example(pact: Pact) -> None:
        thing(pact, body={"id": match.int()})
        with pact.serve() as server:
            call(server)

    def test_promises_nothing(pact: Pact) -> None:
        thing(pact, body={})
        with pact.serve() as server:
            call(server)

    def test_twice(pact: Pact) -> None:
        thing(pact).given("one")
        thing(pact).given("two")
        with pact.serve() as server:
            call(server)

    def test_nothing(pact: Pact) -> None:
        pass

    def test_old(pact: Pact) -> None:
        thing(pact.with_specification("V3"))
        with pact.serve() as server:
            call(server)

    def test_unheard(pact: Pact) -> None:
        pact.upon_receiving("news", "Async").with_body({"id": 1})

    def test_coroutine(pact: Pact) -> None:
        async def handler(body, metadata): ...
        pact.upon_receiving("news", "Async").with_body({"id": 1})
        pact.verify(handler, "Async")

    def test_no_message(pact: Pact) -> None:
        pact.verify(lambda body, metadata: None, "Async")

    async def test_no_message_awaited(pact: Pact) -> None:
        async def handler(body, metadata): ...
        await pact.averify(handler)

    @pytest.mark.pact(consumer="../shop")
    def test_unfit(pact: Pact) -> None: ...

    @pytest.mark.pact(consumers="shop")
    def test_misspelt(pact: Pact) -> None: ...
"""
UNNAMED = "def test_unnamed(pact): ..."
OUTSIDE = "def test_outside(pact): ..."

UNCALLED = (
    "no code called it: call the client inside `with pact.serve() as server:`, "
    "or for a message pact.verify(handler), and do not ignore a mismatch"
)
UNREACHED = "no message reached the handler: define one with pact.upon_receiving(description, 'Async') first"
FILE = "tests/consumer/test_refused.py"
WORDS = {
    f"{FILE}::test_uncalled": f'"a thing" cannot be recorded: {UNCALLED}',
    f"{FILE}::test_mismatch": f'"a thing" cannot be recorded: {UNCALLED}',
    f"{FILE}::test_no_example": (
        '"a thing" cannot be recorded: the matcher at response body $.id has no example, '
        "so every run would invent another one: give it a value, as in match.int(1) "
        "(`a & b` loses its values: use one matcher)"
    ),
    f"{FILE}::test_promises_nothing": (
        '"a thing" cannot be recorded: a response body of {} checks nothing, because every object fits: '
        "expect what the consumer reads, or leave the body out"
    ),
    f"{FILE}::test_twice": (
        '"a thing" cannot be recorded: it is described more than once in this test, '
        "and pact keeps only the last: one description or test each"
    ),
    f"{FILE}::test_nothing": (
        "the test uses the fixture pact and defines no interaction: begin with pact.upon_receiving(description)"
    ),
    f"{FILE}::test_old": ("a pact of version 3.0.0 cannot be recorded: contracts have 4.0, which is pact's default"),
    f"{FILE}::test_unheard": f'"news" cannot be recorded: {UNCALLED}',
    f"{FILE}::test_coroutine": (
        "verify() does not await its handler, so none of it ran: use `await pact.averify(handler)`"
    ),
    f"{FILE}::test_no_message": UNREACHED,
    f"{FILE}::test_no_message_awaited": UNREACHED,
    f"{FILE}::test_unfit": "the consumer '../shop' cannot be part of a file's name: rename it",
    f"{FILE}::test_misspelt": "the marker pact takes no 'consumers'. Did you mean 'consumer'?",
    "tests/consumer/test_unnamed.py::test_unnamed": (
        "the fixture pact has no consumer: "
        'write pytestmark = pytest.mark.pact(consumer="…", provider="…") into the module'
    ),
    "tests/other/test_outside.py::test_outside": (
        "a contract test outside the setting contract_tests: add 'tests/other' to it"
    ),
}


@pytest.fixture(scope="module")
def refused(tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, Run]:
    files = {
        FILE: REFUSED,
        "tests/consumer/test_unnamed.py": UNNAMED,
        "tests/other/test_outside.py": OUTSIDE,
        "contracts/shop-stock.json": "as it was",
    }
    project = Project(tmp_path_factory.mktemp("refused")).having(files)
    return project, project.pytest("--tb=short")


@pytest.mark.parametrize(("test", "words"), WORDS.items(), ids=WORDS)
def test_a_refusal_fails_the_test_and_says_what_to_do(test: str, words: str, refused: tuple[Project, Run]) -> None:
    _, run = refused
    assert words in failure(run, test)
    assert [line for line in run.lines("FAILED") + run.lines("ERROR") if test in line.split()]


def failure(run: Run, test: str) -> str:
    """What pytest printed between the headline of *test* and the next."""
    sections = run.output.split("\n_____")
    (found,) = (each for each in sections if test.split("::")[1] in each.splitlines()[0].split())
    return found


def test_refusals_have_no_traceback_through_the_harness_and_leave_the_contract(
    refused: tuple[Project, Run],
) -> None:
    project, run = refused
    assert "harness/record" not in run.output
    assert "During handling" not in run.output
    assert run.code == 1
    assert run.lines("contracts/") == ["contracts/ left as it was: a test failed"]
    assert project.contracts() == {"shop-stock.json": b"as it was"}


MESSAGE = """
    import pytest

    pytestmark = pytest.mark.pact(consumer="{consumer}", provider="{provider}")


    def test_it(pact) -> None:
        pact.upon_receiving("news", "Async").with_body({{"id": {id}}})
        pact.verify(lambda body, metadata: None)
"""


@pytest.mark.parametrize("workers", ["-n0", "-n2"])
def test_one_description_for_two_contents_fails_the_run(workers: str, tmp_path: Path) -> None:
    files = {
        "tests/consumer/test_a.py": MESSAGE.format(consumer="shop", provider="stock", id=1),
        "tests/consumer/test_b.py": MESSAGE.format(consumer="shop", provider="stock", id=2),
        "tests/consumer/test_c.py": MESSAGE.format(consumer="till", provider="stock", id=3),
        "contracts/shop-stock.json": "as it was",
    }
    project = Project(tmp_path).having(files)
    run = project.pytest(workers)
    assert run.code == 1
    told = run.output[run.output.index("one description") :].splitlines()[:6]
    assert told == [
        "one description, different contents, in shop -> stock:",
        '  "news"',
        "    tests/consumer/test_a.py::test_it",
        "    tests/consumer/test_b.py::test_it",
        "Description and names of states tell interactions apart. Their parameters do not: the Pact FFI, like other "
        "tools, would",
        "replace one by the other. Give each its own description, or a state of another name.",
    ]
    assert "contracts/ not written" in run.output
    assert project.contracts() == {"shop-stock.json": b"as it was"}


IN_STATES = """
    import pytest

    pytestmark = pytest.mark.pact(consumer="shop", provider="stock")


    @pytest.mark.parametrize("state", ["there is news", "there is none"])
    def test_given(pact, state) -> None:
        pact.upon_receiving("news", "Async").given(state).with_body({"state": state})
        pact.verify(lambda body, metadata: None)


    def test_without(pact) -> None:
        pact.upon_receiving("news", "Async").with_body({"state": None})
        pact.verify(lambda body, metadata: None)
"""


def test_one_description_in_different_states_is_recorded_once_for_each(tmp_path: Path) -> None:
    project = Project(tmp_path).having({"tests/consumer/test_a.py": IN_STATES})
    run = project.pytest()
    assert run.code == 0, run.output
    found = project.contract("shop-stock.json")["interactions"]
    assert [[state["name"] for state in each.get("providerStates", [])] for each in found] == [
        [],
        ["there is news"],
        ["there is none"],
    ]


def test_two_pairs_for_one_file_fail_the_run(tmp_path: Path) -> None:
    files = {
        "tests/consumer/test_a.py": MESSAGE.format(consumer="a-b", provider="c", id=1),
        "tests/consumer/test_b.py": MESSAGE.format(consumer="a", provider="b-c", id=1),
    }
    project = Project(tmp_path).having(files)
    run = project.pytest()
    assert run.code == 1
    assert run.lines("a -> b-c and a-b -> c would share the file a-b-c.json: rename one of them")
    assert project.contracts() == {}


def test_a_folder_that_cannot_be_written_fails_the_run_without_a_traceback(tmp_path: Path) -> None:
    test = {"tests/consumer/test_a.py": MESSAGE.format(consumer="a", provider="b", id=1)}
    run = Project(tmp_path).having({**test, "contracts": "a file"}).pytest()
    assert run.code == 1
    assert "contracts/ not written" in run.output
    assert "Traceback" not in run.output
    assert "INTERNALERROR" not in run.output


def test_an_output_folder_that_cannot_be_written_fails_each_test_in_one_line_that_names_it(tmp_path: Path) -> None:
    test = {"tests/consumer/test_a.py": MESSAGE.format(consumer="a", provider="b", id=1)}
    run = Project(tmp_path).having({**test, ".pact": "a file"}).pytest()
    assert run.code == 1
    (failed,) = run.lines("cannot stage in ")
    assert ".pact" in failed
    assert "Is it a folder that may be written?" in failed
    assert "Traceback" not in run.output
    assert "harness/" not in run.output
    assert run.lines("contracts/") == ["contracts/ left as it was: a test failed"]
