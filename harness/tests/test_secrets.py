"""Secrets in what a run leaves: the terminal, JUnit XML, `.pact/`, the book, annotations, a broker.

One project plants a secret of each kind where it would be seen, and every output is searched for all of them.

- by name: headers of requests, responses and contracts; their mismatches; a setting for more names
- by value: what was sent in such a header, and what a state has returned as a `secret`, however it is spelled
- what stays readable: other values, other headers, schemes, names and attributes of cookies
"""

import base64
import contextlib
import io
import json
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import Any
from urllib.parse import quote, quote_plus
from wsgiref.headers import Headers

import pytest

from harness.tests.broker.fake import FakeBroker
from harness.tests.projects import Project
from harness.tests.providers import FILE, contract, interaction, provider_project
from pact_harness import secret
from pact_harness.cli import main
from pact_harness.pactfile.change import Change
from pact_harness.results.ffi_results import masked_run, results_of
from pact_harness.results.masking import Masking
from pact_harness.results.mismatch_text import LIMIT as LONGEST_VALUE
from pact_harness.results.verification_result import Mismatch
from pact_harness.verifying.exchange import LIMIT, Exchange, Recorder
from pact_harness.verifying.http_message import ProviderRequest, ProviderResponse
from pact_harness.verifying.item_result import mask_report

# Each is sought as it stands, as JSON and Python write it, in an address, and in base64.
PLANTED = {
    "a token of a state, sent in a header": "returned-token-1a2b3c",
    "the password of Basic authentication": "hunter2-password",
    "a cookie of the request": "session-of-request-77",
    "a cookie of the response": "session-of-response-88",
    "an API key of the request": "api-key-of-request-99",
    "a token in a response's header": "auth-token-of-response-11",
    "a header of the setting": "tenant-key-of-setting-22",
    "a secret of a state": 'wo"rd/é & more\\than',
    "a secret that is raised": "raised-secret-33",
    "a secret that is printed": "printed-secret-44",
    "a secret that is yielded": "yielded-secret-55",
    "a realm": "realm-of-challenge-66",
    "a token of the contract": "made-up-token-of-contract",
    "a cookie of the contract": "made-up-cookie-of-contract",
}

APP = """
    import json
    import logging
    import pytest


    def app(environ, start):
        said = environ.get("HTTP_AUTHORIZATION", "")
        path = environ["PATH_INFO"]
        if path == "/crash":
            import base64
            user, _, password = base64.b64decode(said.partition(" ")[2]).decode().partition(":")
            raise ValueError(f"{user} with {password} of {environ}")
        logging.getLogger("app").warning("asked by %s for %s with %s", said, environ["QUERY_STRING"], environ)
        headers = [
            ("Content-Type", "application/json"),
            ("Set-Cookie", "sid=@a cookie of the response@; Path=/; HttpOnly"),
            ("X-Auth-Token", "@a token in a response's header@"),
            ("X-Tenant", "@a header of the setting@"),
            ("WWW-Authenticate", 'Bearer realm="@a realm@", error="x"'),
            ("Location", "/next?cookie=@a cookie of the response@"),
        ]
        start("200 OK", headers)
        body = {"you": said, "cookie": environ.get("HTTP_COOKIE"), "key": environ.get("HTTP_X_API_KEY")}
        body |= {"query": environ["QUERY_STRING"], "secret": said and "@a secret of a state@"}
        body["readable"] = "readable-body"
        return [json.dumps(body).encode()]


    @pytest.fixture
    def provider_app():
        return app
"""
STATES = """
    from pact_harness import secret, state


    @state("a token")
    def a_token():
        secret("@a secret of a state@")
        return {"token": "Bearer @a token of a state, sent in a header@", "query": secret("@a secret of a state@")}


    @state("a user and a password")
    def a_user_and_a_password():
        import base64
        return {"token": "Basic " + base64.b64encode(b"alice:@the password of Basic authentication@").decode()}


    @state("it raises")
    def it_raises():
        held = secret("@a secret that is raised@")
        raise ConnectionError(f"no database at postgres://{held}@host")


    @state("it prints")
    def it_prints():
        print("connecting with", str(secret("@a secret that is printed@")))
        return {"id": "readable-id"}


    @state("it skips")
    def it_skips():
        import pytest
        pytest.skip("not with " + secret("@a secret that is raised@"))


    @state("it is torn down")
    def it_is_torn_down():
        held = secret("@a secret that is yielded@")
        yield
        raise OSError(f"{held} cannot be given back")
"""


def planted(text: str) -> str:
    for name, value in PLANTED.items():
        text = text.replace(f"@{name}@", value.replace("\\", "\\\\").replace('"', '\\"'))
    return text


