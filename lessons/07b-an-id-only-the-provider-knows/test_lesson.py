"""Lesson 7b: an id that the provider chooses reaches the request, and the answer is still about the right user.

The contract of test_injected_id.py, whose id the state chooses:
- step 1: its replay asks for the user whom the state made
- step 2: the service keeps it, and a service that answers another user breaks it
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import request
from pact import Verifier

from provider import User, UserDb, create_app
from tests.consumer import test_injected_id as injected
from tests.serving import serving

Json = dict[str, Any]
NOW = datetime(2024, 2, 29, 12, 30, tzinfo=UTC)
CONTRACT = Path("build/injected")


class AnswersAnotherUser(UserDb):
    """Whichever user is asked for, the service answers somebody else."""

    def get(self, user_id: int) -> User | None:
        return next(user for user in self.page() if user.id != user_id)


def some_user_exists(user_db: UserDb, *, name: str) -> Json:
    """The provider chooses the id; what a state returns goes into the request."""
    user_db.create(User(id=4711, name=name, created_on=NOW))
    user_db.create(User(id=4712, name="Somebody Else", created_on=NOW))
    return {"id": 4711}


class Replay:
    """The contract, replayed: the paths that were asked for, and what Pact's verifier says (nothing if it is kept)."""

    def __init__(self, user_db: UserDb) -> None:
        self.asked: list[str] = []
        self.complaint = ""
        app = create_app(user_db)

        @app.post("/pact/states")
        def set_up_state() -> Json:
            return some_user_exists(user_db, **request.get_json()["params"])

        @app.before_request
        def note_path() -> None:
            if request.path.startswith("/users"):
                self.asked.append(request.path)

        with serving(app) as url:
            verifier = Verifier("user-service", host="127.0.0.1").add_transport(url=url).add_source(CONTRACT)
            verifier.state_handler(f"{url}/pact/states", teardown=False, body=True)
            try:
                verifier.verify()
            except RuntimeError:
                mismatch = verifier.results["errors"][0]["mismatch"]
                first = mismatch.get("mismatches", [mismatch])[0]
                self.complaint = f"{first.get('path', 'the answer')}\n  {first.get('mismatch', first)}"


@pytest.fixture(autouse=True)
async def _recorded() -> None:
    await injected.test_get_some_user()


def test_the_id_of_the_state_reaches_the_request() -> None:
    asked = Replay(UserDb()).asked
    if asked != ["/users/4711"]:
        paths = ", ".join(asked) or "nothing"
        pytest.fail(f"The state made user 4711, and the service was asked for {paths}.", pytrace=False)


def test_the_service_keeps_the_contract() -> None:
    if said := Replay(UserDb()).complaint:
        pytest.fail(f"An injected id: the service is right, and still breaks the contract.\n{said}", pytrace=False)


def test_an_answer_about_another_user_breaks_it() -> None:
    if not Replay(AnswersAnotherUser()).complaint:
        pytest.fail("An injected id: the contract accepts a provider that answers another user.", pytrace=False)
