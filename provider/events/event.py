"""What other services are told about users, as CloudEvents; free of HTTP and SQL.

https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md, https://www.http-feeds.org
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from provider.users.model import User

SOURCE = "/users"  # with an event's id, it names that event among all others
DELETED = "user-deleted"


@dataclass(frozen=True)
class Event:
    """What happened to the user *subject* (an id); *data* is JSON-ready."""

    type: str
    subject: str
    data: dict[str, Any]


def event_of(before: User | None, after: User | None) -> Event | None:
    """The event of a change from *before* (None: created) to *after* (None: deleted).

    None where nothing changed that an event holds.
    """
    if after is None:
        return None if before is None else Event(DELETED, str(before.id), {"id": before.id})
    if before is None:
        return Event("user-created", str(after.id), _data(after))
    return None if _data(before) == _data(after) else Event("user-changed", str(after.id), _data(after))


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


def _data(user: User) -> dict[str, Any]:
    return {"id": user.id, "name": user.name, "email": user.email}
