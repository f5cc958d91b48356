"""One request over aiohttp, and what it means when it fails on its way."""

import asyncio
from textwrap import shorten

import aiohttp
from aiohttp.http_exceptions import ContentEncodingError, HttpProcessingError

from consumer.errors import ContractError, UnavailableError, UserClientError
from consumer.http.request import Request
from consumer.http.response import Response, seconds_to_wait

MAX_BYTES = 1024 * 1024


def open_session() -> aiohttp.ClientSession:
    """A session that keeps no cookie, so that no request changes the next, and sends each request just once."""
    return aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar(), middlewares=[send_once])


async def send_once(request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
    """Middleware of a session: keep aiohttp from sending a GET or DELETE again by itself when the connection is lost.

    The retries of this package count attempts, so that a DELETE that is answered 404 the second time is done.
    """
    try:
        return await handler(request)
    except aiohttp.ClientConnectorError:
        raise
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
        raise aiohttp.ClientConnectionError("the connection was lost") from error


async def send(session: aiohttp.ClientSession, request: Request) -> Response:
    """The response, read whole; no redirect is followed.

    UnavailableError where the connection failed; ContractError for what is not HTTP, or over 1 MiB.
    """
    try:
        async with session.request(
            request.method,
            request.url,
            json=request.json,
            headers=request.headers,
            allow_redirects=False,
            raise_for_status=False,
            timeout=aiohttp.ClientTimeout(),
        ) as response:
            body = await _read_body(response, str(request))
            # aiohttp would call what came without a media type application/octet-stream
            media_type = response.content_type if "Content-Type" in response.headers else ""
            retry_after = seconds_to_wait(response.headers.get("Retry-After"))
            return Response(str(request), response.status, media_type, body, retry_after)
    except (aiohttp.ClientError, HttpProcessingError) as error:
        raise _failure(str(request), error) from error


def _failure(request: str, error: Exception) -> UserClientError:
    """What it means that aiohttp gave up: the connection failed, or what came over it was not HTTP."""
    if isinstance(error, aiohttp.ClientConnectionError):
        return UnavailableError(request, str(error))
    if isinstance(error, aiohttp.ClientPayloadError) and not isinstance(error.__cause__, ContentEncodingError):
        return UnavailableError(request, "the response was cut off")
    what = error.message if isinstance(error, aiohttp.ClientResponseError) else str(error)
    return ContractError(request, shorten(f"not HTTP: {what}", 200))


async def _read_body(response: aiohttp.ClientResponse, request: str) -> bytes:
    """The body, or a ContractError for one over 1 MiB, of which no more is read than it takes to know."""
    try:
        await response.content.readexactly(MAX_BYTES + 1)
    except asyncio.IncompleteReadError as whole:
        return whole.partial
    response.close()
    raise ContractError(request, f"expected at most {MAX_BYTES} bytes, got more")
