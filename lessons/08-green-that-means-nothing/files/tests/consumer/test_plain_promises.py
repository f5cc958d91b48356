"""Two promises in plain pact-python. What a client sends is in here twice: in the promise, and in the call."""

import aiohttp
from pact import Pact, match


async def test_the_first_user() -> None:
    pact = Pact("plain-client", "user-service")
    (
        pact.upon_receiving("a request for the first user")
        .with_request("GET", "/users")
        .with_query_parameter("limit", "1")
        .will_respond_with(200)
        .with_body({"users": [{"id": match.int(1), "name": "Alice"}]})
    )
    with pact.serve() as server:
        async with aiohttp.ClientSession(server.url) as session:
            answer = await session.get("/users", params={"limit": "1"})
            assert [user["name"] for user in (await answer.json())["users"]] == ["Alice"]
    pact.write_file("build/first-user", overwrite=True)


async def test_a_new_user() -> None:
    pact = Pact("plain-client", "user-service")
    (
        pact.upon_receiving("a request to create a user")
        .with_request("POST", "/users")
        .with_body({"name": "Alice"})
        .will_respond_with(201)
        .with_body({"id": match.int(1), "name": "Alice"})
    )
    with pact.serve() as server:
        async with aiohttp.ClientSession(server.url) as session:
            answer = await session.post("/users", json={"name": "Alice"})
            assert (await answer.json())["name"] == "Alice"
    pact.write_file("build/new-user", overwrite=True)
