"""The provider states that contracts ask for, each set up through the database that the service uses."""

from datetime import UTC, datetime
from typing import Any

from flask import Flask

from pact_harness import state
from provider import User, UserDb
from tests.provider.conftest import ADMIN_TOKEN

BARE: dict[str, Any] = {"email": None, "ip_address": None, "hobbies": [], "admin": False}


def create(user_db: UserDb, **fields: Any) -> None:
    user_db.create(User(**{"created_on": datetime.now(UTC), **BARE, **fields}))


# ---- users


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


# ---- what happened to users: done to them, so that it stands in the outbox as the service itself writes it


@state("the user was created")
def the_user_was_created(user_db: UserDb, *, id: int, name: str, email: str | None) -> None:  # noqa: A002
    create(user_db, id=id, name=name, email=email)


@state("the user was changed")
def the_user_was_changed(user_db: UserDb, *, id: int, name: str, email: str | None) -> None:  # noqa: A002
    if user_db.get(id) is None:
        create(user_db, id=id, name="Under Another Name", email="another@example.net")
    user_db.change(id, name=name, email=email)


@state("the user was deleted")
def the_user_was_deleted(user_db: UserDb, *, id: int) -> None:  # noqa: A002 - the contract's word
    if user_db.get(id) is None:
        create(user_db, id=id, name="Soon Forgotten")
    user_db.delete(id)


@state("all events so far are handled")
def all_events_so_far_are_handled(user_db: UserDb) -> dict[str, str]:
    """The position of somebody who knows the newest event. Ids of events are the provider's, so it is injected."""
    return {"last_event_id": user_db.events()[-1]["id"]}


# ---- tokens


@state("an admin token is configured")
def an_admin_token_is_configured(app: Flask) -> dict[str, str]:
    """The token itself is injected into the request: a contract holds a symbolic one only."""
    app.config["ADMIN_TOKEN"] = ADMIN_TOKEN
    return {"admin_token": ADMIN_TOKEN}


@state("no admin token is configured")
def no_admin_token_is_configured(app: Flask) -> None:
    app.config["ADMIN_TOKEN"] = None
