"""What profile-client needs of user-service: each test drives the real client and records one interaction.

- get: a user; one who does not exist
- create: a user; one with an empty name
- rename: a user; one who does not exist
- delete: a user; one who does not exist

Identity is promised exactly, since an answer about somebody else is a wrong answer; what the provider decides alone is
promised by shape; what the client does not read is not promised at all (https://docs.pact.io/consumer).
"""

from datetime import UTC, datetime

import pytest
from pact import Pact, match

from consumer import RejectedError, User, UserClient, UserNotFoundError

pytestmark = pytest.mark.pact(consumer="profile-client", provider="user-service")

CREATED_ON = datetime(2020, 1, 1, 12, 0, tzinfo=UTC)
A_DATETIME = match.datetime("2020-01-01T12:00:00+0000", format="%Y-%m-%dT%H:%M:%S%z")


async def test_get_user(pact: Pact) -> None:
    (
        pact.upon_receiving("a request for a user")
        .given("the user exists", id=1, name="Alice")
        .with_request("GET", "/users/1")
        .will_respond_with(200)
        .with_body({"id": 1, "name": "Alice", "created_on": A_DATETIME})
    )
    with pact.serve() as server:
        async with UserClient(str(server.url)) as client:
            assert await client.get_user(1) == User(id=1, name="Alice", created_on=CREATED_ON)


async def test_get_user_who_does_not_exist(pact: Pact) -> None:
    (
        pact.upon_receiving("a request for a user who does not exist")
        .given("the user doesn't exist", id=2)
        .with_request("GET", "/users/2")
        .will_respond_with(404)
    )
    with pact.serve() as server:
        async with UserClient(str(server.url)) as client:
            with pytest.raises(UserNotFoundError):
                await client.get_user(2)


async def test_create_user(pact: Pact) -> None:
    (
        pact.upon_receiving("a request to create a user")
        .with_request("POST", "/users/")
        .with_body({"name": "Carol"})
        .will_respond_with(201)
        .with_body({"id": match.int(3), "name": "Carol", "created_on": A_DATETIME})
    )
    with pact.serve() as server:
        async with UserClient(str(server.url)) as client:
            assert await client.create_user(name="Carol") == User(id=3, name="Carol", created_on=CREATED_ON)


async def test_create_user_with_an_empty_name(pact: Pact) -> None:
    (
        pact.upon_receiving("a request to create a user with an empty name")
        .with_request("POST", "/users/")
        .with_body({"name": ""})
        .will_respond_with(400)
        .with_body({"detail": match.str("name: must not be empty")})
    )
    with pact.serve() as server:
        async with UserClient(str(server.url)) as client:
            with pytest.raises(RejectedError) as error:
                await client.create_user(name="")
    assert error.value.problem.detail == "name: must not be empty"


async def test_rename_user(pact: Pact) -> None:
    (
        pact.upon_receiving("a request to rename a user")
        .given("the user exists", id=4, name="Dave")
        .with_request("PATCH", "/users/4")
        .with_body({"name": "David"})
        .will_respond_with(200)
        .with_body({"id": 4, "name": "David", "created_on": A_DATETIME})
    )
    with pact.serve() as server:
        async with UserClient(str(server.url)) as client:
            assert await client.rename_user(4, "David") == User(id=4, name="David", created_on=CREATED_ON)


async def test_rename_user_who_does_not_exist(pact: Pact) -> None:
    (
        pact.upon_receiving("a request to rename a user who does not exist")
        .given("the user doesn't exist", id=5)
        .with_request("PATCH", "/users/5")
        .with_body({"name": "Erin"})
        .will_respond_with(404)
    )
    with pact.serve() as server:
        async with UserClient(str(server.url)) as client:
            with pytest.raises(UserNotFoundError):
                await client.rename_user(5, "Erin")


async def test_delete_user(pact: Pact) -> None:
    (
        pact.upon_receiving("a request to delete a user")
        .given("the user exists", id=6, name="Frank")
        .with_request("DELETE", "/users/6")
        .will_respond_with(204)
    )
    with pact.serve() as server:
        async with UserClient(str(server.url)) as client:
            await client.delete_user(6)


async def test_delete_user_who_does_not_exist(pact: Pact) -> None:
    (
        pact.upon_receiving("a request to delete a user who does not exist")
        .given("the user doesn't exist", id=7)
        .with_request("DELETE", "/users/7")
        .will_respond_with(404)
    )
    with pact.serve() as server:
        async with UserClient(str(server.url)) as client:
            with pytest.raises(UserNotFoundError):
                await client.delete_user(7)
