"""Lesson 8b: a service that refuses what it does not understand makes a wrong request visible.

- it refuses a query parameter and a field that it does not know, and a new user without a name
- the replay of a contract whose client calls the name `full_name` is red, although the contract asks for a shape only
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from pact import Pact, Verifier, match

from provider import UserDb, create_app
from tests.serving import serving

Json = dict[str, Any]


@pytest.fixture
def app() -> Iterator[Flask]:
    user_db = UserDb()
    yield create_app(user_db)
    user_db.close()


@pytest.mark.parametrize(
    ("method", "place", "arguments"),
    [
        ("GET", "/users?page_size=1", {}),
        ("POST", "/users", {"json": {"name": "Alice", "full_name": "Alice"}}),
        ("POST", "/users", {"json": {"email": "alice@example.com"}}),
    ],
    ids=["a parameter", "a field", "no name"],
)
def test_the_service_refuses_what_it_does_not_understand(app: Flask, method: str, place: str, arguments: Json) -> None:
    status = app.test_client().open(place, method=method, **arguments).status_code
    if status != 400:
        sent = f" of {json.dumps(arguments['json'])}" if arguments else ""
        pytest.fail(f"{method} {place}{sent} is answered {status}; expected 400.", pytrace=False)


def test_a_good_request_is_served(app: Flask) -> None:
    client = app.test_client()
    assert client.post("/users", json={"name": "Alice", "hobbies": ["chess"]}).status_code == 201
    assert client.get("/users?limit=1").status_code == 200


def test_the_verification_finds_the_wrong_name(app: Flask, tmp_path: Path) -> None:
    pact = Pact("plain-client", "user-service")
    (
        pact.upon_receiving("a request to create a user, by a name that the service does not have")
        .with_request("POST", "/users")
        .with_body({"full_name": "Alice"})
        .will_respond_with(201)
        .with_body({"id": match.int(1), "name": match.str("Alice")})
    )
    pact.write_file(tmp_path)
    with serving(app) as url:
        verifier = Verifier("user-service", host="127.0.0.1").add_transport(url=url).add_source(tmp_path)
        verifier.set_coloured_output(enabled=False)
        try:
            verifier.verify()
        except RuntimeError:
            return
        names = [user["name"] for user in app.test_client().get("/users").get_json()["users"]]
    pytest.fail(f"the verification is green, and nobody was called Alice: {names}", pytrace=False)
