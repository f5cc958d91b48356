"""Whatever bytes come over the wire, a call ends in what it promises or in a UserClientError (over real sockets).

- noise; answers with any status, headers and body; good answers with some of their bytes spoilt
"""

import asyncio
from collections.abc import Awaitable, Callable

import aiohttp
import pytest
import stamina
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consumer import User, UserClient, UserClientError
from tests.consumer.answering import ALICE, answering, http

CALLS: list[Callable[[UserClient], Awaitable[User | None]]] = [
    lambda client: client.get_user(1),
    lambda client: client.create_user(name="Alice"),
    lambda client: client.rename_user(1, "Alice"),
    lambda client: client.delete_user(1),
    lambda client: client.set_admin(1, True),
]
NAMES = ["get", "create", "rename", "delete", "set admin"]
ADMIN = b'{"id": 1, "admin": true}'
HEADERS = {
    b"Content-Type": [b"application/json", b"text/html", b"/;=", b"application/json; charset=\xff"],
    b"Content-Length": [b"0", b"5", b"69", b"-1", b"1e3", b"9" * 30],
    b"Content-Encoding": [b"gzip", b"deflate", b"br", b"x"],
    b"Transfer-Encoding": [b"chunked", b"gzip, chunked", b"x"],
    b"Retry-After": [b"0", b"-1", b"\xff", b"9" * 400],
    b"Connection": [b"close", b"keep-alive", b"upgrade"],
    b"Upgrade": [b"websocket"],
    b"Location": [b"http://\xff", b"//", b"/users/2"],
    b"Set-Cookie": [b"=;;", b"a=b; Max-Age=x; Domain=.."],
}


@st.composite
def structured(draw: st.DrawFn) -> bytes:
    """An answer that looks like HTTP, with anything in it."""
    status = draw(st.sampled_from([200, 201, 204]) | st.integers(100, 999))
    names = draw(st.lists(st.sampled_from(sorted(HEADERS)), max_size=4))
    lines = [b"%s: %s" % (name, draw(st.sampled_from(HEADERS[name]) | st.binary(max_size=20))) for name in names]
    body = draw(st.sampled_from([ALICE, ADMIN, b"5\r\nabcde\r\n0\r\n\r\n", b"zz\r\n"]) | st.binary(max_size=50))
    return b"\r\n".join([b"HTTP/1.1 %d Reason" % status, *lines, b"", body])


@st.composite
def spoilt(draw: st.DrawFn) -> bytes:
    """A good answer, some of whose bytes are gone or others."""
    good = draw(
        st.sampled_from(
            [http(200, ALICE), http(200, ADMIN), http(201, ALICE), http(204), http(400, b'{"detail": "no"}')]
        )
    )
    first = draw(st.integers(0, len(good)))
    last = draw(st.integers(first, min(first + 5, len(good))))
    return good[:first] + draw(st.binary(max_size=5)) + good[last:]


async def outcome(call: Callable[[UserClient], Awaitable[User | None]], answer: bytes) -> object:
    """What the call returned or raised. No connection outlives its answer: the next is a case of its own."""
    async with (
        answering(answer) as service,
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True)) as session,
    ):
        try:
            return await call(UserClient(service.url, session=session, timeout=2))
        except Exception as error:
            return error


@pytest.mark.parametrize("call", CALLS, ids=NAMES)
def test_whatever_comes_is_a_user_or_an_error_of_ours(
    call: Callable[[UserClient], Awaitable[User | None]],
) -> None:
    expected = (type(None), UserClientError) if call in CALLS[-2:] else (User, UserClientError)

    @settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.binary(max_size=100) | structured() | spoilt())
    def check(answer: bytes) -> None:
        assert isinstance(runner.run(outcome(call, answer)), expected)

    with stamina.set_testing(True, attempts=1), asyncio.Runner() as runner:
        check()


@pytest.mark.parametrize("call", CALLS, ids=NAMES)
async def test_the_good_answers_above_are_good(call: Callable[[UserClient], Awaitable[User | None]]) -> None:
    status = dict(zip(CALLS, [200, 201, 200, 204, 200], strict=True))[call]
    assert not isinstance(await outcome(call, http(status, ALICE if call is not CALLS[-1] else ADMIN)), Exception)
