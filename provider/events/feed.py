"""Long polling: a request for events stays until there are some, https://www.http-feeds.org."""

from collections.abc import Callable
from threading import BoundedSemaphore
from time import monotonic
from typing import Any

from provider.events.notifier import Notifier
from provider.events.outbox import Outbox

MAX_TIMEOUT = 30_000  # milliseconds
LOOK_AGAIN = 0.25  # seconds: how soon an event that another process wrote is noticed


class Feed:
    """The events of *outbox*, for at most *waiters* requests that wait at a time, *max_wait* seconds at most.

    A waiting request occupies a thread of the server, so there must be fewer waiters than threads. It holds no
    connection to the database in the meantime. Once `closed`, nobody waits any longer.
    """

    def __init__(self, outbox: Outbox, max_wait: float, waiters: int) -> None:
        self._outbox, self._max_wait = outbox, max_wait
        self._waiters = BoundedSemaphore(waiters)
        self._notifier = Notifier()
        outbox.database.on_commit.append(self._notifier.notify)
        self.closed = False

    def after(self, last_id: str | None, seconds: float, disconnected: Callable[[], object]) -> list[dict[str, Any]]:
        """The CloudEvents after *last_id* (None: from the first), as soon as there are any.

        An empty list after *seconds*, when the client has *disconnected*, and at once where nobody else may wait.
        Raises UnknownEventError.
        """
        seconds = min(seconds, self._max_wait)
        events = self._outbox.after(last_id)
        if events or not seconds or not self._waiters.acquire(blocking=False):
            return events
        try:
            return self._wait(last_id, monotonic() + seconds, disconnected)
        finally:
            self._waiters.release()

    def _wait(self, last_id: str | None, deadline: float, disconnected: Callable[[], object]) -> list[dict[str, Any]]:
        while True:
            count = self._notifier.count  # before looking, so that what is written in between is not waited for
            events = self._outbox.after(last_id)
            left = deadline - monotonic()
            if events or left <= 0 or self.closed or disconnected():
                return events
            self._notifier.wait(count, min(left, LOOK_AGAIN))
