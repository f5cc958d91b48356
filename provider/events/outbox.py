"""The events table: written in the transaction of the change itself, so that neither is ever there without the other.

https://microservices.io/patterns/data/transactional-outbox.html
"""

import re
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Column

from provider.database import MAX_ID, Database, UtcDateTime, id_type, metadata
from provider.events.event import Event, cloud_event, event_of
from provider.users.model import User

# Without `sqlite_autoincrement` SQLite would give an id a second time.
events = sa.Table(
    "events",
    metadata,
    Column("id", id_type, primary_key=True),
    Column("type", sa.Text, nullable=False),
    Column("subject", sa.Text, nullable=False),
    Column("time", UtcDateTime, nullable=False),
    Column("data", sa.JSON, nullable=False),
    sqlite_autoincrement=True,
)


class UnknownEventError(KeyError):
    """No event has that id, so nobody knows what came after it."""

    def __init__(self, event_id: str) -> None:
        super().__init__(event_id)

    def __str__(self) -> str:
        return f"Event with id {self.args[0]} does not exist."


class Outbox:
    """The events of *database*, in order. `record` is a listener for UserDb's `on_change`."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def record(self, connection: sa.Connection, before: User | None, after: User | None) -> None:
        """Write the event of a change, if it is one; it is in the feed once *connection*'s transaction is committed.

        Readers remember how far they are by an event's id. So ids must become visible in their own order, or an event
        that commits late would never be read. SQLite has one writer at a time; in PostgreSQL the lock makes it so,
        from the moment that an id is given until the transaction has ended: this must be the last thing it does.
        """
        event = event_of(before, after)
        if event is None:
            return
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock('events'::regclass::bigint)")
        row = {"type": event.type, "subject": event.subject, "data": event.data, "time": datetime.now(UTC)}
        connection.execute(sa.insert(events).values(row))

    def after(self, last_id: str | None = None, limit: int = 100) -> list[dict[str, Any]]:
        """At most *limit* CloudEvents after *last_id* (None: from the first). Raises UnknownEventError."""
        query = sa.select(events).order_by(events.c.id).limit(limit + 1)
        if last_id is not None:
            query = query.where(events.c.id >= _number(last_id))
        with self.database.reading() as connection:
            rows = connection.execute(query).mappings().all()
        if last_id is None:
            return [_cloud_event(row) for row in rows[:limit]]
        if not rows or str(rows[0]["id"]) != last_id:
            raise UnknownEventError(last_id)
        return [_cloud_event(row) for row in rows[1:]]


def _number(event_id: str) -> int:
    # Just the form in which ids are given: for 007 or +7 there is no event.
    if not re.fullmatch("[1-9][0-9]{0,18}", event_id) or int(event_id) > MAX_ID:
        raise UnknownEventError(event_id)
    return int(event_id)


def _cloud_event(row: sa.RowMapping) -> dict[str, Any]:
    return cloud_event(Event(row["type"], row["subject"], row["data"]), str(row["id"]), row["time"])