def asks(name: str, path: str, *states: str, **response: object) -> dict[str, object]:
    """A request with a token from a state, a cookie and a key, and a response whose headers are all other ones."""
    request = {
        "method": "GET",
        "path": path,
        "query": {"q": ["example"]},
        "headers": {
            "Authorization": [f"Bearer {PLANTED['a token of the contract']}"],
            "Cookie": [f"a={PLANTED['a cookie of the contract']}; b={PLANTED['a cookie of the request']}"],
            "X-Api-Key": [PLANTED["an API key of the request"]],
        },
        "generators": {
            "header": {"Authorization": {"type": "ProviderState", "expression": "${token}"}},
            **({"query": {"q": {"type": "ProviderState", "expression": "${query}"}}} if "a token" in states else {}),
        },
    }
    held = {"status": 201, "headers": {"Set-Cookie": [f"sid={PLANTED['a cookie of the contract']}"]}, **response}
    return interaction(name, path, *({"name": one} for one in states), request=request, response=held)


OTHER_HEADERS = {
    "Set-Cookie": ["sid=other; Path=/"],
    "X-Auth-Token": ["other"],
    "X-Tenant": ["other"],
    "WWW-Authenticate": ["Basic"],
    "Location": ["/elsewhere"],
}
EXAMPLE = {"you": f"it was {PLANTED['a token of the contract']}", "readable": "other"}
BODY = {"contentType": "application/json", "encoded": False, "content": EXAMPLE}
WITHOUT_TOKEN = {"method": "GET", "path": "/"}
CONTRACT = contract(
    asks("headers and body", "/", "a token", headers=OTHER_HEADERS, body=BODY),
    asks("a crash", "/crash", "a user and a password"),
    *(
        interaction(name, "/", {"name": name}, request=WITHOUT_TOKEN)
        for name in ("it raises", "it prints", "it skips", "it is torn down")
    ),
)


@dataclass(frozen=True)
class Outputs:
    """Every text that the run and what follows it have left, by name."""

    texts: dict[str, str]
    project: Project


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Outputs:
    folder = tmp_path_factory.mktemp("secrets")
    project = provider_project(folder, CONTRACT, app=planted(dedent(APP)), states=planted(dedent(STATES)))
    project.having({"pyproject.toml": '[tool.pact-harness]\nmasked_headers = ["X-Tenant"]\n'})
    options = ["-rA", "--showlocals", "--junit-xml=junit.xml"]
    texts = {"terminal": project.pytest(*options).output}
    texts["workers' terminal"] = project.pytest("-n", "2", "-rA", "--pact-set", "output=.pact2").output
    texts["terminal, one line each"] = project.pytest("--tb=line", "--pact-set", "output=.pact3").output
    texts["junit.xml"] = (folder / "junit.xml").read_text(encoding="utf-8")
    texts |= commands(folder)
    for file in [*(folder / ".pact").rglob("*"), *(folder / ".pact2").rglob("*"), *(folder / ".pact3").rglob("*")]:
        if file.is_file():
            texts[file.relative_to(folder).as_posix()] = file.read_text(encoding="utf-8")
    texts["what the broker is told"] = published(tmp_path_factory.mktemp("broker"))
    return Outputs(texts, project)


def commands(folder: Path) -> dict[str, str]:
    """What the commands print, beside the files that they write."""
    (folder / "before").mkdir()
    before = CONTRACT.replace("elsewhere", "somewhere").replace(PLANTED["a cookie of the request"], "before-66-cookie")
    (folder / "before/0.json").write_text(before, encoding="utf-8")
    texts = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("GITHUB_ACTIONS", "true")
        for name, command in {
            "annotations": ["summary", "--since", "before"],
            "book's line": ["book", "--since", "before"],
            "compare": ["compare", "before"],
        }.items():
            out = io.StringIO()
            with contextlib.redirect_stdout(out):
                main(command)
            texts[name] = out.getvalue()
    return texts


def published(folder: Path) -> str:
    project = provider_project(folder, app=planted(dedent(APP)), states=planted(dedent(STATES)))
    project.having({"pyproject.toml": '[tool.pact-harness]\nmasked_headers = ["X-Tenant"]\n'})
    with FakeBroker() as broker:
        broker.hold(CONTRACT)
        project.pytest(FILE, "--pact-broker", timeout=60, **broker.variables, CI="true", PACT_URL="")
        assert broker.results == [("profile-client", False)]
        return json.dumps(broker.told, ensure_ascii=False)


def spellings(value: str) -> set[str]:
    # base64 without what depends on the bytes beside it
    encoded = base64.b64encode(value.encode()).decode().rstrip("=")
    return {
        value,
        json.dumps(value)[1:-1],
        json.dumps(value, ensure_ascii=False)[1:-1],
        repr(value)[1:-1],
        quote(value),
        quote(value, safe=""),
        quote_plus(value),
        encoded,
    }


