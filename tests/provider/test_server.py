"""The server as the world meets it, over bare sockets.

- beside 500 who poll and 150 idle or half-sent connections a user is answered, each time
- a connection that sends nothing is closed in the end
- nobody is asked to go on with a request that is complete, or refused: without a body, or too large
- what never reaches the application is refused as JSON: 400, 413, 431, 501; so is a path that no log may show as it is
- what a client sent adds no line to the log, neither reset while it is served nor in a traceback
"""

import json
import logging
import socket
import struct
import time
from collections.abc import Iterator
from contextlib import ExitStack
from http.client import HTTPResponse
from pathlib import Path
from typing import Any

import pytest

from provider.__main__ import MAX_WAITING
from provider.log_format import LineFormatter
from provider.server import HAS_POLL
from tests.provider.processes import PROVIDER, ask, connect, running

POLL = b"GET /events?timeout=30000 HTTP/1.1\r\nHost: x\r\n\r\n"
HALF_SENT = {
    "half a head": b"GET /users/1 HTTP/1.1\r\nHost: x\r\nX-a: ",
    "half a body": b"POST /users HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{",
    "idle": b"",
}
EXPECT = b"Host: x\r\nExpect: 100-continue\r\n"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A service that is asked many things, by one test after the other."""
    with running([*PROVIDER, "--port", "0"], tmp_path_factory.mktemp("server"), PROVIDER_DATABASE_URL="sqlite://") as (
        _,
        url,
    ):
        yield url


def answer(connection: socket.socket) -> tuple[HTTPResponse, Any]:
    """The next response, and its body as JSON."""
    with HTTPResponse(connection) as response:
        response.begin()
        return response, json.loads(response.read())


@pytest.mark.skipif(not HAS_POLL, reason="Windows's select() takes 512 sockets")
def test_beside_500_polls_and_150_open_connections_a_user_is_answered(tmp_path: Path) -> None:
    with ExitStack() as stack:
        _, url = stack.enter_context(running([*PROVIDER, "--port", "0"], tmp_path, PROVIDER_DATABASE_URL="sqlite://"))
        polls = [stack.enter_context(connect(url)) for _ in range(500)]
        for poll in polls:
            poll.sendall(POLL)
        for sent in HALF_SENT.values():
            for _ in range(50):
                stack.enter_context(connect(url)).sendall(sent)
        for _ in range(3):
            assert ask(url, "GET", "/users/1", timeout=5)[0] == 404  # without a limit of its own: 30 s and more
        ask(url, "POST", "/users", {"name": "Alice"}, timeout=5)
        told = [answer(poll)[1] for poll in polls]
    assert len([events for events in told if events]) <= MAX_WAITING
    assert all(len(events) <= 1 for events in told)


def test_a_connection_that_sends_nothing_is_closed(tmp_path: Path) -> None:
    program = """
import provider.server
provider.server.IDLE_SECONDS = provider.server.CLEANUP_SECONDS = 1
from provider.__main__ import main
main(["--port", "0"])
"""
    with running(["-c", program], tmp_path, PROVIDER_DATABASE_URL="sqlite://") as (_, url):
        for sent in HALF_SENT.values():
            with connect(url) as connection:
                connection.sendall(sent)
                assert connection.recv(1) == b""


def test_nobody_is_asked_to_go_on_with_a_request_without_a_body(url: str) -> None:
    with connect(url) as connection:
        for _ in range(2):
            connection.sendall(b"GET /users/1 HTTP/1.1\r\n" + EXPECT + b"\r\n")
            assert answer(connection)[0].status == 404


def test_nobody_is_asked_to_send_a_body_that_will_be_refused(url: str) -> None:
    with connect(url) as connection:
        connection.sendall(b"POST /users HTTP/1.1\r\n" + EXPECT + b"Content-Length: 2000000\r\n\r\n")
        assert answer(connection)[0].status == 413


def test_who_asks_before_sending_a_body_is_told_to_go_on(url: str) -> None:
    head = b"POST /users HTTP/1.1\r\n" + EXPECT + b"Content-Type: application/json\r\nContent-Length: 14\r\n\r\n"
    with connect(url) as connection:
        connection.sendall(head)
        assert connection.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(b'{"name":"Bob"}')
        response, user = answer(connection)
    assert (response.status, user["name"]) == (201, "Bob")


@pytest.mark.parametrize(
    ("request_", "status", "instance"),
    [
        (b"nonsense\r\n\r\n", 400, ""),
        (b"GET /users/1 HTTP/1.1\r\nHost : x\r\n\r\n", 400, None),
        (b"POST /users HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400, "/users"),
        (b"POST /users HTTP/1.1\r\nContent-Length: 1048576\r\n\r\n", 413, "/users"),
        (b"POST /users HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n", 400, "/users"),
        # not one byte more than the server reads: what it has not read resets the connection, and the response is lost
        (b"GET /users/1 HTTP/1.1\r\nX-a: ".ljust(256 * 1024, b"a"), 431, None),
        (b"POST /users HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n", 501, "/users"),
    ],
    ids=["no HTTP", "a space in a name", "a length", "too large", "chunks", "headers too large", "transfer coding"],
)
def test_what_never_reaches_the_application_is_refused_as_json(
    url: str, request_: bytes, status: int, instance: str | None
) -> None:
    with connect(url) as connection:
        connection.sendall(request_)
        response, problem = answer(connection)
        assert connection.recv(1) == b"", "the connection stays open"
    assert (response.status, response.headers["Content-Type"]) == (status, "application/json")
    assert problem.keys() == {"title", "status", "detail", "instance"}
    assert problem["status"] == status
    assert instance is None or problem["instance"] == instance


# ---- the log


def test_a_client_that_resets_its_connection_adds_no_line_to_the_log(tmp_path: Path) -> None:
    forged = b"GET /x%0A2026-01-01%2000:00:00,000%20INFO%20DELETE%20/users/1%1B[31m HTTP/1.1\r\nHost: x\r\n\r\n"
    with running([*PROVIDER, "--port", "0"], tmp_path, PROVIDER_DATABASE_URL="sqlite://") as (process, url):
        for _ in range(30):
            with connect(url) as connection:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                connection.sendall(forged * 20)
                time.sleep(0.002)
        ask(url, "GET", "/users/1")
        process.terminate()
        assert process.stderr
        log = process.stderr.read()
    assert "Client disconnected while serving /x\\n2026" in log, "nothing was reset while it was served"
    assert "\n2026-01-01" not in log
    assert "\x1b" not in log


def formatted(message: str, *arguments: object, error: BaseException | None = None) -> str:
    info = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord("x", logging.INFO, "x.py", 1, message, arguments, info)
    return LineFormatter("%(levelname)s %(message)s").format(record)


def test_a_message_is_one_line_of_what_a_terminal_can_show() -> None:
    assert formatted("%s", "a\nb\r\x1b[31m\x85\u2028é") == r"INFO a\nb\r\x1b[31m\x85\u2028é"


def test_a_traceback_has_its_lines_but_none_that_looks_like_a_record() -> None:
    lines = formatted("failed", error=ValueError("x\nINFO forged\x1b")).splitlines()
    assert lines == ["INFO failed", "    ValueError: x", "    INFO forged\\x1b"]
