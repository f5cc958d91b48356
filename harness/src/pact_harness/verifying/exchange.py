"""What passed between the verifier and the provider, seen from inside the test server, for letters and pages.

A WSGI middleware, so it knows every framework and depends on none. Bodies are cut at 64 KiB, secrets are masked.
"""

import base64
import io
import logging
import threading
import traceback
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

LIMIT = 64 * 1024  # bytes kept of a body
SECRETS = {"authorization", "proxy-authorization", "cookie", "set-cookie"}


@dataclass
class Exchange:
    """One request and the answer to it, as JSON-ready dicts; `crash` is the provider's traceback, if it logged one."""

    request: dict[str, Any]
    response: dict[str, Any] | None = None
    crash: str | None = None


@dataclass
class Recorder:
    """Remembers the exchanges of whatever application it stands before, oldest first."""

    exchanges: list[Exchange] = field(default_factory=list)
    _current: threading.local = field(default_factory=threading.local)

    def take(self) -> list[Exchange]:
        """What was seen since the last call."""
        taken, self.exchanges = self.exchanges, []
        return taken

    def around(self, app: WSGIApplication, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Let *app* answer, and remember it; an exception that leaves the application becomes a 500."""
        exchange = Exchange(_request(environ))
        self.exchanges.append(exchange)
        self._current.exchange = exchange
        status, headers, body = _answer(app, environ, exchange)
        exchange.response = {"status": int(status.split()[0]), "headers": _masked(headers), **_body(body)}
        start(status, headers)
        return [body]

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Notice tracebacks that the application logs: frameworks turn a crash into a 500 and a log record."""
        handler = _Crashes(self._current)
        logging.getLogger().addHandler(handler)
        try:
            yield
        finally:
            logging.getLogger().removeHandler(handler)


class _Crashes(logging.Handler):
    def __init__(self, current: threading.local) -> None:
        super().__init__(logging.ERROR)
        self._current = current

    def emit(self, record: logging.LogRecord) -> None:
        exchange = getattr(self._current, "exchange", None)
        if exchange and record.exc_info and record.exc_info[1]:
            exchange.crash = "".join(traceback.format_exception(record.exc_info[1]))


def _answer(
    app: WSGIApplication, environ: WSGIEnvironment, exchange: Exchange
) -> tuple[str, list[tuple[str, str]], bytes]:
    started: list[tuple[str, list[tuple[str, str]]]] = []
    written: list[bytes] = []

    def start(status: str, headers: list[tuple[str, str]], _: object = None, /) -> Any:
        started.append((status, headers))
        return written.append

    try:
        chunks: Any = app(environ, start)
        with closing(chunks) if hasattr(chunks, "close") else nullcontext():
            written.extend(chunks)
    except Exception as error:
        exchange.crash = "".join(traceback.format_exception(error))
        return "500 Internal Server Error", [("Content-Type", "text/plain")], b"the provider raised an exception"
    status, headers = started[-1]
    return status, headers, b"".join(written)


def _request(environ: WSGIEnvironment) -> dict[str, Any]:
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = io.BytesIO(body)
    headers = [(key[5:].replace("_", "-").title(), value) for key, value in environ.items() if key.startswith("HTTP_")]
    if environ.get("CONTENT_TYPE"):
        headers.append(("Content-Type", environ["CONTENT_TYPE"]))
    path = environ.get("REQUEST_URI") or environ["PATH_INFO"]
    return {"method": environ["REQUEST_METHOD"], "path": path, "headers": _masked(headers), **_body(body)}


def _masked(headers: Iterable[tuple[str, str]]) -> list[list[str]]:
    return [[name, "***" if name.lower() in SECRETS else value] for name, value in headers]


def _body(body: bytes) -> dict[str, Any]:
    """The first 64 KiB as text, or as base64 where they are none; `cut` tells the whole length of a longer one."""
    kept: dict[str, Any] = {"cut": len(body)} if len(body) > LIMIT else {}
    try:
        body.decode()
    except UnicodeDecodeError:
        return {"body": base64.b64encode(body[:LIMIT]).decode(), "base64": True, **kept}
    # a character that the cut splits is dropped
    return {"body": body[:LIMIT].decode(errors="ignore"), **kept}