OUTPUTS = [
    *("terminal", "workers' terminal", "terminal, one line each", "junit.xml", ".pact/verification.json"),
    *(".pact/summary.md", ".pact/book/index.html", ".pact/book/profile-client-user-service.html", "annotations"),
    *("compare", "what the broker is told"),
]


@pytest.mark.parametrize("name", OUTPUTS)
def test_no_output_holds_a_secret(outputs: Outputs, name: str) -> None:
    text = outputs.texts[name]

    found = {planted for planted, value in PLANTED.items() if any(one in text for one in spellings(value))}
    assert not found, text


def test_no_other_file_holds_a_secret(outputs: Outputs) -> None:
    """Whatever the run writes that no list names."""
    for name, text in outputs.texts.items():
        assert not [value for value in PLANTED.values() if any(one in text for one in spellings(value))], name


def test_no_part_of_the_authorization_stands_in_base64(outputs: Outputs) -> None:
    pair = base64.b64encode(b"alice:hunter2-password").decode()

    assert not [name for name, text in outputs.texts.items() if pair in text]


@pytest.mark.parametrize("name", ["terminal", "junit.xml", ".pact/verification.json", ".pact/summary.md"])
def test_messages_stay_readable(outputs: Outputs, name: str) -> None:
    text = outputs.texts[name]

    for readable in (
        "sid=***; Path=/",
        "Bearer ***",
        "readable-body",
        "/elsewhere",
        "user-service breaks its contract",
    ):
        assert readable in text, text


def test_what_was_sent_was_not_masked(outputs: Outputs) -> None:
    """The provider's answers repeat what it got: it would not have known a mask."""
    results = json.loads(outputs.texts[".pact/verification.json"])["results"]
    held = {one["interaction"]: one for one in results}

    assert held["headers and body"]["response"]["status"] == 200
    assert "ValueError: alice with *** of" in held["a crash"]["crash"]
    assert ["Authorization", "Basic ***"] in held["a crash"]["request"]["headers"]
    assert ["Authorization", "Bearer ***"] in held["headers and body"]["request"]["headers"]
    assert ["Cookie", "a=***; b=***"] in held["headers and body"]["request"]["headers"]


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("Authorization", "Bearer abcdef", "Bearer ***"),
        ("authorization", "abcdef", "***"),
        ("Proxy-Authorization", 'Digest username="a", response="b"', "Digest ***"),
        ("Cookie", "a=1; b=2", "a=***; b=***"),
        ("Cookie", "nothing", "***"),
        (
            "Set-Cookie",
            "a=1; Path=/x; Max-Age=-1; Secure; SameSite=Lax",
            "a=***; Path=/x; Max-Age=-1; Secure; SameSite=Lax",
        ),
        ("Set-Cookie", "a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT", "a=***; Expires=Wed, 21 Oct 2026 07:28:00 GMT"),
        ("Set-Cookie", "a=1; Path=/, b=2; Other=3", "a=***; Path=***; Other=***"),
        ("X-Api-Key", "abc", "***"),
        ("X-AUTH-TOKEN", "abc", "***"),
        ("X-Mine", "abc", "***"),
        ("X-Other", "abc", "abc"),
        ("WWW-Authenticate", 'Bearer realm="users", error="x"', "Bearer realm=***, error=***"),
        ("WWW-Authenticate", "Negotiate YWJj", "Negotiate ***"),
        ("WWW-Authenticate", "Basic", "Basic"),
        ("Proxy-Authenticate", "Basic realm=users", "Basic realm=***"),
    ],
)
def test_a_header_is_masked_by_its_name(name: str, value: str, shown: str) -> None:
    assert Masking(["x-mine"]).header(name, value) == shown


@pytest.mark.parametrize(
    ("name", "value", "elsewhere", "shown"),
    [
        ("Authorization", "Bearer abcdef", "got Bearer abcdef, and abcdef", "got Bearer ***, and ***"),
        ("Authorization", "Bearer abcde", "the abcde of a word", "the abcde of a word"),
        ("Authorization", "Basic YTpodW50ZXIy", "hunter2 is the password", "*** is the password"),
        ("Authorization", "AWS4 Signature=abcdef, SignedHeaders=host", "abcdef of host", "*** of host"),
        ("Cookie", "a=one%2Ftwo", "one/two", "***"),
        ("Set-Cookie", "a=abcdef; Path=/users", "abcdef at /users", "*** at /users"),
        ("X-Api-Key", "ab/cd ef", "?key=ab%2Fcd+ef", "?key=***"),
        ("WWW-Authenticate", 'Bearer realm="the users"', "the users", "the users"),
        ("X-Other", "abcdef", "abcdef", "abcdef"),
    ],
)
def test_what_stood_in_a_masked_header_is_masked_elsewhere(name: str, value: str, elsewhere: str, shown: str) -> None:
    masking = Masking()
    masking.header(name, value)

    assert masking.text(elsewhere) == shown
    assert masking.finds(elsewhere) is (elsewhere != shown)


