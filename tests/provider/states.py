"""The provider states that contracts ask for, each set up through the database that the service uses."""

from datetime import UTC, datetime
from typing import Any

from harness.states import state
from provider import User, UserDb

BARE: dict[str, Any] = {"email": None, "ip_address": None, "hobbies": [], "admin": False}


@state("the user exists")
def the_user_exists(user_db: UserDb, *, id: int, name: str, **fields: Any) -> None:  # noqa: A002 - the contract's word
    """The user, and a neighbour: a provider that answers somebody else must have somebody to answer."""
    now = datetime.now(UTC)
    user_db.create(User(id=id, name=name, **{"created_on": now, **BARE, **fields}))
    user_db.create(User(id=user_db.new_user_id(), name="Somebody Else", created_on=now, **BARE))


@state("the user doesn't exist")
def the_user_does_not_exist(user_db: UserDb, *, id: int) -> None:  # noqa: A002 - the contract's word
    assert user_db.get(id) is None
