"""What profile-client needs of user-service where a token is asked for.

- make an administrator: with the token; without it; with a wrong one; where no token would do

The token here is made up: while the contract is verified, a provider state puts the real one in its place, into the
header alone. (`match.like` there would accept any token from the client.)
"""

import pytest
from pact import Pact, match

from consumer import RejectedError, UserClient

pytestmark = pytest.mark.pact(consumer="profile-client", provider="user-service")

TOKEN = "a-symbolic-token"
A_REAL_TOKEN = {"header": {"Authorization": {"type": "ProviderState", "expression": "Bearer ${admin_token}"}}}


async def test_make_a_user_an_administrator(pact: Pact) -> None:
    (
        pact.upon_receiving("a request to make a user an administrator")
        .given("the user exists", id=8, name="Grace")
        .given("an admin token is configured")
        .with_request("PATCH", "/users/8")
        .with_header("Authorization", f"Bearer {TOKEN}")
        .with_generators(A_REAL_TOKEN, "Request")
        .with_body({"admin": True})
        .will_respond_with(200)
        .with_body({"id": 8, "admin": True})
    )
    with pact.serve() as server:
        async with UserClient(str(server.url), token=TOKEN) as client:
            await client.set_admin(8, True)


async def test_make_a_user_an_administrator_without_a_token(pact: Pact) -> None:
    (
        pact.upon_receiving("a request to make a user an administrator without a token")
        .given("the user exists", id=9, name="Heidi")
        .given("an admin token is configured")
        .with_request("PATCH", "/users/9")
        .with_body({"admin": True})
        .will_respond_with(401)
        .with_body({"detail": match.str("this needs the admin token")})
    )
    with pact.serve() as server:
        async with UserClient(str(server.url)) as client:
            with pytest.raises(RejectedError) as error:
                await client.set_admin(9, True)
    assert (error.value.status, error.value.problem.detail) == (401, "this needs the admin token")


async def test_make_a_user_an_administrator_with_a_wrong_token(pact: Pact) -> None:
    (
        pact.upon_receiving("a request to make a user an administrator with a wrong token")
        .given("the user exists", id=10, name="Ivan")
        .given("an admin token is configured")
        .with_request("PATCH", "/users/10")
        .with_header("Authorization", "Bearer a-wrong-token")
        .with_body({"admin": True})
        .will_respond_with(401)
        .with_body({"detail": match.str("this needs the admin token")})
    )
    with pact.serve() as server:
        async with UserClient(str(server.url), token="a-wrong-token") as client:
            with pytest.raises(RejectedError) as error:
                await client.set_admin(10, True)
    assert (error.value.status, error.value.problem.detail) == (401, "this needs the admin token")


async def test_make_a_user_an_administrator_where_no_token_is_configured(pact: Pact) -> None:
    (
        pact.upon_receiving("a request to make a user an administrator where nobody can")
        .given("the user exists", id=11, name="Judy")
        .given("no admin token is configured")
        .with_request("PATCH", "/users/11")
        .with_header("Authorization", f"Bearer {TOKEN}")
        .with_body({"admin": True})
        .will_respond_with(403)
        .with_body({"detail": match.str("nobody can make administrators here")})
    )
    with pact.serve() as server:
        async with UserClient(str(server.url), token=TOKEN) as client:
            with pytest.raises(RejectedError) as error:
                await client.set_admin(11, True)
    assert (error.value.status, error.value.problem.detail) == (403, "nobody can make administrators here")
