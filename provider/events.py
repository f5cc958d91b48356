"""What the service tells others about its users, as CloudEvents; free of HTTP and SQL.

Functions of plain values, so that the promise made to those who read the events is checked on just this code.
https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md, https://www.http-feeds.org
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from provider.user import User

SOURCE = "/users"  # with an event's id, it names that event among all others
DELETED = "user-deleted"


@dataclass(frozen=True)
class Event:
    """What happened to the user *subject* (an id); *data* is JSON-ready."""

    type: str
    subject: str
    data: dict[str, Any]


def user_created(user: User) -> Event:
    return Event("user-created", str(user.id), _told(user))


def user_changed(before: User, after: User) -> Event | None:
    """The event, or None where nothing changed that events tell of."""
    told = _told(after)
    return None if told == _told(before) else Event("user-changed", str(after.id), told)


def user_deleted(user_id: int) -> Event:
    return Event(DELETED, str(user_id), {"id": user_id})


def cloud_event(event: Event, event_id: str, time: datetime) -> dict[str, Any]:
    """The event as it stands in the feed; `time` as in RFC 3339, in UTC and to the second."""
    # http-feeds.org: it is the method that tells a reader to forget the subject
    method = {"method": "DELETE"} if event.type == DELETED else {}
    return {
        "specversion": "1.0",
        "id": event_id,
        "source": SOURCE,
        "type": event.type,
        "subject": event.subject,
        "time": time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        **method,
        "datacontenttype": "application/json",
        "data": event.data,
    }


def _told(user: User) -> dict[str, Any]:
    return {"id": user.id, "name": user.name, "email": user.email}
