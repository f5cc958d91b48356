import asyncio

import pytest
from greeter import greeting
from pact import Pact

pytestmark = pytest.mark.pact(consumer="greeter", provider="user-service")


def test_a_user_is_greeted(pact: Pact) -> None:
    (
        pact.upon_receiving("a request for the user to greet")
        .given("the user exists", id=1, name="Alice")
        .with_request("GET", "/users/1")
        .will_respond_with(200)
        .with_body({"name": "Alice"})
    )
    with pact.serve() as server:
        assert asyncio.run(greeting(str(server.url), 1)) == "Hello, Alice!"
