"""A service on a free port of 127.0.0.1 that answers with whatever bytes a test gives it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

ALICE = b'{"id": 1, "name": "Alice", "created_on": "2020-01-01T12:00:00+0000"}'
SILENCE = None  # for an answer that never comes


def http(status: int, body: bytes = b"", *, media_type: str = "application/json", **headers: str) -> bytes:
    """An answer as it goes over the wire; `Retry_After="3"` becomes the header Retry-After."""
    lines = [f"HTTP/1.1 {status} Reason", f"Content-Length: {len(body)}", "Connection: close"]
    lines += [f"Content-Type: {media_type}"] if media_type else []
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + (b"" if status == 204 else body)


@dataclass
class Service:
    """Gives its answers one by one, the last for ever; what it was asked is in `requests`."""

    answers: list[bytes | None]
    url: str = ""
    requests: list[tuple[str, bytes]] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)
    asked: asyncio.Event = field(default_factory=asyncio.Event)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            length = next((line[15:] for line in head.split("\r\n") if line.startswith("Content-Length:")), "0")
            self.requests.append((head.partition(" HTTP/1.1")[0], await reader.readexactly(int(length))))
            self.headers.append(head)
            answer = self.answers[min(len(self.requests), len(self.answers)) - 1]
            self.asked.set()
            if answer is SILENCE:
                await reader.read()  # until the client gives up
            else:
                writer.write(answer)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # the client left: what that means to it is its test's business
        finally:
            writer.close()


@asynccontextmanager
async def answering(*answers: bytes | None) -> AsyncIterator[Service]:
    """Serve `answers`, one a connection: b"" closes it without a word, SILENCE keeps it open without one."""
    service = Service(list(answers))
    server = await asyncio.start_server(service.serve, "127.0.0.1", 0)
    service.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield service
    finally:
        server.close()
        await server.wait_closed()
