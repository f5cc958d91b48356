"""The events table: written in the transaction of the change itself, so that neither is ever there without the other.

https://microservices.io/patterns/data/transactional-outbox.html
"""

import re
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from provider.errors import UnknownEventError
from provider.events import Event, cloud_event
from provider.tables import MAX_ID, events


def add(connection: sa.Connection, event: Event) -> None:
    """Write *event*; it is in the feed once *connection*'s transaction is committed, the last thing it should do.

    Readers remember how far they are by an event's id. So ids must become visible in their own order, or an event
    that commits late would never be read. SQLite has one writer at a time; in PostgreSQL the lock makes it so,
    from the moment that an id is given until the transaction has ended.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock('events'::regclass::bigint)")
    row = {"type": event.type, "subject": event.subject, "data": event.data, "time": datetime.now(UTC)}
    connection.execute(sa.insert(events).values(row))


def after(connection: sa.Connection, last_id: str | None, limit: int) -> list[dict[str, Any]]:
    """At most *limit* CloudEvents, in order: those behind *last_id*, or the first. Raises UnknownEventError."""
    start = 0 if last_id is None else _number(last_id)
    query = sa.select(events).where(events.c.id >= start).order_by(events.c.id).limit(limit + 1)
    rows = connection.execute(query).mappings().all()
    if last_id is None:
        return [_cloud_event(row) for row in rows[:limit]]
    if not rows or rows[0]["id"] != start:
        raise UnknownEventError(last_id)
    return [_cloud_event(row) for row in rows[1:]]


def _number(event_id: str) -> int:
    # Just the form in which ids are given: for 007 or +7 there is no event.
    if not re.fullmatch("[1-9][0-9]{0,18}", event_id) or int(event_id) > MAX_ID:
        raise UnknownEventError(event_id)
    return int(event_id)


def _cloud_event(row: sa.RowMapping) -> dict[str, Any]:
    return cloud_event(Event(row["type"], row["subject"], row["data"]), str(row["id"]), row["time"])
