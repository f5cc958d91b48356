"""Lesson 3, now you: which of three requests does the mock refuse? Each is sent to a mock, and measured."""

import tomllib
from pathlib import Path

import aiohttp
import pytest
from pact import Pact
from pact.error import MismatchesError

ANSWERS = tomllib.loads((Path(__file__).parent.parent / "exercise.toml").read_text(encoding="utf-8"))


def require(measured: dict[str, str]) -> None:
    """Each answer of exercise.toml is what was measured just now."""
    missing = [one for one in measured if not ANSWERS.get(one)]
    wrong = [f"{one} is {came}" for one, came in measured.items() if one not in missing and ANSWERS[one] != came]
    if missing or wrong:
        told = [f"not answered yet: {', '.join(missing)}"] if missing else []
        pytest.fail("; ".join([*wrong, *told]), pytrace=False)


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
    require(
        {
            "another-header": await sent(headers={"X-Debug": "yes"}),
            "another-name": await sent(name="Dave"),
            "another-query": await sent("/users/?debug=yes"),
        }
    )
