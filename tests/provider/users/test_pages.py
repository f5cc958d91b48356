"""Users page by page.

- in the order of ids, fifty unless asked otherwise, and `next` leads to all of them; none at all
- users that come and go between two pages shift nothing; an id that nobody has is a place to begin, too
- `next` below a path; what is no limit, no id, unknown or said twice is 400
- among a million users, and as many events, a page is found by the index, and no more of them is read
"""

import re
import tracemalloc
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from itertools import chain
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from provider import User, UserDb
from provider.database import engine_for
from provider.events.outbox import Outbox, events
from provider.users.tables import users
from tests.provider.databases import url_of

NOON = datetime(2020, 1, 1, 12, tzinfo=UTC)
MILLION = 1_000_000


def create(user_db: UserDb, *ids: int) -> None:
    for user_id in ids:
        user_db.create(User(user_id, f"User {user_id}", NOON))


def page(client: FlaskClient, path: str) -> tuple[list[int], str | None]:
    """The ids of a page, and its `next`."""
    answer = client.get(path)
    assert (answer.status_code, answer.content_type) == (200, "application/json"), answer.text
    body = answer.get_json()
    assert body.keys() == {"users", "next"}
    return [user["id"] for user in body["users"]], body["next"]


def test_a_user_on_a_page_is_the_user_as_answered_alone(client: FlaskClient, alice: User) -> None:
    assert client.get("/users").get_json() == {"users": [alice.to_dict()], "next": None}


def test_where_there_are_no_users_the_page_is_empty_and_the_last(client: FlaskClient) -> None:
    assert page(client, "/users") == ([], None)


def test_a_page_is_of_fifty_users_by_id(client: FlaskClient, user_db: UserDb) -> None:
    create(user_db, *range(51, 0, -1))
    assert page(client, "/users") == (list(range(1, 51)), "/users?limit=50&after=50")
    assert page(client, "/users?limit=50&after=50") == ([51], None)


@pytest.mark.parametrize("limit", [1, 2, 3, 6, 7, 100])
def test_from_page_to_page_every_user_is_met_once(client: FlaskClient, user_db: UserDb, limit: int) -> None:
    ids = [1, 2, 5, 100, 2**62, 2**63 - 1]
    create(user_db, *ids)
    pages: list[list[int]] = []
    following: str | None = f"/users?limit={limit}"
    while following:
        found, following = page(client, following)
        pages.append(found)
    assert list(chain.from_iterable(pages)) == ids
    assert [len(found) for found in pages] == [limit] * (6 // limit) + [6 % limit] * (6 % limit > 0)


def test_users_that_come_and_go_between_two_pages_shift_nothing(client: FlaskClient, user_db: UserDb) -> None:
    create(user_db, 10, 20, 30, 40)
    first, following = page(client, "/users?limit=2")
    user_db.delete(10)
    user_db.delete(20)  # where the next page begins
    create(user_db, 5, 35)
    assert following
    assert (first, page(client, following)) == ([10, 20], ([30, 35], "/users?limit=2&after=35"))


def test_below_a_path_the_next_page_is_there_too(client: FlaskClient, user_db: UserDb) -> None:
    create(user_db, 1, 2)
    answer = client.get("/users?limit=1", environ_overrides={"SCRIPT_NAME": "/v1"})
    assert answer.get_json()["next"] == "/v1/users?limit=1&after=1"


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("limit=0", ["limit"]),
        ("limit=101", ["limit"]),
        ("limit=", ["limit"]),
        ("limit=-1", ["limit"]),
        ("limit=01", ["limit"]),
        ("limit=1.0", ["limit"]),
        ("limit=ten", ["limit"]),
        ("limit=%D9%A1", ["limit"]),
        ("limit=1%00", ["limit"]),
        ("limit=1&limit=1", ["limit"]),
        ("after=-1", ["after"]),
        ("after=", ["after"]),
        (f"after={2**63}", ["after"]),
        (f"after={'9' * 5000}", ["after"]),
        ("after=1&after=2", ["after"]),
        ("after=1;limit=2", ["after"]),
        ("offset=1", ["offset"]),
        ("Limit=1", ["Limit"]),
        ("limit=0&after=x&page=2", ["limit", "after", "page"]),
    ],
)
def test_what_is_no_page_is_refused_with_every_fault(client: FlaskClient, query: str, named: list[str]) -> None:
    answer = client.get(f"/users?{query}")
    assert (answer.status_code, answer.content_type) == (400, "application/json")
    assert [fault.split(":")[0] for fault in answer.get_json()["detail"].split("; ")] == named


# ---- a million


def fill(connection: sa.Connection, rows: int) -> None:
    """Users and events 1 to *rows*, made by the database itself."""
    first = sa.select(sa.literal(1).label("id")).cte("ids", recursive=True)
    ids = first.union_all(sa.select(first.c.id + 1).where(first.c.id < rows))
    for table, values in (
        (users, {"name": "User", "created_on": NOON, "hobbies": [], "admin": False}),
        (events, {"type": "user-created", "subject": "1", "time": NOON, "data": {}}),
    ):
        columns = [sa.literal(value, table.c[name].type).label(name) for name, value in values.items()]
        connection.execute(table.insert().from_select(["id", *values], sa.select(ids.c.id, *columns)))


@pytest.fixture(params=["file", "postgresql"])
def crowded(request: pytest.FixtureRequest) -> Iterator[UserDb]:
    """A database of a million users and events; the file is not left to lie in pytest's folder."""
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/users.db" if request.param == "file" else url_of(request.param, request)
        engine = engine_for(url)
        with closing(UserDb(url)) as db:
            db.open()
            with engine.begin() as connection:
                fill(connection, MILLION)
                connection.exec_driver_sql("ANALYZE")
            yield db
        engine.dispose()


def test_among_a_million_a_page_is_found_by_the_index_and_no_more_is_read(crowded: UserDb) -> None:
    plans: list[str] = []

    def explain(connection: sa.Connection, cursor: Any, statement: str, parameters: Any, *_: object) -> None:
        if statement.startswith("SELECT"):
            plan = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
            cursor.execute(f"{plan} {statement}", parameters)
            plans.append("\n".join(str(row[-1]) for row in cursor.fetchall()))

    sa.event.listen(sa.Engine, "before_cursor_execute", explain)
    try:
        tracemalloc.start()
        assert [user.id for user in crowded.page(500_000, 101)] == list(range(500_001, 500_102))
        assert [event["id"] for event in Outbox(crowded.database).after("500000")] == [
            str(500_000 + n) for n in range(1, 101)
        ]
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
        sa.event.remove(sa.Engine, "before_cursor_execute", explain)
    assert len(plans) == 2
    for plan in plans:
        assert re.search("SEARCH .* USING INTEGER PRIMARY KEY|Index Scan using .*_pkey", plan), plan
        assert not re.search("SCAN|Seq|Sort|TEMP|Bitmap", plan), plan
    assert peak < 2**20, "a page takes as much memory as its users, not as all of them"
