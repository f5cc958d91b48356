"""An event loop in a thread of its own, for what is asynchronous while the test itself is not."""

import asyncio
import concurrent.futures
from collections.abc import Coroutine
from threading import Thread
from typing import Any

from pact_harness.verifying.application import BlockedLoopError

PATIENCE = 1.0  # seconds that a loop may take to end; a handler that blocks it must not hold up a test run


class LoopThread:
    """A running event loop. The thread is a daemon: one that blocks for ever ends with the process."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._serve, name="provider-loop", daemon=True)
        self._thread.start()

    def run(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        """The result of *coroutine*, run on this loop, or what it raises. A loop that is blocked is waited for at most
        as long as it may take to end."""
        __tracebackhide__ = True
        self.require_free(coroutine)
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result()

    def require_free(self, coroutine: Coroutine[Any, Any, Any] | None = None) -> None:
        """BlockedLoopError where the loop does not come round; *coroutine* is then closed."""
        free: concurrent.futures.Future[None] = concurrent.futures.Future()
        self.loop.call_soon_threadsafe(free.set_result, None)
        try:
            free.result(PATIENCE)
        except TimeoutError:
            if coroutine:
                coroutine.close()
            raise BlockedLoopError(
                "the event loop of the provider is blocked by an earlier request that has not returned"
            ) from None

    def stop(self) -> None:
        """End the loop and its tasks; one that is blocked is left to end with the process."""
        ending = asyncio.run_coroutine_threadsafe(_cancel_all(), self.loop)
        try:
            ending.result(PATIENCE)
        except TimeoutError:
            return
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(PATIENCE)

    def _serve(self) -> None:
        asyncio.set_event_loop(self.loop)
        self.loop.run_forever()
        self.loop.run_until_complete(self.loop.shutdown_asyncgens())
        self.loop.close()


async def _cancel_all() -> None:
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks, timeout=PATIENCE / 2) if tasks else None
