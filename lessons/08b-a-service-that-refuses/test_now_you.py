"""Lesson 8b, now you: which of four requests does the service refuse? Each is sent to it, and measured."""

import tomllib
from pathlib import Path

import pytest

from provider import UserDb, create_app

ANSWERS = tomllib.loads((Path(__file__).parent.parent / "exercise.toml").read_text(encoding="utf-8"))


def require(measured: dict[str, str]) -> None:
    """Each answer of exercise.toml is what was measured just now."""
    missing = [one for one in measured if not ANSWERS.get(one)]
    wrong = [f"{one} is {came}" for one, came in measured.items() if one not in missing and ANSWERS[one] != came]
    if missing or wrong:
        told = [f"not answered yet: {', '.join(missing)}"] if missing else []
        pytest.fail("; ".join([*wrong, *told]), pytrace=False)


def test_you_know_what_the_service_refuses() -> None:
    user_db = UserDb()
    client = create_app(user_db).test_client()
    answers = {
        "capital": client.post("/users", json={"name": "Alice", "Email": "alice@example.com"}),
        "a-number": client.post("/users", json={"name": 5}),
        "no-hobbies": client.post("/users", json={"name": "Alice", "hobbies": []}),
        "twice": client.get("/users?limit=1&limit=2"),
    }
    user_db.close()
    require({one: "accepted" if answer.status_code < 300 else "refused" for one, answer in answers.items()})
