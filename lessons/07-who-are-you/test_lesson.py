"""Lesson 7: an answer about somebody else is a wrong answer, and the contract says so.

The contract of test_get_user, with the state of states/users.py:
- the service keeps it
- a service that answers a user whom nobody created breaks it
- a service that answers another user, if it has one, breaks it

The state can make every user, also one with the id that its other user had.
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import request
from pact import Pact, Verifier

from provider import User, UserDb, UserExistsError, create_app
from tests.consumer.profile import test_profile_contract as profile
from tests.provider.states import users as states
from tests.serving import serving

Json = dict[str, Any]
NOW = datetime(2024, 2, 29, 12, 30, tzinfo=UTC)


class AnswersAMadeUpUser(UserDb):
    """The service answers the same user to every request, and stores nobody."""

    def get(self, user_id: int) -> User | None:  # noqa: ARG002 - that is the fault
        return User(id=999, name="Nobody", created_on=NOW)


class AnswersAnotherUser(UserDb):
    """The service answers another user than the one that was asked for, if there is another."""

    def get(self, user_id: int) -> User | None:
        others = [user for user in self.page() if user.id != user_id]
        return others[0] if others else super().get(user_id)


def complaint(contract: Path, user_db: UserDb) -> str:
    """What Pact's verifier says against the service over *user_db*; nothing if the promise is kept."""
    app = create_app(user_db)
    raised: list[Exception] = []

    @app.post("/pact/states")
    def set_up_state() -> Json:
        try:
            states.the_user_exists(user_db, **request.get_json()["params"])
        except Exception as error:  # told below: a state that is answered 500 would be asked for again, for two minutes
            raised.append(error)
        return {}

    with serving(app) as url:
        verifier = Verifier("user-service", host="127.0.0.1").add_transport(url=url).add_source(contract)
        verifier.state_handler(f"{url}/pact/states", teardown=False, body=True)
        try:
            verifier.verify()
        except RuntimeError:
            if raised:
                raise raised[0] from None
            mismatch = verifier.results["errors"][0]["mismatch"]
            first = mismatch.get("mismatches", [mismatch])[0]
            return f"{first.get('path', 'the answer')}\n  {first.get('mismatch', first)}"
    return ""


@pytest.fixture
async def recorded(tmp_path: Path) -> Path:
    """What your contract test records about a user who exists."""
    pact = Pact("profile-client", "user-service")
    await profile.test_get_user(pact)
    pact.write_file(tmp_path)
    return tmp_path


def test_the_service_keeps_the_promise(recorded: Path) -> None:
    if said := complaint(recorded, UserDb()):
        pytest.fail(f"The service is right, but it breaks the contract.\n{said}", pytrace=False)


def test_an_answer_that_is_made_up_breaks_it(recorded: Path) -> None:
    if not complaint(recorded, AnswersAMadeUpUser()):
        pytest.fail("Asked for user 1, a provider may answer user 999: the contract accepts it.", pytrace=False)


def test_an_answer_about_another_user_breaks_it(recorded: Path) -> None:
    user_db = AnswersAnotherUser()
    if not complaint(recorded, user_db):
        users = ", ".join(f"{user.id} {user.name}" for user in user_db.page())
        pytest.fail(
            f"The contract accepts a provider that answers another user, if it has one. The state gave it: {users}.",
            pytrace=False,
        )


def test_the_state_can_make_every_user() -> None:
    for user_id in (2, 3, *others_of(1)):
        others_of(user_id)


def others_of(user_id: int) -> list[int]:
    """The ids of the other users that the state makes beside the one with this id."""
    user_db = UserDb()
    try:
        states.the_user_exists(user_db, id=user_id, name="Alice")
        return [user.id for user in user_db.page() if user.id != user_id]
    except UserExistsError as error:
        pytest.fail(
            f"The state `the user exists` cannot make user {user_id}: {error} Its other user has the same id. "
            "Take an id that nobody has, user_db.new_user_id().",
            pytrace=False,
        )
    finally:
        user_db.close()
