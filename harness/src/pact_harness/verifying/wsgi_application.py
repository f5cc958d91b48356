"""A WSGI application, called as a server calls it (PEP 3333), its response put together."""

import io
import sys
from collections.abc import Callable, Coroutine
from contextlib import closing, nullcontext
from typing import Any
from urllib.parse import unquote_to_bytes
from wsgiref.types import WSGIApplication, WSGIEnvironment

from pact_harness.verifying.http_message import ProviderRequest, ProviderResponse


class WsgiApplication:
    """Answers in whichever thread calls it."""

    has_loop = False
    run: Callable[[Coroutine[Any, Any, Any]], Any] | None = None

    def __init__(self, app: WSGIApplication) -> None:
        self.app = app

    def start(self) -> None:
        """Nothing: a WSGI application is ready."""

    def answer(self, request: ProviderRequest) -> ProviderResponse:
        started: list[tuple[str, list[tuple[str, str]]]] = []
        written: list[bytes] = []

        def start(status: str, headers: list[tuple[str, str]], _: object = None, /) -> Any:
            started.append((status, headers))
            return written.append

        chunks: Any = self.app(_environ(request), start)
        with closing(chunks) if hasattr(chunks, "close") else nullcontext():
            written.extend(chunks)
        _close_django_connections()
        status, headers = started[-1]
        number, _, reason = status.partition(" ")
        return ProviderResponse(int(number), list(headers), b"".join(written), reason)

    def settle(self) -> None:
        """Nothing: what a WSGI application does, it has done when it returns."""

    def abandon(self) -> None:
        """Nothing: a thread cannot be ended. It is left alone, and another takes the next request."""

    def stop(self) -> None:
        """Nothing."""

    async def open(self) -> None:
        """Nothing."""

    async def close(self) -> None:
        """Nothing."""


def _environ(request: ProviderRequest) -> WSGIEnvironment:
    host, _, port = (request.headers["Host"] or "127.0.0.1:80").rpartition(":")
    environ: WSGIEnvironment = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(request.path).decode("latin-1"),
        "QUERY_STRING": request.query,
        "REQUEST_URI": request.target,
        "RAW_URI": request.target,
        "SERVER_NAME": host or port,
        "SERVER_PORT": port if host and port.isdigit() else "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(request.body),
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in request.headers.items():
        if "_" in name:  # would be taken for the header with a hyphen; servers drop it
            continue
        key = name.upper().replace("-", "_")
        key = key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"
        environ[key] = f"{environ[key]},{value}" if key in environ else value
    if request.body or "CONTENT_LENGTH" in environ:
        environ["CONTENT_LENGTH"] = str(len(request.body))
    return environ


def _close_django_connections() -> None:
    """Close what Django has opened in this thread, unless a test's transaction is on it: a database with open
    connections cannot be dropped when the tests end, and a thread that ends leaves them to the garbage collector."""
    django = sys.modules.get("django.db")
    if django is None:
        return
    for connection in django.connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            raw = connection.connection
            connection.close()
            if raw is not None and connection.connection is raw and connection.vendor == "sqlite":
                raw.close()  # in memory: Django keeps it open, and the test's own one keeps the database
                connection.connection = None
