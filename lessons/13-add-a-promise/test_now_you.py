"""Lesson 13, now you: what does the service answer to pages at the edge? Each is asked for, and measured."""

from pathlib import Path

import pytest

from lessons.predictions import wrong_answers
from provider import UserDb, create_app

EXERCISE = Path(__file__).parent.parent / "exercise.toml"


def test_you_know_what_the_service_answers() -> None:
    user_db = UserDb()
    client = create_app(user_db).test_client()
    places = {"limit-0": "limit=0", "limit-100": "limit=100", "limit-101": "limit=101", "after-999": "after=999"}
    measured = {one: str(client.get(f"/users?{query}").status_code) for one, query in places.items()}
    user_db.close()
    if told := wrong_answers(EXERCISE, measured):
        pytest.fail(told, pytrace=False)
