"""The tables, the same on SQLite and PostgreSQL."""

from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy import Column

MAX_ID = 2**63 - 1  # the largest BIGINT of either database


class UtcDateTime(sa.TypeDecorator[datetime]):
    """An aware datetime. SQLite keeps no time zone, so all are written as UTC and read back as UTC."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:  # noqa: ARG002
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:  # noqa: ARG002
        return value and (value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC))


metadata = sa.MetaData()
id_type = sa.BigInteger().with_variant(sa.Integer, "sqlite")  # SQLite's INTEGER has 64 bits too, and is its row id

users = sa.Table(
    "users",
    metadata,
    Column("id", id_type, primary_key=True, autoincrement=False),
    Column("name", sa.Text, nullable=False),
    Column("created_on", UtcDateTime, nullable=False),
    Column("email", sa.Text),
    Column("ip_address", sa.Text),
    Column("hobbies", sa.JSON, nullable=False),
    Column("admin", sa.Boolean, nullable=False),
)

# One row: the highest id ever handed out. It outlives the users, so that no id is given to a second person.
user_ids = sa.Table("user_ids", metadata, Column("last", id_type, nullable=False))

# The outbox: what happened, in order. Without `sqlite_autoincrement` SQLite would give an id a second time.
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


def set_up(connection: sa.Connection) -> None:
    """Make the tables unless they are there; safe when several processes start at once."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(MAX_ID)))
    metadata.create_all(connection)
    if connection.scalar(sa.select(user_ids.c.last)) is None:
        connection.execute(sa.insert(user_ids).values(last=0))
