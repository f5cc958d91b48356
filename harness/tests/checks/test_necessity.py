"""Whether any test of the consumer would miss what its contract asks for.

- promises that nobody misses: a status, a header, a leaf, a text, a message's body and metadata; values nobody looks at
- promises that are missed, also by several tests together, in one test among several, and by a client that would hang
- fields that are read and not promised: promised elsewhere, or in the OpenAPI document; a client that refuses them
- a message with a reply cannot be tried; tests that fail or are skipped, and files that none of them records
"""

import threading
from pathlib import Path

import pytest

from harness.tests.checks.shops import ARTICLE, findings, shop, told
from harness.tests.projects import Project
from pact_harness.checks import necessity
from pact_harness.checks.necessity.timeout import timeout

HEAD = """
import json
from http.client import HTTPConnection

import pytest
from pact import Pact, match

pytestmark = pytest.mark.pact(consumer="shop", provider="stock")


def get(server, path):
    connection = HTTPConnection(server.host, server.port)
    connection.request("GET", path)
    answer = connection.getresponse()
    found = answer.status, answer.getheader("Content-Type"), answer.read()
    connection.close()
    return found


def asked(pact, path, *body):
    described = pact.upon_receiving(f"a request for {path}").with_request("GET", path).will_respond_with(200)
    return described.with_body(*body) if body else described

"""
DROP = "Remove it from the contract, or read it in the client."
OWN_TYPE = "Check it in the client, or remove it: the media type of a body belongs in with_body(…)."
ASSERT = "Remove it from the contract, or check in the test what the client makes of it."


def said(tmp_path: Path, tests: str, **files: str) -> list[str]:
    """What the check says of these contract tests."""
    return told(necessity.check, shop(tmp_path, {"tests/consumer/test_shop.py": HEAD + tests, **files}))


def missed(interaction: str, at: str, value: str | None = None, advice: str = "") -> str:
    if value is None:
        rule, how, advice = "survives-removal", "without it", advice or DROP
    else:
        rule, how, advice = "survives-change", f"when it is {value} instead", advice or ASSERT
    text = f"shop asks for {at} in {interaction!r}, but no test of it fails {how}."
    return f"{rule}: {interaction}: {at}: {text} {advice}"


def test_promises_that_nobody_misses(tmp_path: Path) -> None:
    tests = """
def test_reads_nothing(pact):
    asked(pact, "/a", {"id": 7, "sizes": [1, 2], "on": True, "none": None, "empty": []}).with_header("ETag", "x1")
    with pact.serve() as server:
        get(server, "/a")


def test_reads_keys_alone(pact):
    asked(pact, "/b", {"name": match.str("Lamp"), "price": 9.5})
    with pact.serve() as server:
        status, content_type, body = get(server, "/b")
    assert (status, content_type) == (200, "application/json")
    assert json.loads(body).keys() >= {"name", "price"}


def test_reads_no_text(pact):
    asked(pact, "/c", "hello", "text/plain")
    with pact.serve() as server:
        assert get(server, "/c")[:2] == (200, "text/plain")
"""
    one, two, three = (f"a request for /{name}" for name in "abc")
    status = (
        f"survives-removal: {one}: the status: shop asks for the status in {one!r}, "
        "but no test of it fails with the opposite one. Let the client look at the status."
    )
    assert sorted(said(tmp_path, tests)) == sorted(
        [
            status,
            missed(one, "header etag"),
            *[missed(one, f"$.{name}") for name in ("id", "sizes[0]", "sizes[1]", "on", "none", "empty")],
            missed(two, "$.name", '"Mamp"'),
            missed(two, "$.price", "10.5"),
            missed(three, "$"),
        ]
    )


def test_a_content_type_counts_where_a_test_states_it_and_not_where_it_only_comes_with_the_body(tmp_path: Path) -> None:
    tests = """
JSON = "application/json"
STATED = {
    "/a": lambda described: described.with_header("Content-Type", JSON),
    "/b": lambda described: described.set_header("content-type", JSON),
    "/c": lambda described: described.with_headers({"CONTENT-TYPE": JSON}),
    "/d": lambda described: described.with_header("Content-Type", JSON, "Response"),
}
ONLY_WITH_THE_BODY = {
    "/e": lambda described: described.with_body({"id": 7}),
    "/f": lambda described: described.with_body({"id": 7}, JSON),
    "/g": lambda described: described.with_body({"id": 7}, JSON).with_header("Accept", JSON, "Request"),
}


@pytest.mark.parametrize("path", [*STATED, *ONLY_WITH_THE_BODY])
def test_reads_no_content_type(pact, path):
    add = {**STATED, **ONLY_WITH_THE_BODY}[path]
    described = add(asked(pact, path, {"id": 7}) if path in STATED else asked(pact, path))
    with pact.serve() as server:
        connection = HTTPConnection(server.host, server.port)
        connection.request("GET", path, headers={"Accept": JSON})
        answer = connection.getresponse()
        assert (answer.status, json.load(answer)["id"]) == (200, 7)
        connection.close()
"""
    assert said(tmp_path, tests) == [
        missed(f"a request for /{name}", "header content-type", advice=OWN_TYPE) for name in "abcd"
    ]


