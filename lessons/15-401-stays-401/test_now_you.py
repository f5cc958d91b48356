"""Lesson 15, now you: which status comes for which token? Each request is sent, and measured."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from lessons.predictions import wrong_answers
from provider import User, UserDb, create_app

EXERCISE = Path(__file__).parent.parent / "exercise.toml"


def status(sent: str | None, configured: str = "a-token") -> str:
    """What a request to make user 1 an administrator is answered."""
    user_db = UserDb()
    user_db.create(User(id=1, name="Alice", created_on=datetime(2020, 1, 1, tzinfo=UTC)))
    app = create_app(user_db)
    app.config["ADMIN_TOKEN"] = configured
    headers = {} if sent is None else {"Authorization": sent}
    came = app.test_client().patch("/users/1", json={"admin": True}, headers=headers).status_code
    user_db.close()
    return str(came)


def test_you_know_which_status_comes() -> None:
    measured = {
        "no-token": status(None),
        "wrong-token": status("Bearer another-token"),
        "small-bearer": status("bearer a-token"),
        "not-configured": status("Bearer a-token", configured=""),
    }
    if told := wrong_answers(EXERCISE, measured):
        pytest.fail(told, pytrace=False)
