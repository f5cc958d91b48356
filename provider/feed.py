"""Long polling: a request for events stays until there are some, https://www.http-feeds.org."""

from collections.abc import Callable
from threading import BoundedSemaphore
from time import monotonic
from typing import Any

from provider.database import UserDb

LOOK_AGAIN = 0.25  # seconds: how soon an event that another process wrote is noticed


class Feed:
    """The events of *user_db*, for at most *places* requests that wait at a time, *max_wait* seconds at most.

    A waiting request occupies a thread of the server, so there must be fewer places than threads. It holds no
    connection to the database in the meantime. Once `closed`, nobody waits any longer.
    """

    def __init__(self, user_db: UserDb, max_wait: float, places: int) -> None:
        self._user_db, self._max_wait = user_db, max_wait
        self._places = BoundedSemaphore(places)
        self.closed = False

    def after(self, last_id: str | None, seconds: float, gone: Callable[[], object]) -> list[dict[str, Any]]:
        """The CloudEvents behind *last_id* (None: from the first), as soon as there are any.

        An empty list after *seconds*, when *gone* says that nobody listens any more, and at once where no place is
        free. Raises UnknownEventError.
        """
        seconds = min(seconds, self._max_wait)
        events = self._user_db.events(last_id)
        if events or not seconds or not self._places.acquire(blocking=False):
            return events
        try:
            return self._wait(last_id, monotonic() + seconds, gone)
        finally:
            self._places.release()

    def _wait(self, last_id: str | None, deadline: float, gone: Callable[[], object]) -> list[dict[str, Any]]:
        bell = self._user_db.bell
        while True:
            rung = bell.rung  # before looking, so that what is written in between is not waited for
            events = self._user_db.events(last_id)
            left = deadline - monotonic()
            if events or left <= 0 or self.closed or gone():
                return events
            bell.wait(rung, min(left, LOOK_AGAIN))