def test_a_content_type_that_one_test_states_and_another_reads(tmp_path: Path) -> None:
    tests = """
@pytest.mark.parametrize(("path", "states_it"), [("/a", True), ("/a", False), ("/b", False), ("/b", True)])
def test_each(pact, path, states_it):
    described = asked(pact, path, {"id": 7})
    if states_it:
        described.with_header("Content-Type", "application/json")
    with pact.serve() as server:
        status, content_type, body = get(server, path)
    assert (status, json.loads(body)["id"]) == (200, 7)
    assert states_it or content_type == "application/json"
"""
    assert said(tmp_path, tests) == []


def test_promises_that_are_missed(tmp_path: Path) -> None:
    tests = """
ANSWER = {"id": 7, "sizes": [1, 2], "on": True, "none": None, "empty": [], "of": {}}


@pytest.mark.parametrize("names", [["id", "sizes", "on"], ["none", "empty", "of"]])
def test_one_half_each(pact, names):
    asked(pact, "/a", ANSWER)
    with pact.serve() as server:
        status, content_type, body = get(server, "/a")
    assert (status, content_type) == (200, "application/json")
    assert [json.loads(body)[name] for name in names] == [ANSWER[name] for name in names]


def test_two_interactions(pact):
    asked(pact, "/b", {"n": 1})
    asked(pact, "/c", {"n": 1})
    with pact.serve() as server:
        b, c = get(server, "/b"), get(server, "/c")
    assert (b[:2], c[:2]) == ((200, "application/json"),) * 2
    assert json.loads(b[2]) == {"n": 1}


def test_a_text_and_a_list(pact):
    asked(pact, "/d", "hello", "text/plain")
    asked(pact, "/e", [3])
    with pact.serve() as server:
        assert get(server, "/d") == (200, "text/plain", b"hello")
        assert get(server, "/e") == (200, "application/json", b"[3]")
"""
    faults = [one for one in said(tmp_path, tests) if not one.startswith("rejects-added-fields")]
    assert faults == [missed("a request for /c", "$.n")]


def test_messages(tmp_path: Path) -> None:
    tests = """
def described(pact, name):
    message = pact.upon_receiving(name, "Async").with_metadata({"type": "new", "eventSource": "/stock"})
    message.with_body({"id": 1, "name": "Lamp"})


def test_half_read(pact):
    described(pact, "an article is new")

    def handler(body, metadata):
        assert metadata["type"] == "new" and metadata["eventSource"]
        assert json.loads(body)["id"] == 1

    pact.verify(handler, "Async")


async def test_wholly_read(pact):
    described(pact, "an article is newer")

    async def handler(body, metadata):
        assert (metadata["type"], metadata["eventSource"]) == ("new", "/stock")
        assert json.loads(body) == {"id": 1, "name": "Lamp"}

    await pact.averify(handler)


def test_a_message_with_a_reply(pact):
    pact.upon_receiving("a question", "Sync").with_body("why?", "text/plain", "Request").will_respond_with().with_body(
        "because", "text/plain"
    )
    pact.verify(lambda body, metadata: None, "Sync")
"""
    assert said(tmp_path, tests) == [
        "not-tried: a question: A message with a reply: pact-python gives the consumer's test no reply, "
        "so none could be mutated. Nothing to do.",
        missed("an article is new", "metadata eventSource", '"/ttock"'),
        missed("an article is new", "$.name"),
    ]


