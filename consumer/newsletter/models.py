"""What the newsletter reads of user-service's responses: id, name and email; and what it makes of them."""

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field, RootModel

from consumer.http.models import ResponseModel

Id = Annotated[int, Field(ge=1)]
Text = Annotated[str, Field(min_length=1)]


class Reach(ResponseModel):
    """Whether a user can be written to; without an email nobody asks for the name."""

    id: Id
    email: Text | None


class User(Reach):
    """A user as a page or an event tells of one."""

    name: Text


class Subscriber(User):
    """A user to whom the newsletter can be sent."""

    email: Text


class Users(ResponseModel):
    """A page of users as the service sends it."""

    users: tuple[User, ...]
    next: str | None


@dataclass(frozen=True)
class Page:
    """Users by id, and after which id the next page begins; None if this is the last."""

    users: tuple[User, ...]
    after: int | None


class Deleted(ResponseModel):
    """A user of whom nothing is left but the id."""

    id: Id


class Event(ResponseModel):
    """A CloudEvent (https://cloudevents.io), as far as the newsletter reads it.

    `id` is opaque: to be handed back, and compared, never taken apart. What `data` is depends on `type`.
    """

    id: Text
    type: Text
    data: Any = None


class Batch(RootModel[tuple[Event, ...]]):
    """Events in the order in which they happened (application/cloudevents-batch+json)."""


@dataclass(frozen=True)
class Entry:
    """What an event does to the mailing list: the user is on it from now on, or without an email off it.

    Without a user it does nothing.
    """

    user: int | None = None
    name: str | None = None
    email: str | None = None


class Line(ResponseModel):
    """A line of the mailing list: an event, and the entry that it made."""

    event: Text
    user: Id | None
    name: Text | None
    email: Text | None
