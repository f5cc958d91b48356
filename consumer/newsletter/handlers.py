"""One function for each type of event: what it says of a user, as what it does to the mailing list."""

from collections.abc import Callable
from typing import Any

from pydantic import ValidationError

from consumer.errors import ContractError
from consumer.http.response import describe
from consumer.newsletter.models import Deleted, Entry, Event, Reach, User


def user_created(data: Any) -> Entry:
    """Put the user on the list, if there is an email to write to."""
    reach = Reach.model_validate(data)
    if reach.email is None:
        return Entry(reach.id)
    return Entry(reach.id, User.model_validate(data).name, reach.email)


def user_changed(data: Any) -> Entry:
    """Write to the user as named, and where said, from now on; nowhere any more without an email."""
    return user_created(data)


def user_deleted(data: Any) -> Entry:
    """Take the user off the list."""
    return Entry(Deleted.model_validate(data).id)


HANDLERS: dict[str, Callable[[Any], Entry]] = {
    "user-created": user_created,
    "user-changed": user_changed,
    "user-deleted": user_deleted,
}


def handle(event: Event) -> Entry:
    """What the event does to the list: nothing if its type is none of ours, since a feed may gain new ones.

    ContractError if its data is not what events of its type have.
    """
    handler = HANDLERS.get(event.type)
    try:
        return handler(event.data) if handler else Entry()
    except ValidationError as error:
        raise ContractError(f"event {event.id} ({event.type})", describe(error)) from error
