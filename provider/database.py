"""The users, kept in a real database: SQLite in memory, an SQLite file, or PostgreSQL.

UserDbError
├── UserNotFoundError   there is no such user (a KeyError, too)
├── UserExistsError     the id is in use (a ValueError, too)
└── NoIdLeftError       every id up to 2^63-1 has been handed out
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from threading import Lock
from typing import Any
from weakref import finalize

from sqlalchemy import ColumnElement, Connection, delete, false, insert, select, update
from sqlalchemy.exc import IntegrityError

from provider.tables import MAX_ID, engine_for, set_up, user_ids, users
from provider.user import User


class UserDbError(Exception):
    """What UserDb raises; the text is for people (a KeyError's own would stand in quotes)."""

    def __str__(self) -> str:
        return str(self.args[0])


class UserNotFoundError(UserDbError, KeyError):
    """There is no user with that id."""

    def __init__(self, user_id: int) -> None:
        super().__init__(f"User with id {user_id} does not exist.")


class UserExistsError(UserDbError, ValueError):
    """There is a user with that id already; creating never overwrites."""

    def __init__(self, user_id: int) -> None:
        super().__init__(f"User with id {user_id} exists already.")


class NoIdLeftError(UserDbError):
    """Ids only ever go up, and the last one is taken."""

    def __init__(self) -> None:
        super().__init__(f"No user id is left: {MAX_ID} has been handed out.")


class UserDb:
    """Users by id. Safe to share among threads, and the database among processes; opened on first use.

    *url* is `sqlite://` (in memory), `sqlite:///path/to/file.db` or `postgresql://user@host/name`; more in
    https://docs.sqlalchemy.org/en/20/core/engines.html#database-urls. Every call is one transaction.
    """

    def __init__(self, url: str = "sqlite://") -> None:
        self._engine = engine_for(url)
        self._opening = Lock()
        self._is_open = False
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
        except IntegrityError as error:
            raise UserExistsError(user.id) from error

    def get(self, user_id: int) -> User | None:
        """The user, or None."""
        with self._transaction(begin="BEGIN") as connection:
            return _find(connection, user_id)

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
            return changed

    def delete(self, user_id: int) -> None:
        """Remove the user; the id is not handed out again. Raises UserNotFoundError."""
        with self._transaction() as connection:
            if connection.execute(delete(users).where(_has_id(user_id))).rowcount == 0:
                raise UserNotFoundError(user_id)

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
    def _transaction(self, begin: str = "BEGIN IMMEDIATE") -> Iterator[Connection]:
        self.open()
        with self._engine.execution_options(begin=begin).begin() as connection:
            yield connection


def _has_id(user_id: int) -> ColumnElement[bool]:
    # A larger number than a column can hold is an error to the drivers; here it is simply nobody's id.
    return users.c.id == user_id if 1 <= user_id <= MAX_ID else false()


def _find(connection: Connection, user_id: int, *, lock: bool = False) -> User | None:
    query = select(users).where(_has_id(user_id))
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    return None if row is None else User(**row._mapping)


def _row(user: User) -> dict[str, Any]:
    return asdict(replace(user))  # made anew, so that what was changed since is checked too
