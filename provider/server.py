"""waitress, told what this service needs: many connections that cost nothing, and errors as JSON of its own too.

A connection that is idle, or has sent half a request, is a socket in one `poll`; a thread is only needed for a whole
request. So the number of connections and the number of threads have little to do with each other.
"""

import select
import sys
from typing import Any
from wsgiref.types import WSGIApplication

from waitress.channel import HTTPChannel  # type: ignore[import-untyped]
from waitress.parser import HTTPRequestParser  # type: ignore[import-untyped]
from waitress.server import create_server  # type: ignore[import-untyped]
from waitress.task import ErrorTask  # type: ignore[import-untyped]

from provider.http.problems import as_json

HAS_POLL = hasattr(select, "poll")  # Windows has select() alone, which takes 512 sockets
CONNECTIONS = 2000 if HAS_POLL else 500
FILES = 4096  # that the process may have open, sockets among them; many systems begin with 1024 or 256
MAX_REQUEST = 1024 * 1024  # bytes that are received at all; the application refuses far fewer, with more care
IDLE_SECONDS = 30  # after which a connection is closed that sends nothing
CLEANUP_SECONDS = 5  # how often those are looked for


class RequestParser(HTTPRequestParser):  # type: ignore[misc]
    """One that asks nobody to go on with a request that is complete: without a body (RFC 9110, 10.1.1), or refused."""

    def received(self, data: bytes) -> int:
        consumed: int = super().received(data)
        if self.completed:
            self.expect_continue = False
        return consumed


class JsonErrorTask(ErrorTask):  # type: ignore[misc]
    """The response to what never reaches the application: malformed, too large, or of a coding that is not known."""

    def execute(self) -> None:
        error = self.request.error
        body = as_json(error.reason, error.code, str(error.body), getattr(self.request, "path", "")).encode()
        self.status = f"{error.code} {error.reason}"
        self.response_headers.append(("Content-Type", "application/json"))
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


class Channel(HTTPChannel):  # type: ignore[misc]
    """A connection."""

    parser_class = RequestParser
    error_task_class = JsonErrorTask


def make_server(app: WSGIApplication, host: str, port: int, threads: int) -> Any:
    """A server that listens already. Raises OSError where the port cannot be had."""
    _allow_files(FILES)
    server = create_server(
        app,
        host=host,
        port=port,
        threads=threads,
        connection_limit=CONNECTIONS,
        channel_timeout=IDLE_SECONDS,
        cleanup_interval=CLEANUP_SECONDS,
        max_request_body_size=MAX_REQUEST,
        asyncore_use_poll=HAS_POLL,
        channel_request_lookahead=1,  # with it a waiting request can see that its client has disconnected
    )
    server.channel_class = Channel
    return server


def _allow_files(number: int) -> None:
    if sys.platform == "win32":
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = number if hard == resource.RLIM_INFINITY else min(number, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
