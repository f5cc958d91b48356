"""The users, kept in a real database: SQLite in memory, an SQLite file, or PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from threading import Lock
from typing import Any
from weakref import finalize

from sqlalchemy import ColumnElement, Connection, Row, delete, false, insert, select, update
from sqlalchemy.exc import IntegrityError

from provider import events, outbox
from provider.bell import Bell
from provider.engine import engine_for
from provider.errors import NoIdLeftError, UserExistsError, UserNotFoundError
from provider.tables import MAX_ID, set_up, user_ids, users
from provider.user import User

READING, WRITING = "BEGIN", "BEGIN IMMEDIATE"  # what they are to SQLite


class UserDb:
    """Users by id. Safe to share among threads, and the database among processes; opened on first use.

    *url* is `sqlite://` (in memory), `sqlite:///path/to/file.db` or `postgresql://user@host/name`; more in
    https://docs.sqlalchemy.org/en/20/core/engines.html#database-urls. Every call is one transaction, and what it
    changes is in the events by the same one. `bell` rings after each write.
    """

    def __init__(self, url: str = "sqlite://") -> None:
        self._engine = engine_for(url)
        self._opening = Lock()
        self._is_open = False
        self.bell = Bell()
        finalize(self, self._engine.dispose)  # no connection outlives its UserDb

    def open(self) -> None:
        """Connect, and make the tables (and an SQLite file's folder) unless they are there."""
        with self._opening:
            if self._is_open:
                return
            if self._engine.dialect.name == "sqlite" and self._engine.url.database:
                Path(self._engine.url.database).parent.mkdir(parents=True, exist_ok=True)
            with self._engine.begin() as connection:
                set_up(connection)
            self._is_open = True

    def close(self) -> None:
        """Give the connections back; for SQLite in memory, that forgets all users."""
        self._engine.dispose()

    def create(self, user: User) -> None:
        """Add *user*; the id counts as handed out. Raises UserExistsError, or ValueError above 2^63-1."""
        if user.id > MAX_ID:
            raise ValueError(f"expected an id of at most {MAX_ID}, got {user.id}")
        try:
            with self._transaction() as connection:
                connection.execute(insert(users).values(_row(user)))
                connection.execute(update(user_ids).where(user_ids.c.last < user.id).values(last=user.id))
                outbox.add(connection, events.user_created(user))
        except IntegrityError as error:
            raise UserExistsError(user.id) from error

    def get(self, user_id: int) -> User | None:
        """The user, or None."""
        with self._transaction(begin=READING) as connection:
            return _find(connection, user_id)

    def page(self, after: int = 0, limit: int = 50) -> list[User]:
        """At most *limit* users, by id, from the first id above *after* on; no more than these are ever read."""
        query = select(users).where(users.c.id > after).order_by(users.c.id).limit(limit)
        with self._transaction(begin=READING) as connection:
            return [_user(row) for row in connection.execute(query)]

    def events(self, last_id: str | None = None, limit: int = 100) -> list[dict[str, Any]]:
        """At most *limit* CloudEvents behind *last_id* (None: from the first). Raises UnknownEventError."""
        with self._transaction(begin=READING) as connection:
            return outbox.after(connection, last_id, limit)

    def update(self, user: User) -> None:
        """Replace the user who has this id. Raises UserNotFoundError."""
        self.change(user.id, **_row(user))

    def change(self, user_id: int, **fields: Any) -> User:
        """Set just these fields; the user as changed. Raises UserNotFoundError.

        Reading and writing are one step: of two changes at the same time neither undoes the other.
        """
        with self._transaction() as connection:
            user = _find(connection, user_id, lock=True)
            if user is None:
                raise UserNotFoundError(user_id)
            changed = replace(user, **fields)
            connection.execute(update(users).where(_has_id(user_id)).values(_row(changed)))
            if event := events.user_changed(user, changed):
                outbox.add(connection, event)
            return changed

    def delete(self, user_id: int) -> None:
        """Remove the user; the id is not handed out again. Raises UserNotFoundError."""
        with self._transaction() as connection:
            if connection.execute(delete(users).where(_has_id(user_id))).rowcount == 0:
                raise UserNotFoundError(user_id)
            outbox.add(connection, events.user_deleted(user_id))

    def new_user_id(self) -> int:
        """An id that nobody has, or had: greater than every other so far. Raises NoIdLeftError."""
        last = user_ids.c.last
        next_id = update(user_ids).where(last < MAX_ID).values(last=last + 1).returning(last)
        with self._transaction() as connection:
            new: int | None = connection.scalar(next_id)
        if new is None:
            raise NoIdLeftError
        return new

    @contextmanager
    def _transaction(self, begin: str = WRITING) -> Iterator[Connection]:
        self.open()
        with self._engine.execution_options(begin=begin).begin() as connection:
            yield connection
        if begin == WRITING:
            self.bell.ring()


def _has_id(user_id: int) -> ColumnElement[bool]:
    # A larger number than a column can hold is an error to the drivers; here it is simply nobody's id.
    return users.c.id == user_id if 1 <= user_id <= MAX_ID else false()


def _find(connection: Connection, user_id: int, *, lock: bool = False) -> User | None:
    query = select(users).where(_has_id(user_id))
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    return None if row is None else _user(row)


def _user(row: Row[Any]) -> User:
    return User(**row._mapping)


def _row(user: User) -> dict[str, Any]:
    return asdict(replace(user))  # made anew, so that what was changed since is checked too
