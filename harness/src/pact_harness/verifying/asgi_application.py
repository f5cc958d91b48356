"""An ASGI application, called as a server calls it, with its lifespan, on a loop in a thread or on the test's own.

Forty lines of ours in place of uvicorn: they put no second connection between, see what the application raises after
its response, and can let go of a handler that hangs. https://asgi.readthedocs.io/en/latest/specs/
"""

import asyncio
import concurrent.futures
import traceback
from collections.abc import Awaitable, Callable, Coroutine, MutableMapping
from typing import Any
from urllib.parse import unquote

from pact_harness.verifying.application import StartupError
from pact_harness.verifying.exchange import CURRENT, NoResponseError
from pact_harness.verifying.http_message import ProviderRequest, ProviderResponse
from pact_harness.verifying.loop_thread import PATIENCE, LoopThread

Event = MutableMapping[str, Any]
AsgiApp = Callable[[Event, Callable[[], Awaitable[Event]], Callable[[Event], Awaitable[None]]], Awaitable[None]]
VERSION = {"version": "3.0", "spec_version": "2.3"}


class LoopApplication:
    """What has an event loop: a thread's from `start` to `stop`, the running one from `open` to `close`."""

    has_loop = True
    run: Callable[[Coroutine[Any, Any, Any]], Any] | None = None

    def __init__(self) -> None:
        self._thread: LoopThread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._running: list[concurrent.futures.Future[None]] = []

    async def open(self) -> None:
        self._loop = asyncio.get_running_loop()
        await self._set_up()

    async def close(self) -> None:
        await self._tear_down()

    def start(self) -> None:
        self._thread = LoopThread()
        self.run = self._thread.run
        try:
            self.run(self.open())
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Bounded, whatever the application does: a loop that is blocked is left to end with the process."""
        thread, self._thread, self.run = self._thread, None, None
        if thread is None:
            return
        ending = asyncio.run_coroutine_threadsafe(self.close(), thread.loop)
        try:
            ending.result(PATIENCE)
        except TimeoutError:
            ending.cancel()
        thread.stop()

    def settle(self) -> None:
        concurrent.futures.wait(self._running, PATIENCE)
        self._running = [one for one in self._running if not one.done()]

    def abandon(self) -> None:
        for one in self._running:
            one.cancel()
        self._running.clear()

    async def _set_up(self) -> None:
        raise NotImplementedError

    async def _tear_down(self) -> None:
        raise NotImplementedError


class AsgiApplication(LoopApplication):
    """Each request is a task of its own on the loop; what it does after its response is waited for by `settle`."""

    def __init__(self, app: AsgiApp) -> None:
        super().__init__()
        self.app = app
        self._lifespan: Lifespan | None = None

    async def _set_up(self) -> None:
        self._lifespan = Lifespan(self.app)
        await self._lifespan.start()

    async def _tear_down(self) -> None:
        if self._lifespan:
            await self._lifespan.stop()

    def answer(self, request: ProviderRequest) -> ProviderResponse:
        assert self._loop  # noqa: S101 - it was started
        answered: concurrent.futures.Future[ProviderResponse] = concurrent.futures.Future()
        self._running.append(asyncio.run_coroutine_threadsafe(self._handle(request, answered), self._loop))
        return answered.result()

    async def _handle(self, request: ProviderRequest, answered: "concurrent.futures.Future[ProviderResponse]") -> None:
        response, body = ProviderResponse(0), bytearray()
        events: list[Event] = [{"type": "http.request", "body": request.body, "more_body": False}]
        over = asyncio.Event()

        async def receive() -> Event:
            if events:
                return events.pop()
            await over.wait()
            return {"type": "http.disconnect"}

        async def send(event: Event) -> None:
            if event["type"] == "http.response.start":
                response.status = event["status"]
                response.headers = [(_text(name), _text(value)) for name, value in event.get("headers", ())]
            elif event["type"] == "http.response.body":
                body.extend(event.get("body", b""))
                if not event.get("more_body") and not answered.done():
                    response.body = bytes(body)
                    answered.set_result(response)
                    over.set()

        try:
            await self.app(self._scope(request), receive, send)
            if not answered.done():
                answered.set_exception(RuntimeError("the ASGI application returned without a complete response"))
        except asyncio.CancelledError:
            if not answered.done():
                answered.set_exception(NoResponseError(""))
            raise
        except BaseException as error:
            if not answered.done():
                answered.set_exception(error)
            elif exchange := CURRENT.get():
                exchange.crash = exchange.crash or "".join(traceback.format_exception(error))

    def _scope(self, request: ProviderRequest) -> Event:
        host, _, port = (request.headers["Host"] or "127.0.0.1:80").rpartition(":")
        scope: Event = {
            "type": "http",
            "asgi": VERSION,
            "http_version": "1.1",
            "method": request.method,
            "scheme": "http",
            "path": unquote(request.path),
            "raw_path": request.path.encode("latin-1"),
            "query_string": request.query.encode("latin-1"),
            "root_path": "",
            "headers": [
                (name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in request.headers.items()
            ],
            "server": (host or port, int(port) if host and port.isdigit() else 80),
            "client": ("127.0.0.1", 1),
        }
        if self._lifespan and self._lifespan.supported:
            scope["state"] = dict(self._lifespan.state)
        return scope


def _text(value: bytes | str) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value


class Lifespan:
    """The application's start and end; an application that knows of none goes without, as with every server."""

    def __init__(self, app: AsgiApp) -> None:
        self._app = app
        self.state: dict[str, Any] = {}
        self.supported = False
        self._events: asyncio.Queue[Event] = asyncio.Queue()
        self._answers: asyncio.Queue[Event] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        scope = {"type": "lifespan", "asgi": VERSION, "state": self.state}
        self._task = asyncio.ensure_future(self._run(scope))
        answer = await self._say("lifespan.startup")
        if answer["type"] == "lifespan.startup.failed":
            raise StartupError(f"the provider's lifespan could not start: {answer.get('message', '')}".rstrip(": "))
        self.supported = answer["type"] == "lifespan.startup.complete"

    async def stop(self) -> None:
        if not self.supported or self._task is None:
            return
        answer = await self._say("lifespan.shutdown")
        if answer["type"] == "lifespan.shutdown.failed":
            raise StartupError(f"the provider's lifespan could not end: {answer.get('message', '')}".rstrip(": "))
        await self._task

    async def _run(self, scope: Event) -> None:
        try:
            await self._app(scope, self._events.get, self._answers.put)
        except Exception:  # an application without lifespan raises; one that fails in it has said so before
            self._answers.put_nowait({"type": "unsupported"})
        else:
            self._answers.put_nowait({"type": "ended"})

    async def _say(self, event: str) -> Event:
        self._events.put_nowait({"type": event})
        return await self._answers.get()