def test_a_secret_is_text_that_does_not_show_itself() -> None:
    token = secret("a-token-of-this-test")

    assert token == "a-token-of-this-test"
    assert f"{token}" == "a-token-of-this-test"
    assert json.dumps([token]) == '["a-token-of-this-test"]'
    assert repr([token]) == "['***']"
    assert Masking().value({"a": ["is a-token-of-this-test"]}) == {"a": ["is ***"]}


def test_a_short_secret_is_masked_as_a_word_of_its_own() -> None:
    secret("q7")

    assert Masking().text("q7, aq7, q7b and (q7)") == "***, aq7, q7b and (***)"


def test_a_secret_is_text() -> None:
    with pytest.raises(TypeError, match=r"secret\(\) takes text, and got int"):
        secret(7)  # type: ignore[arg-type]


def test_a_mismatch_of_a_masked_header_says_what_it_can() -> None:
    masking = Masking()
    header = ("header", ("Set-Cookie",))

    assert masking.mismatch(Mismatch(*header, "a=1; Secure", "none")) == Mismatch(*header, "a=***; Secure", "none")
    told = "text like a=1; Path=/ that matches /^a=.+/"
    assert masking.mismatch(Mismatch(*header, told, "b=2")) == Mismatch(*header, "text like a=***; Path=***", "b=***")
    other = Mismatch("header", ("Location",), "/a", "/b")
    assert masking.mismatch(other) is other


def test_a_change_of_a_masked_header_is_told_without_its_values() -> None:
    text = 'is "Bearer one" now, instead of "Bearer two"'
    change = Change("more", "a", "b", "c", "the request's header authorization", text)

    assert Masking().change(change).text == 'is "Bearer ***" now, instead of "Bearer ***"'


def recorded(body: bytes) -> Exchange:
    recorder = Recorder()
    recorder.masking.learn("a-token-of-a-body")
    response = ProviderResponse(200, [], body)
    recorder.around(lambda _: response, ProviderRequest("GET", "/", Headers([]), b""))
    (exchange,) = recorder.take()
    return exchange


def test_a_body_of_bytes_is_masked_before_it_is_written_in_base64() -> None:
    response = recorded(b"\xff a-token-of-a-body").response

    assert response
    assert base64.b64decode(response["body"]) == b"\xff ***"


def test_a_body_is_masked_before_it_is_cut() -> None:
    response = recorded(b"x" * (LIMIT - 5) + b"a-token-of-a-body").response

    assert response
    assert response["body"] == "x" * (LIMIT - 5) + "***"


def test_a_value_of_a_mismatch_is_masked_before_it_is_cut() -> None:
    masking = Masking()
    masking.learn("a-token-of-a-value")
    actual = json.dumps("x" * (LONGEST_VALUE - 5) + "a-token-of-a-value")
    mismatch = {"type": "BodyMismatch", "path": "$.a", "expected": '"b"', "actual": actual, "mismatch": ""}
    found = {"mismatches": [mismatch], "message": "of a-token-of-a-value"}
    one = {"provider": "b", "consumer": "a", "description": "c", "result": "Err", "mismatch": found}

    (result,) = results_of(masked_run({"interactionResults": [one]}, masking))
    assert result.mismatches[0].actual == "x" * (LONGEST_VALUE - 5) + "***"
    assert result.error == "of ***"


def test_of_a_report_every_part_is_shown_and_masked() -> None:
    def report(longrepr: Any, **more: Any) -> pytest.TestReport:
        return pytest.TestReport("t.py::t", ("t.py", 1, "t"), {}, "failed", longrepr, "call", **more)

    masking, tokens = Masking(), "first\nof s3cr3t-token"
    masking.learn("s3cr3t-token")
    failed = report(tokens, sections=[("Captured log", tokens)])
    failed.wasxfail = tokens
    skipped, right, passed = report(("t.py", 7, tokens)), report("nothing to hide"), report(None)
    for one in (failed, skipped, right, passed):
        mask_report(one, masking)

    masked = "first\nof ***"
    assert (failed.longrepr, failed.sections, failed.wasxfail) == (masked, [("Captured log", masked)], masked)
    assert skipped.longrepr == ("t.py", 7, masked)
    assert (right.longrepr, passed.longrepr) == ("nothing to hide", None)
