"""Lesson 3, now you: which of three requests does the mock refuse? Each is sent to a mock, and measured."""

from pathlib import Path

import aiohttp
import pytest
from pact import Pact
from pact.error import MismatchesError

from lessons.predictions import wrong_answers

EXERCISE = Path(__file__).parent.parent / "exercise.toml"


async def sent(path: str = "/users/", name: str = "Carol", headers: dict[str, str] | None = None) -> str:
    """Whether the mock accepts the request, where `POST /users/` with the name Carol was promised."""
    pact = Pact("profile-client", "user-service")
    pact.upon_receiving("a request to create a user").with_request("POST", "/users/").with_body(
        {"name": "Carol"}
    ).will_respond_with(201)
    try:
        with pact.serve() as server:
            async with aiohttp.ClientSession(str(server.url)) as session:
                await session.post(path, json={"name": name}, headers=headers)
    except MismatchesError:
        return "refused"
    return "accepted"


async def test_you_know_what_the_mock_refuses() -> None:
    measured = {
        "another-header": await sent(headers={"X-Debug": "yes"}),
        "another-name": await sent(name="Dave"),
        "another-query": await sent("/users/?debug=yes"),
    }
    if told := wrong_answers(EXERCISE, measured):
        pytest.fail(told, pytrace=False)
