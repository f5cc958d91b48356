"""The provider states of users, each set up through the database that the service uses."""

from datetime import UTC, datetime
from typing import Any

from pact_harness import state
from provider import User, UserDb


def create(user_db: UserDb, **fields: Any) -> None:
    user_db.create(User(**{"created_on": datetime.now(UTC), **fields}))


@state("the user exists")
def the_user_exists(user_db: UserDb, *, id: int, name: str, **fields: Any) -> None:  # noqa: A002 - the contract's word
    """The user, and a neighbour: a provider that answers somebody else must have somebody to answer."""
    create(user_db, id=id, name=name, **fields)
    create(user_db, id=user_db.new_user_id(), name="Somebody Else")


@state("the user doesn't exist")
def the_user_does_not_exist(user_db: UserDb, *, id: int) -> None:  # noqa: A002 - the contract's word
    assert user_db.get(id) is None


@state("there are users")
def there_are_users(user_db: UserDb, *, users: list[dict[str, Any]]) -> None:
    """These, and nobody else. Each has a value in every field that the contract leaves to the provider."""
    there_are_no_users(user_db)
    for user in users:
        create(user_db, **{"ip_address": "192.0.2.1", "hobbies": ["chess"], **user})


@state("there are no users")
def there_are_no_users(user_db: UserDb) -> None:
    assert user_db.page() == []
