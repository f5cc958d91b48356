"""An aiohttp.web application, served by aiohttp's own protocol at the other end of a pair of sockets."""

import asyncio
import contextlib
import http.client
import socket
from typing import TYPE_CHECKING

from pact_harness.verifying.asgi_application import LoopApplication
from pact_harness.verifying.exchange import NoResponseError
from pact_harness.verifying.http_message import ProviderRequest, ProviderResponse

if TYPE_CHECKING:
    from aiohttp import web


class AiohttpApplication(LoopApplication):
    """aiohttp's protocol reads and writes real sockets, so it gets one; the other end is the server thread's."""

    def __init__(self, app: "web.Application") -> None:
        super().__init__()
        self.app = app
        self._runner: web.AppRunner | None = None
        self._connection: socket.socket | None = None

    async def _set_up(self) -> None:
        from aiohttp import web

        self._runner = web.AppRunner(self.app, access_log=None)
        await self._runner.setup()

    async def _tear_down(self) -> None:
        if self._runner:
            await self._runner.cleanup()

    def answer(self, request: ProviderRequest) -> ProviderResponse:
        assert self._loop  # noqa: S101 - it was started
        ours, theirs = socket.socketpair()
        self._connection = ours
        with ours:
            theirs.setblocking(False)
            asyncio.run_coroutine_threadsafe(self._connect(theirs), self._loop)
            ours.sendall(request.encoded())
            return read_response(ours, request.method)

    async def _connect(self, theirs: socket.socket) -> None:
        assert self._runner  # noqa: S101
        assert self._runner.server  # noqa: S101
        await asyncio.get_running_loop().connect_accepted_socket(self._runner.server, theirs)

    def abandon(self) -> None:
        if self._connection:
            with contextlib.suppress(OSError):  # closed meanwhile
                self._connection.shutdown(socket.SHUT_RDWR)  # wakes the thread that reads from it


def read_response(connection: socket.socket, method: str) -> ProviderResponse:
    """The response that arrives; NoResponseError where the connection ends without one."""
    response = http.client.HTTPResponse(connection, method=method)
    try:
        response.begin()
        return ProviderResponse(response.status, response.getheaders(), response.read(), response.reason)
    except (http.client.HTTPException, OSError) as error:
        raise NoResponseError(str(error)) from error
    finally:
        response.close()
