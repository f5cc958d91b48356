"""The database: SQLite in memory, an SQLite file, or PostgreSQL. Each feature declares its own tables on `metadata`."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any
from weakref import finalize

import sqlalchemy as sa

MAX_ID = 2**63 - 1  # the largest BIGINT of either database
READING, WRITING = "BEGIN", "BEGIN IMMEDIATE"  # what they are to SQLite

metadata = sa.MetaData()
id_type = sa.BigInteger().with_variant(sa.Integer, "sqlite")  # SQLite's INTEGER has 64 bits too, and is its row id


class UtcDateTime(sa.TypeDecorator[datetime]):
    """An aware datetime. SQLite keeps no time zone, so all are written as UTC and read back as UTC."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:  # noqa: ARG002
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:  # noqa: ARG002
        return value and (value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC))


class Database:
    """Transactions. Safe to share among threads, and what is stored among processes; opened on first use.

    *url* is `sqlite://` (in memory), `sqlite:///path/to/file.db` or `postgresql://user@host/name`; more in
    https://docs.sqlalchemy.org/en/20/core/engines.html#database-urls. Raises SQLAlchemy's ArgumentError for no URL.
    Each function of `on_commit` is called after a transaction that may have written.
    """

    def __init__(self, url: str) -> None:
        self._engine = engine_for(url)
        self._opening = Lock()
        self._is_open = False
        self.on_commit: list[Callable[[], None]] = []
        finalize(self, self._engine.dispose)  # no connection outlives its Database

    def open(self) -> None:
        """Connect, and make the tables (and an SQLite file's folder) unless they are there."""
        with self._opening:
            if self._is_open:
                return
            if self._engine.dialect.name == "sqlite" and self._engine.url.database:
                Path(self._engine.url.database).parent.mkdir(parents=True, exist_ok=True)
            if not _is_in_memory(self._engine.url):
                with self._engine.begin() as connection:
                    _make_tables(connection)
            self._is_open = True

    def close(self) -> None:
        """Give the connections back; SQLite in memory forgets everything."""
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A transaction that sees one state of the database and changes nothing."""
        self.open()
        with self._engine.execution_options(begin=READING).begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A transaction that is committed at the end, or undone by an exception."""
        self.open()
        with self._engine.begin() as connection:
            yield connection
        for notify in self.on_commit:
            notify()


def engine_for(url: str) -> sa.Engine:
    """The engine for *url*; nothing is opened yet. Raises SQLAlchemy's ArgumentError for no URL."""
    parsed = sa.make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite_engine(parsed)
    if parsed.drivername in {"postgres", "postgresql"}:
        parsed = parsed.set(drivername="postgresql+psycopg")
    return sa.create_engine(parsed, pool_pre_ping=True)  # so that it survives a restart of the server


def _sqlite_engine(url: sa.URL) -> sa.Engine:
    # sqlite3 is to begin no transaction by itself (_begin does), and to wait up to 30 s for another writer.
    arguments = {"check_same_thread": False, "isolation_level": None, "timeout": 30}
    if _is_in_memory(url):
        # The database is its connection, so threads take turns; StaticPool lets all of them in, and crashes.
        engine = sa.create_engine(url, connect_args=arguments, poolclass=sa.QueuePool, pool_size=1, max_overflow=0)
        sa.event.listen(engine, "connect", _copy_tables)
    else:
        engine = sa.create_engine(url, connect_args=arguments, poolclass=sa.QueuePool)
        sa.event.listen(engine, "connect", _use_write_ahead_log)
    sa.event.listen(engine, "begin", _begin)
    return engine


def _is_in_memory(url: sa.URL) -> bool:
    return url.get_backend_name() == "sqlite" and url.database in {None, "", ":memory:"}


def _use_write_ahead_log(connection: Any, _record: object) -> None:
    # Readers do not block the writer, nor it them, and NORMAL is safe: https://www.sqlite.org/wal.html
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")


def _begin(connection: sa.Connection) -> None:
    # A writer takes its lock first: one that reads, then locks, fails at once when another was faster.
    connection.exec_driver_sql(connection.get_execution_options().get("begin", WRITING))


def _make_tables(connection: sa.Connection) -> None:
    if connection.dialect.name == "postgresql":  # several processes may start at once
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(MAX_ID)))
    metadata.create_all(connection)


def _copy_tables(connection: Any, _record: object) -> None:
    connection.executescript(_empty_database())


@cache
def _empty_database() -> str:
    # Asking SQLAlchemy for the tables takes ten times as long as running its SQL again, and each test has a database.
    with closing(sqlite3.connect(":memory:")) as raw:
        metadata.create_all(sa.create_engine("sqlite://", creator=lambda: raw, poolclass=sa.StaticPool))
        return "\n".join(raw.iterdump())
