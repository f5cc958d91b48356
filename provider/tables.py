"""The tables, the same on SQLite and PostgreSQL, and the engine that each of the two needs."""

from datetime import UTC, datetime
from typing import Any

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


def engine_for(url: str) -> sa.Engine:
    """The engine for *url*; nothing is opened yet. Raises SQLAlchemy's ArgumentError for no URL."""
    parsed = sa.make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite_engine(parsed)
    if parsed.drivername in {"postgres", "postgresql"}:
        parsed = parsed.set(drivername="postgresql+psycopg")
    return sa.create_engine(parsed, pool_pre_ping=True)  # so that it survives a restart of the server


def set_up(connection: sa.Connection) -> None:
    """Make the tables unless they are there; safe when several processes start at once."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(MAX_ID)))
    metadata.create_all(connection)
    if connection.scalar(sa.select(user_ids.c.last)) is None:
        connection.execute(sa.insert(user_ids).values(last=0))


def _sqlite_engine(url: sa.URL) -> sa.Engine:
    # sqlite3 is to begin no transaction by itself (_begin does), and to wait up to 30 s for another writer.
    arguments = {"check_same_thread": False, "isolation_level": None, "timeout": 30}
    if url.database in {None, "", ":memory:"}:
        # The database is its connection, so threads take turns; StaticPool lets all of them in, and crashes.
        engine = sa.create_engine(url, connect_args=arguments, poolclass=sa.QueuePool, pool_size=1, max_overflow=0)
    else:
        engine = sa.create_engine(url, connect_args=arguments, poolclass=sa.QueuePool)
        sa.event.listen(engine, "connect", _use_write_ahead_log)
    sa.event.listen(engine, "begin", _begin)
    return engine


def _use_write_ahead_log(connection: Any, _record: object) -> None:
    # Readers do not block the writer, nor it them, and NORMAL is safe: https://www.sqlite.org/wal.html
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")


def _begin(connection: sa.Connection) -> None:
    # A writer takes its lock first: one that reads, then locks, fails at once when another was faster.
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN IMMEDIATE"))
