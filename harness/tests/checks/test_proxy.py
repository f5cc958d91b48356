"""The proxy between a client and pact's mock server.

- a request arrives as it was sent, whatever its method, chunked or not
- an answer comes back as it was given but for the tag, and as it was mutated
"""

from collections.abc import Iterator
from dataclasses import replace
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from pact_harness.checks.necessity.proxy import TAG, MutatingProxy
from pact_harness.checks.necessity.response import Response

Seen = tuple[str, str, dict[str, str], bytes]


class Upstream(BaseHTTPRequestHandler):
    """Notes what it is asked, and answers with two headers of one name, and the tag."""

    seen: list[Seen]
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.seen.append((self.command, self.path, dict(self.headers.items()), body))
        self.send_response_only(201)
        for name, value in [("X-A", "1"), ("X-A", "2"), (TAG, "7"), ("Content-Length", "5")]:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(b"hello" if self.command != "HEAD" else b"")

    do_HEAD = do_QUERY = do_POST = do_GET  # noqa: N815 - the base class's way to name them

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Nothing."""


class Between:
    """The proxy in front of it; ``tags`` are what it learned of, ``mutated`` what it says instead of 201."""

    def __init__(self, proxy: MutatingProxy) -> None:
        self.proxy, self.tags, self.mutated = proxy, [""], 201
        proxy.alter = self._alter

    def _alter(self, tag: str | None, answer: Response) -> Response:
        self.tags.append(tag or "")
        return replace(answer, status=self.mutated)

    def ask(self, method: str, body: bytes | Iterator[bytes] | None = None) -> tuple[int, list[str], str | None, bytes]:
        connection = HTTPConnection("127.0.0.1", int(self.proxy.server_address[1]), timeout=10)
        try:
            connection.request(method, "/a%2Fb?x=1&x=%20", body, {"X-One": "é"})
            answer = connection.getresponse()
            return answer.status, answer.headers.get_all("X-A", []), answer.getheader(TAG), answer.read()
        finally:
            connection.close()


@pytest.fixture
def between() -> Iterator[Between]:
    Upstream.seen = []
    with HTTPServer(("127.0.0.1", 0), Upstream) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        with MutatingProxy(lambda _, answer: answer).running() as proxy:
            proxy.target = int(server.server_address[1])
            yield Between(proxy)
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("method", ["GET", "POST", "QUERY"])
def test_a_request_arrives_as_it_was_sent(between: Between, method: str) -> None:
    between.ask(method, b"body")
    ((seen, path, headers, body),) = Upstream.seen
    assert (seen, path, headers["X-One"], body) == (method, "/a%2Fb?x=1&x=%20", "é", b"body")
    assert headers["Host"] == f"127.0.0.1:{between.proxy.server_address[1]}"


def test_a_chunked_request_arrives_whole(between: Between) -> None:
    between.ask("POST", iter([b"one ", b"two"]))
    ((_, _, headers, body),) = Upstream.seen
    assert (headers["Content-Length"], headers.get("Transfer-Encoding"), body) == ("7", None, b"one two")


def test_an_answer_comes_back_but_for_the_tag(between: Between) -> None:
    assert between.ask("GET") == (201, ["1", "2"], None, b"hello")
    assert between.tags[-1] == "7"
    assert between.ask("HEAD") == (201, ["1", "2"], None, b"")


def test_an_answer_can_be_mutated(between: Between) -> None:
    between.mutated = 400
    assert between.ask("GET") == (400, ["1", "2"], None, b"hello")
    between.mutated = 204
    assert between.ask("GET") == (204, ["1", "2"], None, b"")
