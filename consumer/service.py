"""The call that all clients share: sent, repeated where that is safe, bounded in time and in size."""

import asyncio
import random
from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus
from types import TracebackType
from typing import Self

import aiohttp
import stamina
from aiohttp.http_exceptions import HttpProcessingError

from consumer.answer import Answer, seconds_to_wait
from consumer.errors import UnavailableError
from consumer.request import Query, Request, http_url
from consumer.wire import once, read_body, what_went_wrong

ATTEMPTS = 3
REPEATABLE = {"GET", "DELETE"}  # asked twice they do no more than once (RFC 9110, 9.2.2); POST and PATCH might
TRANSIENT = {
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.BAD_GATEWAY,
    HTTPStatus.SERVICE_UNAVAILABLE,
    HTTPStatus.GATEWAY_TIMEOUT,
}
PAUSE = 0.1  # seconds between attempts, where the service names none
JITTER = 0.2  # seconds more, at random: clients that failed together must not come back together


class ServiceClient:
    """A service at one base URL, and the session to talk to it.

    `base_url` may carry a path; a ValueError if it is not http(s). `session` stays the caller's to close; without
    one, `async with` opens one and closes it. `timeout` is in seconds, for a whole call: its repetitions and the
    pauses between them included.
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
            # What the service says is read from answers alone: no cookie of one request changes the next
            self._session = self._opened = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())
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
    ) -> Answer:
        """The answer to a request, whatever it says, unless it says to come back later.

        `wait`: for how many seconds the service was asked to hold the answer back; they come on top of the timeout.
        Raises UnavailableError if no answer could be had in time, or only one that says to come back later;
        ContractError for what is not HTTP, or too large.
        """
        request = Request(method, self._base_url.joinpath(*path).with_query(query), json, headers or {})
        seconds = self._timeout + wait
        try:
            async with asyncio.timeout(seconds) as limit:
                return await self._repeat(request, limit)
        except TimeoutError as error:
            raise UnavailableError(str(request), f"no answer within {seconds:g} s") from error

    async def _repeat(self, request: Request, limit: asyncio.Timeout) -> Answer:
        """Send it, again where that is safe, until an answer says something other than "later"."""

        def pause(error: Exception) -> bool | float:
            """The seconds to wait before trying again; False if that is of no use, or would take too long."""
            if not isinstance(error, UnavailableError):
                return False
            asked = PAUSE if error.retry_after is None else error.retry_after
            wait = asked + random.uniform(0, JITTER)  # noqa: S311 - nothing here is a secret
            left = (limit.when() or 0.0) - asyncio.get_running_loop().time()
            return wait < left and wait

        attempts = ATTEMPTS if request.method in REPEATABLE else 1
        async for attempt in stamina.retry_context(pause, attempts=attempts, timeout=None):
            with attempt:
                answer = await self._send(request)
                if answer.status in TRANSIENT:
                    raise answer.unavailable()
        return replace(answer, attempt=attempt.num)

    async def _send(self, request: Request) -> Answer:
        """Send it once, follow no redirect, and read the answer."""
        if self._session is None:
            raise RuntimeError(f"{type(self).__name__} is not open: use `async with`, or give it a session")
        try:
            async with self._session.request(
                request.method,
                request.url,
                json=request.json,
                headers=request.headers,
                allow_redirects=False,
                raise_for_status=False,
                timeout=aiohttp.ClientTimeout(),
                # these replace the session's own, and there is no public way to add one
                middlewares=(*getattr(self._session, "_middlewares", ()), once),
            ) as response:
                wait = seconds_to_wait(response.headers.get("Retry-After"))
                body = await read_body(response, str(request))
                # aiohttp would call what came without a media type application/octet-stream
                media_type = response.content_type if "Content-Type" in response.headers else ""
                return Answer(str(request), response.status, media_type, body, wait)
        except (aiohttp.ClientError, HttpProcessingError) as error:
            raise what_went_wrong(str(request), error) from error
