"""Asking a broker over HTTP: an answer, or one message that says what was tried, what came, and what to do.

- nobody there, wrong name or password, no name at all, a refused token
- silence, and an answer that trickles: both end after SECONDS
- 500, a page, half a body, JSON that is no broker's, a broker too old for what is wanted
- names are written into a link's template as an address wants them; links lead to the address that was named
- what it refuses is told in its words; a busy one is asked again, and told but once; the proxy of the environment
"""

import contextlib
import json
import socket
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Event, Thread

import pytest

from harness.tests.broker.fake import FakeBroker
from pact_harness.broker import hal
from pact_harness.broker.hal import Hal, MissingError, RejectedError
from pact_harness.broker.settings import Broker, BrokerError
from pact_harness.ffi_environment import always

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/hal+json\r\nContent-Length: 1000\r\n\r\n"


@pytest.fixture
def broker() -> Iterator[FakeBroker]:
    with FakeBroker("s3cret-word") as broker:
        yield broker


@contextlib.contextmanager
def raw(behave: Callable[[socket.socket, Event], None]) -> Iterator[str]:
    """A server below HTTP: what *behave* does with a connection once it was asked; the event ends it. Its address."""
    over = Event()

    def serve() -> None:
        connection, _ = listener.accept()
        with connection, contextlib.suppress(OSError):  # who asked may be gone
            connection.recv(65536)
            behave(connection, over)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        over.set()
        thread.join()


def refused(broker: Broker) -> str:
    with pytest.raises(BrokerError) as error:
        Hal(broker)
    assert broker.url in str(error.value)
    assert "s3cret-word" not in str(error.value)
    return str(error.value)


def test_a_broker_that_answers(broker: FakeBroker) -> None:
    found = Hal(Broker(broker.url, "sam", "s3cret-word"))
    assert found.url("provider-pacts-for-verification", provider="user/service é") == (
        f"{broker.url}/for-verification/user%2Fservice%20%C3%A9"
    )


def test_a_broker_that_is_too_old(broker: FakeBroker) -> None:
    found = Hal(Broker(broker.url, "sam", "s3cret-word"))
    with pytest.raises(BrokerError, match=r"is a broker that has no time-travel: it may be too old"):
        found.url("time-travel")


def test_what_the_broker_does_not_have(broker: FakeBroker) -> None:
    with pytest.raises(MissingError, match="answers 404"):
        Hal(Broker(broker.url, "sam", "s3cret-word")).ask("GET", f"{broker.url}/no-such-thing")


def test_nobody_is_there() -> None:
    with socket.socket() as bound:  # and does not listen
        bound.bind(("127.0.0.1", 0))
        said = refused(Broker(f"http://127.0.0.1:{bound.getsockname()[1]}"))
    assert said.startswith("no broker answers at ")
    assert said.endswith("Is it running?")


def test_a_name_that_does_not_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert "Name or service not known" in refused(Broker("http://broker.example"))


def test_who_are_you(broker: FakeBroker) -> None:
    said = refused(Broker(broker.url))
    assert "asks who you are (401): set PACT_BROKER_USERNAME and PACT_BROKER_PASSWORD, or PACT_BROKER_TOKEN" in said


def test_a_wrong_password(broker: FakeBroker) -> None:
    said = refused(Broker(broker.url, "sam", "not the s3cret-word"))
    assert "refuses 'sam' (401): check PACT_BROKER_USERNAME and PACT_BROKER_PASSWORD" in said


def test_a_token_that_is_refused(broker: FakeBroker) -> None:
    assert "refuses the token (401): check PACT_BROKER_TOKEN" in refused(Broker(broker.url, token="s3cret-word"))


@pytest.mark.parametrize("behave", ["silent", "trickling", "trickling head"])
def test_an_answer_that_does_not_end(behave: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A socket's own time-out begins again with each byte."""
    monkeypatch.setattr(hal, "SECONDS", 0.5)

    def serve(connection: socket.socket, over: Event) -> None:
        connection.sendall({"silent": b"", "trickling": HEAD, "trickling head": HEAD[:20]}[behave])
        while not over.wait(0.1):
            if behave != "silent":
                connection.sendall(b"x")

    with raw(serve) as url:
        assert "did not answer within" in refused(Broker(url))


def test_a_connection_that_breaks() -> None:
    with raw(lambda connection, _: connection.sendall(HEAD + b'{"_links"')) as url:
        assert refused(Broker(url)).startswith(f"no broker answers at {url}: ")


def test_an_answer_that_is_no_http() -> None:
    with raw(lambda connection, _: connection.sendall(b"220 mail.example.com ESMTP\r\n")) as url:
        assert refused(Broker(url)).startswith("no broker answers at ")


def test_too_much_of_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hal, "LARGEST", 10)
    with FakeBroker() as broker:
        assert "answers more than" in refused(Broker(broker.url))


