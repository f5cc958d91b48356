"""The engine that each database needs: SQLite in memory, an SQLite file, PostgreSQL."""

from typing import Any

import sqlalchemy as sa


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
