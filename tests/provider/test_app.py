"""Applications made one after the other share what is alike, and nothing else.

- a route that is added to one is in no other; the service's own work beside it, OPTIONS and Allow included
- a user, a setting and a listener of one are not those of another
- a database in memory begins empty, with the tables of one that was made by SQLAlchemy
"""

from contextlib import closing

import sqlalchemy as sa

from provider import User, UserDb, create_app
from provider.database import metadata


def tables(user_db: UserDb) -> dict[str, set[tuple[str, str, bool]]]:
    """The columns of each table, with their type and whether they may be NULL."""
    with user_db.database.reading() as connection:
        inspected = sa.inspect(connection)
        return {
            name: {(one["name"], str(one["type"]), one["nullable"]) for one in inspected.get_columns(name)}
            for name in inspected.get_table_names()
        }


def test_a_route_of_one_application_is_in_no_other(user_db: UserDb, alice: User) -> None:
    before, own = create_app(user_db), create_app(user_db)
    own.get("/extra")(lambda: {"extra": True})
    after = create_app(user_db)
    statuses = [app.test_client().get("/extra").status_code for app in (before, own, after)]
    assert statuses == [404, 200, 404]
    for app in (before, own, after):
        client = app.test_client()
        assert client.get("/users/123").get_json() == alice.to_dict()
        assert client.get("/users/0123").status_code == 404
        assert client.get("//users/123").status_code == 404
        allowed = [client.open("/users/123", method=method).headers["Allow"] for method in ("OPTIONS", "PUT")]
        assert [set(one.split(", ")) for one in allowed] == [{"GET", "HEAD", "PATCH", "DELETE", "OPTIONS"}] * 2
        assert client.get("/openapi.yaml").status_code == 200


def test_two_applications_may_have_a_route_of_the_same_name(user_db: UserDb) -> None:
    answers = []
    for number in (1, 2):
        app = create_app(user_db)
        app.get("/number", endpoint="number")(lambda number=number: {"number": number})
        answers.append(app.test_client().get("/number").get_json()["number"])
    assert answers == [1, 2]


def test_what_happens_in_one_world_is_not_in_another(alice: User) -> None:
    with closing(UserDb()) as here, closing(UserDb()) as there:
        clients = [create_app(db).test_client() for db in (here, there)]
        here.create(alice)
        assert [client.get("/users/123").status_code for client in clients] == [200, 404]
        assert [len(client.get("/events").get_json()) for client in clients] == [1, 0]
        assert there.new_user_id() == 1


def test_a_database_in_memory_has_the_tables_that_a_file_has(user_db: UserDb, shared: str) -> None:
    with closing(UserDb(shared)) as elsewhere:
        assert tables(user_db).keys() == set(metadata.tables)
        if shared.startswith("sqlite"):
            assert tables(user_db) == tables(elsewhere)
