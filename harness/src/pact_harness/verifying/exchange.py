"""What passed between the Pact FFI and the provider, for failure messages and results.

It is seen before the application, so it knows every framework and depends on none. Bodies are cut at 64 KiB, secrets
are masked before that.
"""

import base64
import logging
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from pact_harness.results.masking import Masking
from pact_harness.verifying.http_message import ProviderRequest, ProviderResponse

LIMIT = 64 * 1024  # bytes kept of a body


@dataclass
class Exchange:
    """One request and the response to it, as JSON-ready dicts; `crash` is a traceback that it logged."""

    request: dict[str, Any]
    response: dict[str, Any] | None = None
    crash: str | None = None
    missing: str = ""  # why there is no response, where that is known


class NoResponseError(Exception):
    """The provider sent no response, and will send none; the message says why. The connection is closed then."""


# Tasks and worker threads that a framework starts for a request inherit it, as they inherit every context variable.
CURRENT: ContextVar[Exchange | None] = ContextVar("pact_harness_exchange", default=None)


@dataclass
class Recorder:
    """Remembers the exchanges with whatever provider it stands before, oldest first."""

    exchanges: list[Exchange] = field(default_factory=list)
    masking: Masking = field(default_factory=Masking)

    def take(self) -> list[Exchange]:
        """What was seen since the last call."""
        taken, self.exchanges = self.exchanges, []
        return taken

    def around(
        self, answer: Callable[[ProviderRequest], ProviderResponse], request: ProviderRequest
    ) -> ProviderResponse:
        """The response of *answer*, remembered; an exception that leaves the application becomes a 500."""
        exchange = Exchange(_request(request, self.masking))
        self.exchanges.append(exchange)
        CURRENT.set(exchange)
        try:
            response = answer(request)
        except NoResponseError as error:
            exchange.missing = str(error)
            raise
        except Exception as error:
            exchange.crash = "".join(traceback.format_exception(error))
            response = ProviderResponse(500, [("Content-Type", "text/plain")], b"the provider raised an exception")
        exchange.response = {
            "status": response.status,
            "headers": _headers(response.headers, self.masking),
            **_body(response.body, self.masking),
        }
        return response

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Notice tracebacks that the application logs: frameworks turn a crash into a 500 and a log record."""
        handler = _Crashes(logging.ERROR)
        logging.getLogger().addHandler(handler)
        try:
            yield
        finally:
            logging.getLogger().removeHandler(handler)


class _Crashes(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        exchange = CURRENT.get()
        if exchange and record.exc_info and record.exc_info[1]:
            exchange.crash = "".join(traceback.format_exception(record.exc_info[1]))


def _request(request: ProviderRequest, masking: Masking) -> dict[str, Any]:
    # the FFI sends small letters; people read Content-Type
    headers = _headers(((name.title(), value) for name, value in request.headers.items()), masking)
    return {"method": request.method, "path": request.target, "headers": headers, **_body(request.body, masking)}


def _headers(headers: Iterable[tuple[str, str]], masking: Masking) -> list[list[str]]:
    return [[name, masking.header(name, value)] for name, value in headers]


def _body(body: bytes, masking: Masking) -> dict[str, Any]:
    """The first 64 KiB as text, or as base64 where they are none; `cut` tells the whole length of a longer one."""
    length, body = len(body), masking.body(body)
    kept: dict[str, Any] = {"cut": length} if length > LIMIT else {}
    try:
        body.decode()
    except UnicodeDecodeError:
        return {"body": base64.b64encode(body[:LIMIT]).decode(), "base64": True, **kept}
    # a character that the cut splits is dropped
    return {"body": body[:LIMIT].decode(errors="ignore"), **kept}
