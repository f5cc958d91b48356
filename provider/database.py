"""The database: SQLite in memory, an SQLite file, or PostgreSQL. Each feature declares its own tables on `metadata`."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from functools import cache
from operator import itemgetter
from pathlib import Path
from stat import ST_DEV, ST_INO
from threading import BoundedSemaphore, Lock
from typing import Any
from weakref import finalize

import sqlalchemy as sa

MAX_ID = 2**63 - 1  # the largest BIGINT of either database
READING, WRITING = "BEGIN", "BEGIN IMMEDIATE"  # what they are to SQLite
LOCKED_SECONDS = 5  # for how long a writer waits for one of another process, or anybody for a connection
WRITERS = 16  # that may be at it at a time, so that those who wait for a lock leave threads to those who read
TURN_SECONDS = 0.5  # for how long one more waits to be among them

# What it means that the database is away, locked or gone: another attempt may succeed.
UNAVAILABLE = (sa.exc.OperationalError, sa.exc.TimeoutError)

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
        self._writers = BoundedSemaphore(WRITERS)
        self.on_commit: list[Callable[[], None]] = []
        finalize(self, self._engine.dispose)  # no connection outlives its Database

    def open(self) -> None:
        """Connect, and make the tables (and an SQLite file's folder) unless they are there."""
        with self._opening:
            if self._is_open:
                return
            if file := _file_of(self._engine.url):
                file.parent.mkdir(parents=True, exist_ok=True)
            if not (_is_in_memory(self._engine.url) or self._has_tables()):
                with self._engine.begin() as connection:
                    _make_tables(connection)
            if file:
                _watch(self._engine, file)
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
        if not self._writers.acquire(timeout=TURN_SECONDS):
            raise sa.exc.TimeoutError(f"{WRITERS} others are writing, and wait for the database")
        try:
            with self._engine.begin() as connection:
                yield connection
        finally:
            self._writers.release()
        for notify in self.on_commit:
            notify()

    def _has_tables(self) -> bool:
        # Looked at before a writer's lock is taken, so that a database that another process has locked can be read.
        with self._engine.execution_options(begin=READING).begin() as connection:
            return set(metadata.tables) <= set(sa.inspect(connection).get_table_names())


def engine_for(url: str) -> sa.Engine:
    """The engine for *url*; nothing is opened yet. Raises SQLAlchemy's ArgumentError for no URL."""
    try:
        parsed = sa.make_url(url)
    except ValueError as error:  # a port that is no number
        raise sa.exc.ArgumentError(f"Could not parse SQLAlchemy URL: {error}") from error
    if parsed.drivername in {"sqlite", "sqlite+pysqlite"}:
        return _sqlite_engine(parsed)
    if parsed.drivername in {"postgres", "postgresql"}:
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername != "postgresql+psycopg":
        raise sa.exc.ArgumentError(f"expected sqlite:// or postgresql://, got {parsed.drivername}://")
    arguments = {} if "connect_timeout" in parsed.query else {"connect_timeout": max(2, LOCKED_SECONDS)}
    # pre_ping: so that it survives a restart of the server
    engine = sa.create_engine(parsed, pool_pre_ping=True, connect_args=arguments, max_overflow=-1)
    sa.event.listen(engine, "connect", _bound_waits)
    return engine


def reason(error: Exception) -> str:
    """Why the database cannot be used, in one line, without the statement and what it was to write."""
    text = str(error.orig if isinstance(error, sa.exc.DBAPIError) else error)
    return (text.splitlines() or [type(error).__name__])[0]


def _sqlite_engine(url: sa.URL) -> sa.Engine:
    # sqlite3 is to begin no transaction by itself (_begin does).
    arguments = {"check_same_thread": False, "isolation_level": None, "timeout": LOCKED_SECONDS}
    if _is_in_memory(url):
        # The database is its connection, so threads take turns; StaticPool lets all of them in, and crashes.
        engine = sa.create_engine(url, connect_args=arguments, poolclass=sa.QueuePool, pool_size=1, max_overflow=0)
        sa.event.listen(engine, "connect", _copy_tables)
    else:
        # As many connections as threads: those who wait for a lock keep theirs.
        engine = sa.create_engine(url, connect_args=arguments, poolclass=sa.QueuePool, max_overflow=-1)
        sa.event.listen(engine, "connect", _use_write_ahead_log)
    sa.event.listen(engine, "begin", _begin)
    return engine


def _bound_waits(connection: Any, _record: object) -> None:
    # PostgreSQL waits for a lock for ever unless told otherwise.
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = {round(LOCKED_SECONDS * 1000)}")
    connection.commit()


def _is_in_memory(url: sa.URL) -> bool:
    return url.get_backend_name() == "sqlite" and url.database in {None, "", ":memory:"}


def _use_write_ahead_log(connection: Any, _record: object) -> None:
    # Readers do not block the writer, nor it them, and NORMAL is safe: https://www.sqlite.org/wal.html
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")


def _file_of(url: sa.URL) -> Path | None:
    named = url.get_backend_name() == "sqlite" and not _is_in_memory(url) and not str(url.database).startswith("file:")
    return Path(str(url.database)) if named else None


def _watch(engine: sa.Engine, file: Path) -> None:
    """From now on *file* is not made again, and no connection is used to one that was deleted or replaced.

    A connection would go on writing to a deleted file, and all that is lost when the process ends.
    """
    number = itemgetter(ST_DEV, ST_INO)  # what makes it this file, whatever its name

    def connect(*_: object) -> None:
        if not file.exists():
            raise sqlite3.OperationalError(f"the database file {file} is gone; a restart begins with an empty one")

    def remember(_: object, record: Any) -> None:
        record.info["file"] = number(file.stat())

    def check_out(_: object, record: Any, __: object) -> None:
        if not file.exists() or record.info.get("file") != number(file.stat()):
            raise sa.exc.DisconnectionError  # the pool connects again

    engine.dispose()  # connections from before are not remembered
    sa.event.listen(engine, "do_connect", connect)
    sa.event.listen(engine, "connect", remember)
    sa.event.listen(engine, "checkout", check_out)


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
