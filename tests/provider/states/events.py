"""States of what happened to users: done to them, so that it stands in the outbox as the service itself writes it."""

from pact_harness import state
from provider import UserDb
from provider.events.outbox import Outbox
from tests.provider.states.users import create


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
def all_events_so_far_are_handled(outbox: Outbox) -> dict[str, str]:
    """The position of somebody who knows the newest event. Ids of events are the provider's, so it is injected."""
    return {"last_event_id": outbox.after()[-1]["id"]}
