"""One HTTP request and one response, whole, as they travel between the Pact FFI and a provider.

The FFI sends a request and reads the response to its end, so nothing here streams: what an application yields in pieces
is put together. That leaves so little of a server that a socket is enough: 0.4 ms a request, where uvicorn takes 0.5,
and 2 with a2wsgi.
"""

import socket
from collections.abc import Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import BinaryIO
from wsgiref.headers import Headers

LONGEST_HEAD = 1 << 20  # bytes of request line and headers together
HOP_BY_HOP = {"connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade", "te", "trailer"}


class HttpMessageError(ValueError):
    """What arrived is no HTTP request; the message says what it is."""


@dataclass
class ProviderRequest:
    """A request on its way to the provider. `target` is path and query as they are on the wire.

    `headers` are a mapping without regard to case (`request.headers["Authorization"] = "Bearer …"`, `del`, `items()`).
    """

    method: str
    target: str
    headers: Headers
    body: bytes = b""

    @property
    def path(self) -> str:
        """The target without its query."""
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        return self.target.partition("?")[2]

    def encoded(self) -> bytes:
        """The bytes of this request, for a connection that ends with it."""
        lines = [f"{self.method} {self.target} HTTP/1.1", *_lines(self.headers.items())]
        if self.body or "Content-Length" in self.headers:
            lines.append(f"Content-Length: {len(self.body)}")
        return "\r\n".join([*lines, "Connection: close", "", ""]).encode("latin-1") + self.body


@dataclass
class ProviderResponse:
    """A provider's response, complete."""

    status: int
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""
    reason: str = ""

    def encoded(self, method: str = "GET") -> bytes:
        """The bytes of this response to *method*. A length that the provider states stays, right or wrong."""
        without_body = method == "HEAD" or self.status in (204, 304) or self.status < 200
        lines = [f"HTTP/1.1 {self.status} {self.reason or _reason(self.status)}"]
        lines += [f"{name}: {value}" for name, value in self.headers if name.lower() not in HOP_BY_HOP]
        if not without_body and not any(name.lower() == "content-length" for name, _ in self.headers):
            lines.append(f"Content-Length: {len(self.body)}")
        head = "\r\n".join([*lines, "Connection: close", "", ""]).encode("latin-1", "replace")
        return head if without_body else head + self.body


def _lines(headers: Iterable[tuple[str, str]]) -> list[str]:
    own = HOP_BY_HOP | {"content-length"}
    return [f"{name}: {value}" for name, value in headers if name.lower() not in own]


def _reason(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"


def read_request(connection: socket.socket) -> ProviderRequest | None:
    """The request that arrives on *connection*; None where it is closed without one. HttpMessageError."""
    with connection.makefile("rb") as stream:
        head: list[str] = []
        size = 0
        while True:
            line = stream.readline(LONGEST_HEAD)
            size += len(line)
            if not line.endswith(b"\n"):
                if not head and not line:
                    return None
                raise HttpMessageError("a request that ends within its headers")
            if size > LONGEST_HEAD:
                raise HttpMessageError("a request with more than 1 MiB of headers")
            text = line.decode("latin-1").rstrip("\r\n")
            if not text:
                break
            head.append(text)
        try:
            method, target, _ = head[0].split(" ")
            pairs = [(name, value.strip(" \t")) for name, _, value in (one.partition(":") for one in head[1:])]
            request = ProviderRequest(method, target, Headers(pairs))
            request.body = _body(stream, request.headers)
        except (ValueError, IndexError) as error:
            raise HttpMessageError(f"a malformed request: {error}") from error
    return request


def _body(stream: BinaryIO, headers: Headers) -> bytes:
    if "chunked" in (headers["Transfer-Encoding"] or "").lower():
        chunks = []
        while size := int(stream.readline(100).partition(b";")[0], 16):
            chunks.append(stream.read(size))
            stream.readline()
        while stream.readline().strip():  # trailers
            pass
        return b"".join(chunks)
    length = int(headers["Content-Length"] or 0)
    return stream.read(length) if length else b""
