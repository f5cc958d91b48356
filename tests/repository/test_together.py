"""The real client against the real service, over a real socket: what both contracts and mocks can only promise.

- a user's whole life: created, read, renamed, deleted, gone
- a name the service refuses
- an administrator made with the token, and none without
- a URL whose path a proxy would have added
"""

from collections.abc import Iterator

import pytest
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.wrappers import Response

from consumer import RejectedError, UserClient, UserNotFoundError
from provider import UserDb, create_app
from tests.serving import serving

ADMIN_TOKEN = "a token for tests only"


@pytest.fixture
def url(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("PROVIDER_ADMIN_TOKEN", ADMIN_TOKEN)
    app = create_app(UserDb())
    with serving(DispatcherMiddleware(Response("nothing here", 404), {"": app, "/api/v1": app})) as url:
        yield url


async def test_a_user_lives_as_the_client_says(url: str) -> None:
    async with UserClient(url) as client:
        alice = await client.create_user(name="Alice")
        bob = await client.create_user(name="Bob")
        assert await client.get_user(alice.id) == alice
        alicia = await client.rename_user(alice.id, "Alicia")
        assert (alicia.id, alicia.name, alicia.created_on) == (alice.id, "Alicia", alice.created_on)
        await client.delete_user(alicia)
        with pytest.raises(UserNotFoundError):
            await client.get_user(alice.id)
        with pytest.raises(UserNotFoundError):
            await client.delete_user(alice.id)
        assert await client.get_user(bob.id) == bob


async def test_a_refusal_says_which_field_is_wrong(url: str) -> None:
    async with UserClient(url) as client:
        with pytest.raises(RejectedError, match="name"):
            await client.create_user(name="   ")


async def test_only_the_token_makes_an_administrator(url: str) -> None:
    async with UserClient(url) as anybody, UserClient(url, token=ADMIN_TOKEN) as somebody:
        alice = await anybody.create_user(name="Alice")
        with pytest.raises(RejectedError) as error:
            await anybody.set_admin(alice.id, True)
        assert error.value.status == 401
        await somebody.set_admin(alice.id, True)


@pytest.mark.parametrize("path", ["/api/v1", "/api/v1/"])
async def test_a_base_url_with_a_path_reaches_the_service(url: str, path: str) -> None:
    async with UserClient(url + path) as client:
        assert (await client.create_user(name="Carol")).name == "Carol"