@pytest.mark.parametrize(
    ("status", "media_type", "body", "words"),
    [
        (500, "text/plain", b"s3cret-word", "answers 500: look at its log, or at the address"),
        (503, "text/html", b"<h1>later</h1>", "answers 503"),
        (200, "text/html; charset=utf-8", b"<h1>Welcome</h1>", "answers text/html that is not JSON"),
        (200, "application/hal+json", b'{"_links": ', "that is not JSON"),
        (200, "application/hal+json", b"\xff\xfe\xfd", "that is not JSON"),
        (200, "application/json", b'{"hello": 1}', "answers with JSON, but not like a Pact Broker"),
        (200, "application/json", b"[]", "answers with JSON, but not like a Pact Broker"),
        (200, "application/hal+json", b'{"_links": {"self": {}}}', "answers with JSON, but not like a Pact Broker"),
        (200, "application/hal+json", b"", "that is not JSON"),
        (200, "application/json", b"[" * 100_000, "that is not JSON"),
    ],
    ids=["500", "503", "HTML", "half a body", "no text", "another API", "a list", "another HAL", "nothing", "a chasm"],
)
def test_what_is_no_broker(status: int, media_type: str, body: bytes, words: str) -> None:
    with FakeBroker(instead=lambda _: (status, media_type, body)) as other:
        assert words in refused(Broker(other.url))


def test_what_a_link_must_be() -> None:
    links = json.dumps({"_links": {"pb:environments": "not an object"}}).encode()
    with FakeBroker(instead=lambda _: (200, "application/hal+json", links)) as broker:
        found = Hal(Broker(broker.url))
        with pytest.raises(BrokerError, match="has no environments"):
            found.url("environments")


def test_a_redirect_to_another_host_takes_no_password_along() -> None:
    class Elsewhere(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(302)
            self.send_header("Location", f"http://localhost:{theirs}/")
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    with FakeBroker("s3cret-word") as broker, HTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        theirs = broker.url.rpartition(":")[2]
        thread = Thread(target=server.handle_request)
        thread.start()
        told = refused(Broker(f"http://127.0.0.1:{server.server_port}", "sam", "s3cret-word"))
        thread.join()
    assert f"redirects to http://localhost:{theirs}, which was not asked: set PACT_BROKER_BASE_URL to" in told


def test_what_a_broker_says_is_wrong_is_told_in_its_words() -> None:
    said = {"errors": {"pacticipantVersionNumber": ["is missing"], "contracts": [{"0": ["Cannot change the content"]}]}}
    answer = (400, "application/hal+json", json.dumps(said).encode())
    with FakeBroker("s3cret-word") as broker:
        asked = Hal(Broker(broker.url, "sam", "s3cret-word"))
        broker.instead = lambda _: answer
        with pytest.raises(RejectedError, match=r"^pacticipantVersionNumber is missing; Cannot change the content$"):
            asked.ask("POST", f"{broker.url}/contracts/publish", {})
        broker.instead = lambda _: (409, "text/plain", b"<h1>no</h1>")
        with pytest.raises(RejectedError, match="answers 409, without a reason"):
            asked.ask("POST", f"{broker.url}/contracts/publish", {})


@pytest.mark.parametrize(("method", "times"), [("GET", 3), ("PUT", 3), ("POST", 1)])
def test_a_broker_that_is_busy_is_asked_again_but_not_told_again(method: str, times: int) -> None:
    """Nobody knows whether what was posted first is stored."""
    with FakeBroker() as broker:
        asked = Hal(Broker(broker.url))
        broker.instead = lambda _: (503, "text/plain", b"later")
        with pytest.raises(BrokerError, match="answers 503"):
            asked.ask(method, f"{broker.url}/results/0", None if method == "GET" else {})
        assert broker.requests.count(f"{method} /results/0") == times


def test_links_lead_to_the_address_that_we_know() -> None:
    """A broker behind a proxy may know itself by another one, and a password goes to one alone."""
    with FakeBroker("s3cret-word", known_as="http://broker.internal:9292/pacts") as broker:
        asked = Hal(Broker(broker.url, "sam", "s3cret-word"))
        assert asked.get("environments")["_embedded"]["environments"][0]["name"] == "test"
        before = len(broker.requests)
        for elsewhere in ("http://broker.internal:9292.example.com/x", "http://broker.internal/pacts/x", "/x", ""):
            with pytest.raises(BrokerError, match="leads not to the broker"):
                asked.ask("GET", elsewhere)
        assert len(broker.requests) == before


@pytest.mark.parametrize(("past", "asked"), [("", True), ("127.0.0.1", False)], ids=["proxy", "NO_PROXY"])
def test_the_proxy_of_the_company(past: str, asked: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_PROXY", "no_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    with FakeBroker() as broker, FakeBroker(instead=lambda _: (503, "text/plain", b"")) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url.replace("http://", "http://me:pw@"))
        monkeypatch.setenv("no_proxy", past)
        if asked:
            assert "answers 503" in refused(Broker(broker.url))
        else:
            Hal(Broker(broker.url))
        assert (proxy.requests != []) is asked
        assert broker.requests == ([] if asked else ["GET /"])


@pytest.mark.parametrize("spelled", ["NO_PROXY", "no_proxy"])
def test_what_the_company_has_in_no_proxy_stays(spelled: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A verification adds loopback. In lower case alone, it would replace what stands in upper case."""
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(spelled, "broker.example.com")
    for name in ("NO_PROXY", "no_proxy"):
        assert always()[name] == "broker.example.com,127.0.0.1,localhost"
