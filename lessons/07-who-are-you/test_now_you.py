"""Lesson 7, now you: a service that always answers the first user, or the last one, is caught as well."""

import pytest

from provider import UserDb
from tests.provider.states.users import the_user_exists


def test_the_first_user_and_the_last_are_wrong() -> None:
    user_db = UserDb()
    the_user_exists(user_db, id=7, name="Grace")
    users = user_db.page()
    user_db.close()
    told = ", ".join(f"{user.id} {user.name}" for user in users)
    for place, which in [(0, "first"), (-1, "last")]:
        if users[place].id == 7:
            pytest.fail(
                f"A service that always answers the {which} user is right by chance. The state made {told}.",
                pytrace=False,
            )


def test_user_1_can_still_be_made() -> None:
    user_db = UserDb()
    the_user_exists(user_db, id=1, name="Alice")
    user = user_db.get(1)
    user_db.close()
    assert user is not None
    assert user.name == "Alice"
