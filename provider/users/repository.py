"""Where users are kept: each call is one transaction of the database."""

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from provider.database import MAX_ID, Database
from provider.users.errors import NoIdLeftError, UserExistsError, UserNotFoundError
from provider.users.model import User
from provider.users.tables import user_ids, users

# Called inside the transaction: the user before the change (None: created) and after it (None: deleted).
OnChange = Callable[[sa.Connection, User | None, User | None], None]


class UserDb:
    """Users by id, in the database at *url*; `provider.database.Database` says which there are.

    `on_change` is called in the transaction of every change. What it writes by that connection stays if the change
    stays; if it raises, there is no change.
    """

    def __init__(self, url: str = "sqlite://", on_change: OnChange = lambda *_: None) -> None:
        self.database = Database(url)
        self.on_change = on_change
        self.open, self.close = self.database.open, self.database.close

    def create(self, user: User) -> None:
        """Add *user*; the id counts as handed out. Raises UserExistsError, or ValueError above 2^63-1."""
        if user.id > MAX_ID:
            raise ValueError(f"expected an id of at most {MAX_ID}, got {user.id}")
        try:
            with self.database.writing() as connection:
                connection.execute(sa.insert(users).values(_row(user)))
                connection.execute(sa.update(user_ids).where(user_ids.c.last < user.id).values(last=user.id))
                self.on_change(connection, None, user)
        except IntegrityError as error:
            raise UserExistsError(f"User with id {user.id} exists already.") from error

    def get(self, user_id: int) -> User | None:
        """The user, or None."""
        with self.database.reading() as connection:
            return _find(connection, user_id)

    def page(self, after: int = 0, limit: int = 50) -> list[User]:
        """At most *limit* users, by id, from the first id above *after* on; no more than these are ever read."""
        query = sa.select(users).where(users.c.id > after).order_by(users.c.id).limit(limit)
        with self.database.reading() as connection:
            return [User(**row) for row in connection.execute(query).mappings()]

    def update(self, user: User) -> None:
        """Replace the user who has this id. Raises UserNotFoundError."""
        self.change(user.id, **_row(user))

    def change(self, user_id: int, **fields: Any) -> User:
        """Set just these fields; the user as changed. Raises UserNotFoundError.

        Reading and writing are one transaction: of two changes at the same time neither undoes the other.
        """
        with self.database.writing() as connection:
            user = _lock(connection, user_id)
            changed = replace(user, **fields)
            connection.execute(sa.update(users).where(_has_id(user_id)).values(_row(changed)))
            self.on_change(connection, user, changed)
            return changed

    def delete(self, user_id: int) -> None:
        """Remove the user; the id is not handed out again. Raises UserNotFoundError."""
        with self.database.writing() as connection:
            user = _lock(connection, user_id)
            connection.execute(sa.delete(users).where(_has_id(user_id)))
            self.on_change(connection, user, None)

    def new_user_id(self) -> int:
        """An id that nobody has, or had: greater than every other so far. Raises NoIdLeftError."""
        last = user_ids.c.last
        with self.database.writing() as connection:
            new = connection.scalar(sa.update(user_ids).where(last < MAX_ID).values(last=last + 1).returning(last))
        if new is None:
            raise NoIdLeftError(f"No user id is left: {MAX_ID} has been handed out.")
        return int(new)


def _has_id(user_id: int) -> sa.ColumnElement[bool]:
    # A larger number than a column can hold is an error to the drivers; here it is simply nobody's id.
    return users.c.id == user_id if 1 <= user_id <= MAX_ID else sa.false()


def _find(connection: sa.Connection, user_id: int, *, lock: bool = False) -> User | None:
    query = sa.select(users).where(_has_id(user_id))
    row = connection.execute(query.with_for_update() if lock else query).mappings().one_or_none()
    return None if row is None else User(**row)


def _lock(connection: sa.Connection, user_id: int) -> User:
    user = _find(connection, user_id, lock=True)
    if user is None:
        raise UserNotFoundError(f"User with id {user_id} does not exist.")
    return user


def _row(user: User) -> dict[str, Any]:
    return asdict(replace(user))  # replace checks the values again: an attribute may have been set since
