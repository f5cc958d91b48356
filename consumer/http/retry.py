"""When a request is sent again: after a failure that may pass, where sending it twice does no more than once."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import replace
from http import HTTPStatus

import stamina

from consumer.errors import UnavailableError
from consumer.http.request import Request
from consumer.http.response import Response

ATTEMPTS = 3
REPEATABLE = {"GET", "DELETE"}  # sent twice they do no more than once (RFC 9110, 9.2.2); POST and PATCH might
TRANSIENT = {
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.BAD_GATEWAY,
    HTTPStatus.SERVICE_UNAVAILABLE,
    HTTPStatus.GATEWAY_TIMEOUT,
}
PAUSE = 0.1  # seconds between attempts, where the service names none
JITTER = 0.2  # seconds more, at random: clients that failed together must not come back together


async def send_with_retries(
    send: Callable[[Request], Awaitable[Response]], request: Request, seconds: float
) -> Response:
    """The first response that does not say to come back later, with the number of its attempt.

    `seconds`: for all attempts and the pauses between them. UnavailableError if there is no such response by then, or
    after three attempts; whatever else `send` raises ends it.
    """
    try:
        async with asyncio.timeout(seconds) as limit:
            attempts = ATTEMPTS if request.method in REPEATABLE else 1
            async for attempt in stamina.retry_context(
                lambda error: _pause(error, limit), attempts=attempts, timeout=None
            ):
                with attempt:
                    response = await send(request)
                    if response.status in TRANSIENT:
                        raise response.unavailable()
            return replace(response, attempt=attempt.num)
    except TimeoutError as error:
        raise UnavailableError(str(request), f"no response within {seconds:g} s") from error


def _pause(error: Exception, limit: asyncio.Timeout) -> bool | float:
    """The seconds to wait before trying again; False if that is of no use, or would take too long."""
    if not isinstance(error, UnavailableError):
        return False
    pause = PAUSE if error.retry_after is None else error.retry_after
    wait = pause + random.uniform(0, JITTER)  # noqa: S311 - nothing here is a secret
    left = (limit.when() or 0.0) - asyncio.get_running_loop().time()
    return wait < left and wait
