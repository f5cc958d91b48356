"""The call that both clients share: sent, sent again where that is safe, bounded in time and in size."""

from collections.abc import Mapping
from functools import partial
from types import TracebackType
from typing import Self

import aiohttp

from consumer.http.request import Query, Request, http_url
from consumer.http.response import Response
from consumer.http.retry import send_with_retries
from consumer.http.transport import open_session, send


class ServiceClient:
    """A service at one base URL, and the session to talk to it.

    `base_url` may carry a path; a ValueError if it is not http(s). `session` stays the caller's to close, and does what
    its middlewares do: with `consumer.http.transport.send_once` among them it too sends a request just once an attempt.
    Without a session, `async with` opens one and closes it. `timeout` is in seconds, for a whole call: all attempts and
    the pauses between them.
    """

    def __init__(self, base_url: str, *, session: aiohttp.ClientSession | None = None, timeout: float = 5.0) -> None:
        self._base_url = http_url(base_url)
        if not timeout > 0:
            raise ValueError(f"timeout: expected seconds above 0, got {timeout!r}")
        self._timeout = timeout
        self._session = session
        self._opened: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        if self._session is None:
            self._session = self._opened = open_session()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._opened is not None:
            await self._opened.close()
            self._session = self._opened = None

    async def _call(
        self,
        method: str,
        *path: str,
        query: Query | None = None,
        json: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
        wait: float = 0.0,
    ) -> Response:
        """The response to a request, whatever it says, unless it says to come back later.

        `wait`: for how many seconds the service was asked to hold the response back; they come on top of the timeout.
        Raises UnavailableError if no response could be had in time, or only one that says to come back later;
        ContractError for what is not HTTP, or too large.
        """
        if self._session is None:
            raise RuntimeError(f"{type(self).__name__} is not open: use `async with`, or give it a session")
        request = Request(method, self._base_url.joinpath(*path).with_query(query), json, headers or {})
        return await send_with_retries(partial(send, self._session), request, self._timeout + wait)
