"""The client against a service that misbehaves: what no contract can say.

- what each call sends; base URLs with and without a path; what is no base URL
- sessions: opened late, closed only if ours, used as they are, middlewares included; no cookie is kept
- redirects are not followed; of an answer over 1 MiB no more than that is read
- GET and DELETE are tried three times, POST and PATCH once; Retry-After; pauses with jitter
- a 404 to a repeated DELETE is a success, any other is not
- all within the timeout; cancelling stays cancelling
- the password of a URL is in no error
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator

import aiohttp
import pytest
import stamina

from consumer import (
    ContractError,
    RejectedError,
    UnavailableError,
    User,
    UserClient,
    UserClientError,
    UserNotFoundError,
)
from consumer.http.transport import send_once
from tests.consumer.answering import ALICE, SILENCE, answering, http

Call = Callable[[UserClient], Awaitable[User | None]]
GET: Call = lambda client: client.get_user(1)  # noqa: E731 - five of a kind
CREATE: Call = lambda client: client.create_user(name="Alice")  # noqa: E731
RENAME: Call = lambda client: client.rename_user(1, "Alice")  # noqa: E731
DELETE: Call = lambda client: client.delete_user(1)  # noqa: E731
SET_ADMIN: Call = lambda client: client.set_admin(1, True)  # noqa: E731
CALLS = pytest.mark.parametrize(
    "call", [GET, CREATE, RENAME, DELETE, SET_ADMIN], ids=["get", "create", "rename", "delete", "set admin"]
)
REPEATED = pytest.mark.parametrize(
    ("call", "good"), [(GET, http(200, ALICE)), (DELETE, http(204))], ids=["get", "delete"]
)
SENT_ONCE = pytest.mark.parametrize("call", [CREATE, RENAME, SET_ADMIN], ids=["create", "rename", "set admin"])
PASSING = pytest.mark.parametrize(
    "bad", [b"", http(429), http(502), http(503), http(504)], ids=["lost", "429", "502", "503", "504"]
)
USER = User.model_validate_json(ALICE)


@pytest.fixture(autouse=True)
def no_pauses() -> Iterator[None]:
    """Let no test wait for the next attempt; those about waiting turn this off again."""
    with stamina.set_testing(True, attempts=10, cap=True):
        yield


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """The pauses between attempts, noted down instead of waited for."""
    noted: list[float] = []

    async def note(seconds: float) -> None:
        noted.append(seconds)

    with stamina.set_testing(False):
        monkeypatch.setattr(asyncio, "sleep", note)
        yield noted


@pytest.mark.parametrize(
    ("call", "answer", "result", "sent"),
    [
        (GET, http(200, ALICE), USER, ("GET /users/1", b"")),
        (CREATE, http(201, ALICE), USER, ("POST /users/", b'{"name": "Alice"}')),
        (RENAME, http(200, ALICE), USER, ("PATCH /users/1", b'{"name": "Alice"}')),
        (DELETE, http(204), None, ("DELETE /users/1", b"")),
        (lambda client: client.delete_user(USER), http(204), None, ("DELETE /users/1", b"")),
    ],
    ids=["get", "create", "rename", "delete by id", "delete by user"],
)
async def test_a_call_sends_its_request_and_reads_the_answer(
    call: Call, answer: bytes, result: User | None, sent: tuple[str, bytes]
) -> None:
    async with answering(answer) as service, UserClient(service.url) as client:
        assert await call(client) == result
    assert service.requests == [sent]


async def test_a_name_is_sent_as_it_is_for_the_service_to_judge() -> None:
    names = ["", " ", "  Zoë  ", "ALICE", "\0", "é" * 1000, "\ud800"]
    async with answering(http(400, b'{"detail": "no"}')) as service, UserClient(service.url) as client:
        for name in names:
            with pytest.raises(RejectedError):
                await client.create_user(name=name)
            with pytest.raises(RejectedError):
                await client.rename_user(7, name)
    sent = [(line, json.loads(body)) for line, body in service.requests]
    assert sent == [
        asked for name in names for asked in [("POST /users/", {"name": name}), ("PATCH /users/7", {"name": name})]
    ]


@CALLS
@pytest.mark.parametrize("status", [202, 206, 303, 400, 401, 500])
async def test_no_call_takes_another_status_for_success(call: Call, status: int) -> None:
    async with answering(http(status, ALICE)) as service, UserClient(service.url) as client:
        with pytest.raises(UserClientError):
            await call(client)


@pytest.mark.parametrize(
    ("call", "error"),
    [(GET, UserNotFoundError), (CREATE, RejectedError), (RENAME, UserNotFoundError), (DELETE, UserNotFoundError)],
    ids=["get", "create", "rename", "delete"],
)
async def test_only_a_404_about_a_user_means_that_there_is_none(call: Call, error: type[Exception]) -> None:
    async with (
        answering(http(404, b"<h1>?</h1>", media_type="text/html")) as service,
        UserClient(service.url) as client,
    ):
        with pytest.raises(UserClientError) as raised:
            await call(client)
    assert type(raised.value) is error


@pytest.mark.parametrize("path", ["", "/", "/api/v1", "/api/v1/", "/a%2Fb"])
async def test_a_base_url_may_carry_a_path(path: str) -> None:
    async with answering(http(200, ALICE)) as service, UserClient(service.url + path) as client:
        await client.get_user(1)
    assert service.requests == [(f"GET {path.rstrip('/')}/users/1", b"")]


@pytest.mark.parametrize(
    "base_url",
    [
        *[
            "",
            "localhost:8000",
            "/users",
            "ftp://localhost",
            "ws://localhost",
            "file:///etc",
            "http://",
            "http:///users",
        ],
        *["http://localhost:99999", "http://[::1", "http://a..b", "http://\0", None, 8000],
    ],
    ids=repr,
)
def test_what_is_no_http_url_is_a_value_error(base_url: str) -> None:
    with pytest.raises(ValueError, match="base_url: "):
        UserClient(base_url)


@pytest.mark.parametrize("timeout", [0.0, -1.0, float("nan")])
def test_no_time_at_all_is_a_value_error(timeout: float) -> None:
    with pytest.raises(ValueError, match="timeout: expected seconds above 0"):
        UserClient("http://localhost", timeout=timeout)


def test_a_client_can_be_made_outside_an_event_loop_and_opened_again() -> None:
    async def get(service_answers: bytes) -> User:
        async with answering(service_answers) as service:
            client = UserClient(service.url)
            for _ in range(2):
                async with client:
                    user = await client.get_user(1)
            return user

    client = UserClient("http://localhost")
    assert asyncio.run(get(http(200, ALICE))) == USER
    with pytest.raises(RuntimeError, match="UserClient is not open: use `async with`, or give it a session"):
        asyncio.run(client.get_user(1))


async def test_a_session_of_ours_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[aiohttp.ClientSession] = []
    init = aiohttp.ClientSession.__init__

    def noted(session: aiohttp.ClientSession, **options: object) -> None:
        opened.append(session)
        init(session, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(aiohttp.ClientSession, "__init__", noted)
    with pytest.raises(ZeroDivisionError):
        async with UserClient("http://localhost"):
            raise ZeroDivisionError
    assert [session.closed for session in opened] == [True]


async def test_a_session_of_the_callers_stays_open_and_needs_no_with() -> None:
    async with answering(http(200, ALICE)) as service, aiohttp.ClientSession() as session:
        client = UserClient(service.url, session=session)
        assert await client.get_user(1) == USER
        async with client:
            pass
        assert not session.closed
        assert await client.get_user(1) == USER


async def test_a_session_that_raises_for_a_status_changes_no_error() -> None:
    async with answering(http(404)) as service, aiohttp.ClientSession(raise_for_status=True) as session:
        with pytest.raises(UserNotFoundError):
            await UserClient(service.url, session=session).get_user(1)


async def test_the_middlewares_of_a_session_still_work() -> None:
    async def sign(request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
        request.headers["X-Signed"] = "yes"
        return await handler(request)

    async with answering(http(200, ALICE)) as service, aiohttp.ClientSession(middlewares=[sign]) as session:
        await UserClient(service.url, session=session).get_user(1)
    assert "X-Signed: yes" in service.headers[0]


async def test_no_cookie_is_sent_back() -> None:
    async with answering(http(200, ALICE, Set_Cookie="a=b")) as service:
        client = UserClient(service.url.replace("127.0.0.1", "localhost"))  # no jar keeps cookies of an address
        async with client:
            await client.get_user(1)
            await client.get_user(1)
    assert "Cookie" not in service.headers[1]


@CALLS
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_no_redirect_is_followed(call: Call, status: int) -> None:
    async with (
        answering(http(status, Location="/elsewhere"), http(200, ALICE)) as service,
        UserClient(service.url) as client,
    ):
        with pytest.raises(ContractError, match=f"got {status}"):
            await call(client)
    assert len(service.requests) == 1


async def test_an_answer_of_one_mebibyte_is_read() -> None:
    async with answering(http(200, ALICE.ljust(1024 * 1024))) as service, UserClient(service.url) as client:
        assert await client.get_user(1) == USER


@pytest.mark.parametrize("status", [200, 404, 500])
async def test_an_answer_of_more_is_a_contract_error(status: int) -> None:
    async with answering(http(status, ALICE.ljust(1024 * 1024 + 1))) as service, UserClient(service.url) as client:
        with pytest.raises(ContractError, match="expected at most 1048576 bytes, got more"):
            await client.get_user(1)


async def test_an_endless_answer_is_not_read_to_its_end() -> None:
    sent = 0

    async def endless(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        try:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
            while sent < 64 * 1024 * 1024:
                writer.write(b" " * 65536)
                await writer.drain()
                sent += 65536
        except ConnectionError:
            pass
        finally:
            writer.close()

    async with await asyncio.start_server(endless, "127.0.0.1", 0) as server:
        client = UserClient(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
        with pytest.raises(ContractError, match="got more"):
            async with client:
                await client.get_user(1)
    assert sent < 64 * 1024 * 1024


@REPEATED
@PASSING
async def test_what_may_pass_is_tried_three_times(call: Call, good: bytes, bad: bytes) -> None:
    async with answering(bad, bad, good) as service, UserClient(service.url) as client:
        await call(client)
    assert len(service.requests) == 3


@REPEATED
@PASSING
async def test_and_not_a_fourth_time(call: Call, good: bytes, bad: bytes) -> None:
    async with answering(bad, bad, bad, good) as service, UserClient(service.url) as client:
        with pytest.raises(UnavailableError):
            await call(client)
    assert len(service.requests) == 3


@SENT_ONCE
@PASSING
async def test_what_could_do_it_twice_is_never_repeated(call: Call, bad: bytes) -> None:
    async with answering(bad) as service, UserClient(service.url) as client:
        with pytest.raises(UnavailableError):
            await call(client)
    assert len(service.requests) == 1


@REPEATED
@pytest.mark.parametrize("status", [400, 404, 500, 501])
async def test_what_will_not_pass_is_not_repeated(call: Call, good: bytes, status: int) -> None:
    async with answering(http(status), good) as service, UserClient(service.url) as client:
        with pytest.raises(UserClientError):
            await call(client)
    assert len(service.requests) == 1


async def test_an_answer_that_breaks_off_is_asked_for_again() -> None:
    async with answering(http(200, ALICE)[:-5], http(200, ALICE)) as service, UserClient(service.url) as client:
        assert await client.get_user(1) == USER


async def test_nobody_listening_is_unavailable() -> None:
    async with answering(b"") as service:
        url = service.url
    async with UserClient(url) as client:
        with pytest.raises(UnavailableError, match=r"^GET http://127\.0\.0\.1:\d+/users/1: Cannot connect"):
            await client.get_user(1)


@PASSING
async def test_a_404_to_a_repeated_delete_is_a_success(bad: bytes) -> None:
    async with answering(bad, http(404)) as service, UserClient(service.url) as client:
        await client.delete_user(1)
    assert len(service.requests) == 2


async def test_a_session_of_the_callers_that_sends_once_is_sent_by_as_often_as_ours() -> None:
    async with (
        answering(b"", http(404)) as service,
        aiohttp.ClientSession(middlewares=[send_once]) as session,
    ):
        await UserClient(service.url, session=session).delete_user(1)
    assert len(service.requests) == 2


async def test_a_404_to_a_repeated_get_is_none() -> None:
    async with answering(http(503), http(404)) as service, UserClient(service.url) as client:
        with pytest.raises(UserNotFoundError):
            await client.get_user(1)


async def test_a_refusal_of_a_repeated_delete_is_none() -> None:
    async with answering(http(503), http(403)) as service, UserClient(service.url) as client:
        with pytest.raises(RejectedError):
            await client.delete_user(1)


async def test_the_service_says_when_to_come_back(pauses: list[float]) -> None:
    async with answering(http(503, Retry_After="2"), http(200, ALICE)) as service, UserClient(service.url) as client:
        assert await client.get_user(1) == USER
    assert [2 <= pause <= 2.2 for pause in pauses] == [True]


async def test_pauses_differ_so_that_clients_do_not_come_back_together(pauses: list[float]) -> None:
    async with answering(http(503)) as service, UserClient(service.url) as client:
        for _ in range(4):
            with pytest.raises(UnavailableError):
                await client.get_user(1)
    assert len(pauses) == 8
    assert all(0.1 <= pause <= 0.3 for pause in pauses)
    assert len(set(pauses)) > 1


@pytest.mark.parametrize("seconds", ["5", "3600"])
async def test_nobody_waits_longer_than_the_timeout(pauses: list[float], seconds: str) -> None:
    async with answering(http(503, Retry_After=seconds)) as service, UserClient(service.url, timeout=5) as client:
        with pytest.raises(UnavailableError, match="the service answered 503") as error:
            await client.get_user(1)
    assert (len(service.requests), pauses, error.value.retry_after) == (1, [], float(seconds))


@CALLS
async def test_silence_is_unavailable_once_the_time_is_up(call: Call) -> None:
    async with answering(SILENCE) as service, UserClient(service.url, timeout=0.05) as client:
        with pytest.raises(UnavailableError, match=r"no response within 0\.05 s"):
            await call(client)
    assert len(service.requests) == 1


async def test_the_timeout_is_for_all_attempts_together() -> None:
    async with (
        answering(http(503), SILENCE, http(200, ALICE)) as service,
        UserClient(service.url, timeout=0.5) as client,
    ):
        with pytest.raises(UnavailableError, match=r"no response within 0\.5 s"):
            await client.get_user(1)
    assert len(service.requests) == 2


@CALLS
async def test_cancelling_stays_cancelling(call: Call) -> None:
    async with answering(SILENCE) as service, UserClient(service.url) as client:
        task = asyncio.ensure_future(call(client))
        await service.asked.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


async def test_a_timeout_of_the_callers_stays_a_timeout() -> None:
    async with answering(SILENCE) as service, UserClient(service.url) as client:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await client.get_user(1)


@pytest.mark.parametrize("answer", [http(400), http(503), http(302), b"", b"garbage", http(200, b"{}")])
async def test_the_password_of_a_url_is_in_no_error(answer: bytes) -> None:
    async with answering(answer) as service, UserClient(service.url.replace("//", "//me:secret@")) as client:
        with pytest.raises(UserClientError) as error:
            await client.get_user(1)
    assert "Authorization: Basic" in service.headers[0]
    assert "secret" not in str(error.value) + repr(error.value)
