"""What can happen to an answer on its way, as aiohttp tells of it, and what that means here."""

import asyncio
from textwrap import shorten

import aiohttp
from aiohttp.http_exceptions import ContentEncodingError

from consumer.errors import ContractError, UnavailableError, UserClientError

MOST_BYTES = 1024 * 1024


def what_went_wrong(request: str, error: Exception) -> UserClientError:
    """What it means that aiohttp gave up: the line was cut, or what came over it was not HTTP."""
    if isinstance(error, aiohttp.ClientConnectionError):
        return UnavailableError(request, str(error))
    if isinstance(error, aiohttp.ClientPayloadError) and not isinstance(error.__cause__, ContentEncodingError):
        return UnavailableError(request, "the answer broke off")
    what = error.message if isinstance(error, aiohttp.ClientResponseError) else str(error)
    return ContractError(request, shorten(f"not HTTP: {what}", 200))


async def once(request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
    """Keep aiohttp from repeating a GET or DELETE by itself when the connection is lost: we count attempts."""
    try:
        return await handler(request)
    except aiohttp.ClientConnectorError:
        raise
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
        raise aiohttp.ClientConnectionError("the connection was lost") from error


async def read_body(response: aiohttp.ClientResponse, request: str) -> bytes:
    """The body, or a ContractError for one over 1 MiB, of which no more is read than it takes to know."""
    try:
        await response.content.readexactly(MOST_BYTES + 1)
    except asyncio.IncompleteReadError as whole:
        return whole.partial
    response.close()
    raise ContractError(request, f"expected at most {MOST_BYTES} bytes, got more")
