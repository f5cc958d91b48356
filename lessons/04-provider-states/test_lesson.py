"""Lesson 4: the provider state "the user exists" makes the user that its parameters describe, and no other.

- with the parameters of the contract, and with some that no contract has
"""

from collections.abc import Iterator

import pytest

from pact_harness.verifying.state_handlers import ActiveStates, StateHandlers
from provider import UserDb
from tests.provider.states import users as states


@pytest.fixture
def user_db() -> Iterator[UserDb]:
    db = UserDb()
    yield db
    db.close()


def test_the_state_makes_the_user_it_is_asked_for(user_db: UserDb) -> None:
    for wanted_id, wanted_name in [(1, "Alice"), (40, "Ursula")]:
        parameters = {"id": wanted_id, "name": wanted_name}
        ActiveStates(StateHandlers.of(states), {"user_db": user_db}).set_up("the user exists", parameters)
        user = user_db.get(wanted_id)
        if user is None:
            pytest.fail(f"asked for user {wanted_id}, {wanted_name}, the state made no user {wanted_id}", pytrace=False)
        if user.name != wanted_name:
            pytest.fail(f"asked for user {wanted_id}, {wanted_name}, the state made {user.name}", pytrace=False)
