"""A user whose id only the provider knows, in plain pact-python: the state "some user exists" answers {"id": …}."""

from pact import Pact, match

from consumer import UserClient

MOMENT = match.datetime("2020-01-01T12:00:00+0000", format="%Y-%m-%dT%H:%M:%S%z")


async def test_get_some_user() -> None:
    pact = Pact("profile-client", "user-service")
    (
        pact.upon_receiving("a request for some user")
        .given("some user exists", name="Alice")
        .with_request("GET", "/users/1")
        .with_generators({"path": {"type": "ProviderState", "expression": "/users/${id}"}}, "Request")
        .will_respond_with(200)
        .with_body({"id": match.int(1), "name": "Alice", "created_on": MOMENT})
    )
    with pact.serve() as server:
        async with UserClient(str(server.url)) as client:
            user = await client.get_user(1)
            assert (user.id, user.name) == (1, "Alice")
    pact.write_file("build/injected", overwrite=True)