READING_MORE = """
def test_with_a_discount(pact):
    asked(pact, "/a", {"cents": 100, "discount": 10})
    with pact.serve() as server:
        assert get(server, "/a") == (200, "application/json", b'{"cents":100,"discount":10}')


def test_without_one(pact):
    asked(pact, "/b", {"cents": 100, "of": [{"n": 1}]})
    with pact.serve() as server:
        status, content_type, body = get(server, "/b")
    answer = json.loads(body)
    assert (status, content_type, answer["of"][0]["n"]) == (200, "application/json", 1)
    assert answer["cents"] - READ == 100
"""
OPENAPI = """
    openapi: 3.1.0
    info: {title: stock}
    paths:
      /b:
        get:
          responses:
            "200":
              content:
                application/json:
                  schema:
                    properties:
                      cents: {type: integer}
                      of: {items: {properties: {n: {type: integer}, more: {type: string}}}}
                      bonus: {type: integer}
"""


@pytest.mark.parametrize(
    ("read", "path", "value"),
    [
        ('answer.get("discount", 0)', "$.discount", "10"),
        ('answer.get("bonus", 0)', "$.bonus", "7"),
        ('len(answer["of"][0].get("more", ""))', "$.of[0].more", '"text"'),
    ],
)
def test_a_field_that_is_read_and_not_promised(tmp_path: Path, read: str, path: str, value: str) -> None:
    files = {
        "provider/openapi.yaml": OPENAPI,
        "pyproject.toml": '[tool.pact-harness]\nopenapi = "provider/openapi.yaml"\n',
    }
    interaction = "a request for /b"
    found = said(tmp_path, READING_MORE.replace("READ", read), **files)
    assert [one for one in found if interaction in one] == [
        f"reads-undeclared-field: {interaction}: {path}: shop reads {path} in {interaction!r}, which its contract does "
        f"not ask for: a test fails when it is {value}. Expect it in the contract, or do not read it in the client."
    ]


def test_a_field_whose_type_alone_matters(tmp_path: Path) -> None:
    found = said(tmp_path, READING_MORE.replace("READ", '0 * int(answer.get("discount", 0))'))
    assert [one.split(": a test fails ")[1] for one in found if "undeclared" in one] == [
        'when it is {"of": "another type"}. Expect it in the contract, or do not read it in the client.'
    ]


def test_a_client_that_refuses_any_field_more(tmp_path: Path) -> None:
    found = said(tmp_path, READING_MORE.replace("READ", '(len(answer) - 2) - (len(answer["of"][0]) - 1)'))
    interaction = "a request for /b"
    assert [one for one in found if interaction in one] == [
        f"rejects-added-fields: {interaction}: {path}: A test of {interaction!r} fails when any field is added, "
        "so the check cannot know which fields the client reads. Let the client and the test ignore unknown fields, "
        "because providers may add some."
        for path in ("$", "$.of[0]")
    ]


def test_tests_that_fail_or_are_skipped(tmp_path: Path) -> None:
    project = shop(tmp_path)
    fails = ARTICLE.replace("-> None:\n", "-> None:\n        assert number == 2\n        pytest.skip()\n")
    project.having({"tests/consumer/test_shop.py": fails})
    (finding,) = findings(necessity.check, project)
    assert (finding.rule, finding.message) == (
        "not-recorded",
        "The contract tests do not record: "
        "tests/consumer/test_shop.py::test_article[1]: assert 1 == 2\n"
        "tests/consumer/test_shop.py::test_article[2]: it was skipped",
    )


def test_files_that_no_test_records_are_not_said_to_be_fine(tmp_path: Path) -> None:
    project = shop(tmp_path)
    (tmp_path / "contracts" / "shop-stock.json").rename(tmp_path / "contracts" / "shop-bank.json")
    (finding,) = findings(necessity.check, project)
    assert finding.message == ("The contract tests do not record: none of them records any of these files")


def test_the_projects_own_files_stay_as_they_are(tmp_path: Path) -> None:
    reads = 'assert json.load(answer) == {"id": number, "name": "Lamp"}'
    project = shop(tmp_path, {"tests/consumer/test_shop.py": ARTICLE.replace(reads, "assert answer.status == 200")})
    before = own_files(project)
    assert {one.rule for one in findings(necessity.check, project)} == {"survives-removal"}
    assert own_files(project) == before


def own_files(project: Project) -> dict[Path, bytes]:
    """What is in its folder, but for the bytecode that Python keeps beside sources."""
    found = (path for path in project.folder.rglob("*") if path.is_file() and path.parent.name != "__pycache__")
    return {path: path.read_bytes() for path in found}


def test_a_client_that_waits_for_ever_is_stopped() -> None:
    with pytest.raises(TimeoutError, match=r"^no end after 0.05 s$"), timeout(0.05):
        threading.Event().wait(60)
