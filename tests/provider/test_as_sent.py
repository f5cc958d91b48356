"""What was sent is what is answered, stored and told: text beyond ASCII, capital letters, moments.

- a name of any script, in a response and in the feed; an email with the capitals it came with
- bodies of media types that only look like application/json are refused
- no moment is in the future, not by half a second either; all are in UTC, also where the machine is not
- who reads gets users and events in the order of their ids, whatever order the database finds handy
"""

import sys
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from provider import User, UserDb, create_app
from provider.events.event import Event, cloud_event

NAMES = ["Zoë", "雪 花", "Ελένη", "🙂", 'O\'Neil \\ "q"', "\u202eright to left", "İ ß ﬁ"]
ALMOST = datetime(2020, 1, 1, 11, 59, 59, 999_999, tzinfo=UTC)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_of_any_script_is_answered_and_told_as_it_was_sent(client: FlaskClient, name: str) -> None:
    created = client.post("/users", json={"name": name})
    changed = client.patch("/users/1", json={"email": "z@example.com"})
    listed = client.get("/users").get_json()["users"]
    events = client.get("/events").get_json()
    assert [one["name"] for one in (created.get_json(), changed.get_json(), *listed)] == [name] * 3
    assert [one["data"]["name"] for one in events] == [name] * 2


@pytest.mark.parametrize("email", ["Alice.Smith@Example.COM", "a+B@x", "UPPER@UPPER"])
def test_an_email_is_kept_as_it_was_sent(client: FlaskClient, email: str) -> None:
    created = client.post("/users", json={"name": "Alice", "email": email}).get_json()
    read = client.get("/users/1").get_json()
    (event,) = client.get("/events").get_json()
    assert [created["email"], read["email"], event["data"]["email"]] == [email] * 3


@pytest.mark.parametrize(
    "media_type",
    [
        "application/merge-patch+json",
        "application/json-patch+json",
        "application/vnd.api+json",
        "application/jsonx",
        "xapplication/json",
        "text/json",
        "json",
    ],
)
@pytest.mark.parametrize(("method", "path"), [("POST", "/users"), ("PATCH", "/users/1")])
def test_only_application_json_is_that(client: FlaskClient, media_type: str, method: str, path: str) -> None:
    answer = client.open(path, method=method, data='{"name": "Alice"}', content_type=media_type)
    assert answer.status_code == 415


# ---- moments


def test_half_a_second_is_cut_off_and_never_rounded_up() -> None:
    assert User(1, "Alice", ALMOST).to_dict()["created_on"] == "2020-01-01T11:59:59+0000"
    assert cloud_event(Event("x", "1", {}), "1", ALMOST)["time"] == "2020-01-01T11:59:59Z"


def test_a_user_that_was_read_again_is_not_younger(user_db: UserDb) -> None:
    user_db.create(User(1, "Alice", ALMOST))
    read = user_db.get(1)
    assert read
    assert read.created_on == ALMOST


@pytest.fixture(params=["Asia/Kathmandu", "America/St_Johns"])
def elsewhere(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """This process's clock shows another time than UTC, hours away."""
    if sys.platform == "win32":
        pytest.skip("Windows sets no time zone for a process")
    with monkeypatch.context() as patch:
        patch.setenv("TZ", request.param)
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("elsewhere")
def test_moments_are_utc_where_the_machine_is_not(shared: str) -> None:
    with closing(UserDb(shared)) as user_db:
        client = create_app(user_db).test_client()
        before = datetime.now(UTC).replace(microsecond=0)
        user = client.post("/users", json={"name": "Alice"}).get_json()
        (event,) = client.get("/events").get_json()
        after = datetime.now(UTC)
    told = [(user["created_on"], "%Y-%m-%dT%H:%M:%S+0000"), (event["time"], "%Y-%m-%dT%H:%M:%SZ")]
    for text, form in told:
        assert before <= datetime.strptime(text, form).replace(tzinfo=UTC) <= after
    assert after - before < timedelta(hours=1), "else this says nothing"


# ---- order


def test_users_and_events_come_by_id_however_the_database_likes_to_read() -> None:
    with closing(UserDb()) as user_db:
        client = create_app(user_db).test_client()
        for _ in range(4):
            client.post("/users", json={"name": "Alice"})
        with user_db.database.writing() as connection:
            connection.exec_driver_sql("PRAGMA reverse_unordered_selects = ON")
            assert [row[0] for row in connection.execute(sa.text("SELECT id FROM users"))] == [4, 3, 2, 1]
        assert [user["id"] for user in client.get("/users?limit=3").get_json()["users"]] == [1, 2, 3]
        told = client.get("/events").get_json()
        assert [event["subject"] for event in told] == ["1", "2", "3", "4"]
        rest = client.get(f"/events?lastEventId={told[1]['id']}").get_json()
        assert [event["subject"] for event in rest] == ["3", "4"]
