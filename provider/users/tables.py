"""The tables of the users."""

import sqlalchemy as sa
from sqlalchemy import Column

from provider.database import UtcDateTime, id_type, metadata

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


@sa.event.listens_for(user_ids, "after_create")
def _start_at_zero(_: sa.Table, connection: sa.Connection, **__: object) -> None:
    connection.execute(sa.insert(user_ids).values(last=0))
