"""A proxy between the consumer and pact's mock server: requests pass through as they are, answers can be mutated.

The mock server still judges the requests. It tells by a header which interaction it answers; the proxy takes that off.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from pact_harness.checks.necessity.response import Response

TAG = "X-Contract-Check-Interaction"
Alter = Callable[[str | None, Response], Response]  # the tag's value, and what the mock server answers
FRAMING = {"connection", "content-length", "keep-alive", "transfer-encoding"}
SECONDS = 10.0


class MutatingProxy(ThreadingHTTPServer):
    """Passes requests on to ``target``, a port of 127.0.0.1."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, alter: Alter) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.alter, self.target = alter, 0

    @contextmanager
    def running(self) -> Iterator["MutatingProxy"]:
        thread = Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, name="proxy", daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self.shutdown()
            self.server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Nothing: a client may hang up on an answer that it did not expect."""


class _Handler(BaseHTTPRequestHandler):
    server: MutatingProxy
    protocol_version = "HTTP/1.1"
    timeout = SECONDS

    def __getattr__(self, name: str) -> Any:
        if name.startswith("do_"):  # whatever the method: the mock server decides
            return self._pass_on
        raise AttributeError(name)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """Nothing."""

    def _pass_on(self) -> None:
        connection = HTTPConnection("127.0.0.1", self.server.target, timeout=SECONDS)
        try:
            connection.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
            body = self._body()
            for name, value in self.headers.items():
                if name.lower() not in FRAMING:
                    connection.putheader(name, value)
            if body or "Content-Length" in self.headers:
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            response = connection.getresponse()
            headers = [(name, value) for name, value in response.getheaders() if name.lower() not in FRAMING]
            answer = Response(response.status, tuple(headers), response.read())
        finally:
            connection.close()
        self._answer(answer)

    def _body(self) -> bytes:
        if "chunked" not in self.headers.get("Transfer-Encoding", ""):
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        chunks = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            chunks.append(self.rfile.read(size))
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass  # trailers
        return b"".join(chunks)

    def _answer(self, answer: Response) -> None:
        tag = next((value for name, value in answer.named if name.lower() == TAG.lower()), None)
        named = tuple(pair for pair in answer.named if pair[0].lower() != TAG.lower())
        mutated = self.server.alter(tag, Response(answer.status, named, answer.body))
        self.send_response_only(mutated.status or 500)
        for name, value in mutated.named:
            self.send_header(name, str(value))
        if mutated.status not in (204, 304):
            self.send_header("Content-Length", str(len(mutated.body)))
        self.end_headers()
        if self.command != "HEAD" and mutated.status not in (204, 304):
            self.wfile.write(mutated.body)
