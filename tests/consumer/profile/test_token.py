"""The administrator's token: where it goes, and where it never may.

- it is sent with set_admin, and with no other call; without one no header is sent
- an answer about somebody else, or that says the opposite, is a contract error; a 404 means that there is no such user
- no token: what no header can carry to everybody alike; a second kind of credentials beside it
- it is in no repr, no log record, no error nor its causes, whatever the service answers; and in no contract
"""

import json
import logging
import traceback
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest
from yarl import URL

from consumer import ContractError, UserClient, UserClientError, UserNotFoundError
from consumer.http.request import Request
from tests.consumer.answering import ALICE, answering, http

TOKEN = "s3cr3t-token"
CONTRACTS = Path(__file__).parents[3] / "contracts"


def admin(user_id: int = 1, *, is_admin: bool = True) -> bytes:
    return http(200, f'{{"id": {user_id}, "admin": {str(is_admin).lower()}}}'.encode())


async def test_the_token_goes_with_set_admin() -> None:
    async with answering(admin()) as service, UserClient(service.url, token=TOKEN) as client:
        await client.set_admin(1, True)
    assert service.requests == [("PATCH /users/1", b'{"admin": true}')]
    assert f"\r\nAuthorization: Bearer {TOKEN}\r\n" in service.headers[0]


async def test_the_token_goes_with_no_other_call() -> None:
    async with (
        answering(http(200, ALICE), http(201, ALICE), http(200, ALICE), http(204)) as service,
        UserClient(service.url, token=TOKEN) as client,
    ):
        await client.get_user(1)
        await client.create_user(name="Alice")
        await client.rename_user(1, "Alice")
        await client.delete_user(1)
    assert len(service.headers) == 4
    assert "Authorization" not in "".join(service.headers)


async def test_without_a_token_none_is_sent() -> None:
    async with answering(admin(is_admin=False)) as service, UserClient(service.url) as client:
        await client.set_admin(1, False)
    assert service.requests == [("PATCH /users/1", b'{"admin": false}')]
    assert "Authorization" not in service.headers[0]


@pytest.mark.parametrize(
    "answer",
    [admin(2), admin(is_admin=False), http(200, ALICE), http(200, b'{"id": 1, "admin": 1}'), http(204)],
    ids=["another user", "no administrator", "says nothing", "no boolean", "no user"],
)
async def test_an_answer_that_does_not_say_what_was_asked_is_a_contract_error(answer: bytes) -> None:
    async with answering(answer) as service, UserClient(service.url, token=TOKEN) as client:
        with pytest.raises(ContractError):
            await client.set_admin(1, True)


async def test_a_404_means_that_there_is_no_such_user() -> None:
    async with answering(http(404)) as service, UserClient(service.url, token=TOKEN) as client:
        with pytest.raises(UserNotFoundError, match="there is no user 1"):
            await client.set_admin(1, True)


@pytest.mark.parametrize(
    "bad", ["", " ", " s3cr3t", "s3cr3t ", "s3cr3t\r\nX: y", "s3cr3t\n", "s3cr3t\0", "s3cr3t-é", "s3cr3t-токен"]
)
def test_what_no_header_can_carry_is_a_value_error_that_does_not_show_it(bad: str) -> None:
    with pytest.raises(ValueError, match="token: expected printable ASCII") as error:
        UserClient("http://localhost", token=bad)
    assert "s3cr3t" not in repr(error.value)


async def test_a_token_may_be_a_text_that_no_log_shows() -> None:
    class Masked(str):
        __slots__ = ()

    async with answering(admin()) as service, UserClient(service.url, token=Masked(TOKEN)) as client:
        await client.set_admin(1, True)
    assert f"\r\nAuthorization: Bearer {TOKEN}\r\n" in service.headers[0]


def test_no_repr_of_a_request_shows_what_its_headers_hold() -> None:
    """Nor may a request that was judged to be safe become another one."""
    request = Request("GET", URL("http://localhost/"), headers={"Authorization": f"Bearer {TOKEN}"})
    assert repr(request) == "Request(method='GET', url=URL('http://localhost/'), json=None)"
    with pytest.raises(FrozenInstanceError):
        request.url = URL("http://elsewhere/")  # type: ignore[misc]


@pytest.mark.parametrize("url", ["http://me:pw@localhost", "http://me@localhost", "http://:pw@localhost"])
def test_a_url_with_credentials_of_its_own_is_a_value_error(url: str) -> None:
    with pytest.raises(ValueError, match="a request carries one kind") as error:
        UserClient(url, token=TOKEN)
    assert TOKEN not in repr(error.value)


@pytest.mark.parametrize(
    "answer",
    [
        http(401, b'{"detail": "no"}'),
        http(403),
        http(404),
        http(500),
        http(503),
        http(302, Location="/"),
        http(200, b"{}"),
        http(200, b"x", Content_Encoding="gzip"),
        b"",
        b"garbage\r\n\r\n",
        http(200, b"x" * 2**20 + b"x"),
    ],
    ids=["401", "403", "404", "500", "503", "302", "no user", "no gzip", "lost", "no HTTP", "too large"],
)
async def test_the_token_is_in_no_error_no_log_and_no_repr(answer: bytes, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with answering(answer) as service, UserClient(service.url, token=TOKEN) as client:
        with pytest.raises(UserClientError) as raised:
            await client.set_admin(1, True)
    assert TOKEN in service.headers[0]
    told = [repr(client), repr(vars(client)), caplog.text, *map(repr, caplog.records)]
    error: BaseException | None = raised.value
    while error is not None:
        told += [str(error), repr(error), repr(vars(error)), *traceback.format_exception(error)]
        error = error.__cause__ or error.__context__
    assert [text for text in told if TOKEN in text] == []


def test_every_token_in_a_contract_is_a_symbol() -> None:
    """Where one must be right, a provider state puts the real one in its place."""
    texts = [path.read_text(encoding="utf-8") for path in CONTRACTS.glob("*.json")]
    requests = [each.get("request", {}) for text in texts for each in json.loads(text)["interactions"]]
    given = [value for request in requests for value in request.get("headers", {}).get("Authorization", [])]
    assert set(given) == {"Bearer a-symbolic-token", "Bearer a-wrong-token"}
    injected = [request.get("generators", {}).get("header", {}) for request in requests]
    assert {"type": "ProviderState", "expression": "Bearer ${admin_token}"} in [
        header.get("Authorization") for header in injected
    ]
