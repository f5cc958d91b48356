"""The answer to a new user, promised by pact-python alone: no fixture of ours watches over it."""

import aiohttp
from pact import Pact, match


async def test_create_user() -> None:
    pact = Pact("profile-client", "user-service")
    (
        pact.upon_receiving("a request to create a user")
        .with_request("POST", "/users/")
        .with_body({"name": "Carol"})
        .will_respond_with(201)
        .with_body({"id": match.int(3)})
    )
    with pact.serve() as server:
        async with aiohttp.ClientSession() as session:
            answer = await session.post(f"{server.url}/users/", json={"name": "Carol"})
            assert answer.status == 201
    pact.write_file("build/plain", overwrite=True)
