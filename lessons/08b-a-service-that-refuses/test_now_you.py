"""Lesson 8b, now you: which of four requests does the service refuse? Each is sent to it, and measured."""

from pathlib import Path

import pytest

from lessons.predictions import wrong_answers
from provider import UserDb, create_app

EXERCISE = Path(__file__).parent.parent / "exercise.toml"


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
    measured = {one: "accepted" if answer.status_code < 300 else "refused" for one, answer in answers.items()}
    if told := wrong_answers(EXERCISE, measured):
        pytest.fail(told, pytrace=False)
