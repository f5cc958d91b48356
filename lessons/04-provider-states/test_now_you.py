"""Lesson 4, now you: a state about something that happened to a user."""

import pytest

from pact_harness.verifying.state_handlers import ActiveStates, StateHandlers
from provider import UserDb
from tests.provider.states import users as states


def test_the_state_renames_the_user() -> None:
    for user_id, before, after in [(5, "Erin", "Eve"), (6, "Frank", "Fred")]:
        user_db = UserDb()
        parameters = {"id": user_id, "before": before, "after": after}
        ActiveStates(StateHandlers.of(states), {"user_db": user_db}).set_up("the user has been renamed", parameters)
        user = user_db.get(user_id)
        user_db.close()
        if user is None:
            pytest.fail(f"the state made no user {user_id}", pytrace=False)
        if user.name != after:
            pytest.fail(f"user {user_id} was renamed from {before} to {after}, and is {user.name}", pytrace=False)
