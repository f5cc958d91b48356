"""The feed: what is answered at once, who waits and for how long.

- events there are: at once, at most a hundred, as CloudEvents; after the last one known; an unknown one is 400
- a query that is none: 400
- none there: at once without a timeout, in a server of one thread, where PROVIDER_MAX_WAIT_MS is 0; else once one
  comes, written by this process or by another, or with none after the timeout, which has limits
- only so many wait, and those that end, fail or are left by their client make room; waiting holds no connection
"""

import time as clock
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import count
from threading import Event
from typing import Any

import pytest
from flask.testing import FlaskClient

from provider import User, UserDb, create_app
from provider.database import Database
from provider.events import feed
from provider.events.feed import Feed
from provider.events.notifier import Notifier
from provider.events.outbox import Outbox

Events = list[dict[str, Any]]
BY_THREADS = {"wsgi.multithread": True}


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor() as pool:
        yield pool


class TimeLapse(Notifier):
    """A notifier that nobody notifies, and a clock that runs only while somebody waits for it."""

    now = 0.0

    def wait(self, count: int, seconds: float) -> None:  # noqa: ARG002
        self.now += seconds


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> TimeLapse:
    """It is for the feeds that are made from now on."""
    time = TimeLapse()
    monkeypatch.setattr("provider.events.feed.Notifier", lambda: time)
    monkeypatch.setattr("provider.events.feed.monotonic", lambda: time.now)
    return time


def never() -> bool:
    return False


def types(answered: Events) -> list[str]:
    return [event["type"] for event in answered]


# ---- answers


def test_the_feed_is_a_batch_of_cloud_events(client: FlaskClient, user_db: UserDb, outbox: Outbox, alice: User) -> None:
    user_db.delete(alice.id)
    answer = client.get("/events")
    assert (answer.status_code, answer.content_type) == (200, "application/cloudevents-batch+json")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.get_json() == outbox.after()
    assert types(answer.get_json()) == ["user-created", "user-deleted"]


def test_requests_leave_their_events(client: FlaskClient) -> None:
    client.post("/users/", json={"name": "Bob"})
    client.patch("/users/1", json={"email": "bob@example.com"})
    client.patch("/users/1", json={"hobbies": ["chess"]})
    client.delete("/users/1")
    assert [(event["type"], event["data"]) for event in client.get("/events").get_json()] == [
        ("user-created", {"id": 1, "name": "Bob", "email": None}),
        ("user-changed", {"id": 1, "name": "Bob", "email": "bob@example.com"}),
        ("user-deleted", {"id": 1}),
    ]


def test_an_answer_has_a_hundred_events_and_the_next_one_goes_on(client: FlaskClient) -> None:
    for _ in range(103):
        client.post("/users", json={"name": "Bob"})
    first = client.get("/events").get_json()
    rest = client.get(f"/events?lastEventId={first[-1]['id']}").get_json()
    assert [event["subject"] for event in first + rest] == [str(number) for number in range(1, 104)]
    assert len(first) == 100
    assert client.get(f"/events?lastEventId={rest[-1]['id']}").get_json() == []


@pytest.mark.parametrize("last_id", ["2", "never-was", "%00", "%ff", str(10**30)])
@pytest.mark.usefixtures("outbox", "alice")
def test_after_an_unknown_event_is_a_400_that_says_what_to_do(client: FlaskClient, last_id: str) -> None:
    answer = client.get(f"/events?lastEventId={last_id}&timeout=30000", environ_overrides=BY_THREADS)
    assert (answer.status_code, answer.content_type) == (400, "application/json")
    assert answer.get_json()["detail"].startswith("lastEventId: no event has this id; leave it out")


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("timeout=30001", ["timeout"]),
        ("timeout=-1", ["timeout"]),
        ("timeout=1s", ["timeout"]),
        ("timeout=", ["timeout"]),
        ("timeout=0&timeout=0", ["timeout"]),
        ("lastEventId=1&lastEventId=1", ["lastEventId"]),
        ("last_event_id=1", ["last_event_id"]),
        ("limit=1&timeout=x", ["timeout", "limit"]),
    ],
)
@pytest.mark.usefixtures("outbox", "alice")
def test_what_is_no_query_is_refused_with_every_fault(client: FlaskClient, query: str, named: list[str]) -> None:
    answer = client.get(f"/events?{query}")
    assert answer.status_code == 400
    assert sorted(fault.split(":")[0] for fault in answer.get_json()["detail"].split("; ")) == sorted(named)


# ---- how long


@pytest.mark.parametrize(
    ("seconds", "max_wait", "waited"),
    [(0, 30, 0), (0.1, 30, 0.1), (7, 30, 7), (30, 30, 30), (30, 4, 4), (30, 0, 0), (2, 4, 2)],
)
def test_with_no_event_the_wait_is_what_was_asked_for_and_no_more_than_the_service_allows(
    outbox: Outbox, time: TimeLapse, seconds: float, max_wait: float, waited: float
) -> None:
    assert Feed(outbox, max_wait, waiters=1).after(None, seconds, never) == []
    assert time.now == pytest.approx(waited)


@pytest.mark.usefixtures("outbox", "alice")
def test_where_there_are_events_nobody_waits(outbox: Outbox, time: TimeLapse) -> None:
    assert types(Feed(outbox, 30, waiters=1).after(None, 30, never)) == ["user-created"]
    assert time.now == 0


@pytest.mark.parametrize(
    ("setting", "environ", "query", "waited"),
    [
        (None, BY_THREADS, "timeout=30000", 30),
        ("", BY_THREADS, "timeout=1500", 1.5),
        (None, BY_THREADS, "", 0),
        ("2000", BY_THREADS, "timeout=30000", 2),
        ("0", BY_THREADS, "timeout=30000", 0),
        (None, {"wsgi.multithread": False}, "timeout=30000", 0),
    ],
)
def test_a_request_waits_as_its_query_the_setting_and_the_server_allow(
    user_db: UserDb,
    time: TimeLapse,
    monkeypatch: pytest.MonkeyPatch,
    setting: str | None,
    environ: dict[str, Any],
    query: str,
    waited: float,
) -> None:
    if setting is not None:
        monkeypatch.setenv("PROVIDER_MAX_WAIT_MS", setting)
    answer = create_app(user_db).test_client().get(f"/events?{query}", environ_overrides=environ)
    assert (answer.status_code, answer.get_json()) == (200, [])
    assert time.now == pytest.approx(waited)


@pytest.mark.parametrize("setting", ["soon", "-1", "30001", "1.5", "1e3", "\u0661", "999999"])
def test_a_setting_that_is_no_wait_is_refused_at_the_start(
    user_db: UserDb, monkeypatch: pytest.MonkeyPatch, setting: str
) -> None:
    monkeypatch.setenv("PROVIDER_MAX_WAIT_MS", setting)
    with pytest.raises(ValueError, match="PROVIDER_MAX_WAIT_MS: expected milliseconds from 0 to 30000, got"):
        create_app(user_db)


@pytest.mark.parametrize(("by_threads", "seconds"), [(True, 1.5), (False, 0)])
def test_in_a_server_of_one_thread_the_feed_is_told_of_no_time(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, by_threads: bool, seconds: float
) -> None:
    told: list[float] = []

    def after(_: str | None, seconds: float, __: object) -> Events:
        told.append(seconds)
        return []

    monkeypatch.setattr(client.application.extensions["feed"], "after", after)
    client.get("/events?timeout=1500", environ_overrides={"wsgi.multithread": by_threads})
    assert told == [seconds]


def test_who_has_hung_up_is_not_waited_with(time: TimeLapse, client: FlaskClient) -> None:
    hung_up = {"waitress.client_disconnected": lambda: time.now >= 1}
    client.get("/events?timeout=30000", environ_overrides=BY_THREADS | hung_up)
    assert 1 <= time.now < 2


def test_when_the_service_closes_nobody_waits_any_longer(outbox: Outbox, time: TimeLapse) -> None:
    feed = Feed(outbox, 30, waiters=1)
    feed.closed = True
    assert feed.after(None, 30, never) == []
    assert time.now == 0


# ---- waiting, in earnest


class Waiting:
    """Followers of a feed, each in a thread; made, they do wait."""

    def __init__(self, feed: Feed, pool: ThreadPoolExecutor, number: int = 1, last_id: str | None = None) -> None:
        self._there = [Event() for _ in range(number)]
        self.followers = [pool.submit(feed.after, last_id, 30, self._looks(there)) for there in self._there]
        for there in self._there:
            assert there.wait(20), "it does not wait"

    def _looks(self, there: Event) -> Callable[[], bool]:
        def gone() -> bool:
            there.set()  # this is asked just before the wait
            return False

        return gone

    def answers(self) -> list[Events]:
        return [follower.result(timeout=20) for follower in self.followers]


def test_a_client_that_waits_is_answered_once_something_happens(
    outbox: Outbox, client: FlaskClient, pool: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("provider.events.feed.LOOK_AGAIN", 30)  # so that it is the notifier that wakes them
    waiting = Waiting(Feed(outbox, 30, waiters=3), pool, 3)
    client.post("/users/", json={"name": "Bob"})
    assert [types(answer) for answer in waiting.answers()] == [["user-created"]] * 3


def test_a_notification_before_the_wait_counts_too(pool: ThreadPoolExecutor) -> None:
    notifier = Notifier()
    known = notifier.count
    notifier.notify()
    pool.submit(notifier.wait, known, 30).result(timeout=20)


@pytest.mark.parametrize("known", [300, 301])
def test_who_waits_for_more_notifications_than_there_were_sleeps(pool: ThreadPoolExecutor, known: int) -> None:
    notifier = Notifier()
    for _ in range(300):
        notifier.notify()
    assert notifier.count == 300
    begun = clock.monotonic()
    pool.submit(notifier.wait, known, 0.2).result(timeout=20)  # what was before is not waited for
    assert clock.monotonic() - begun >= 0.2


def test_a_follower_looks_four_times_a_second_and_no_more(
    outbox: Outbox, time: TimeLapse, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[float] = []
    look = outbox.after

    def note(last_id: str | None) -> Events:
        looks.append(time.now)
        return look(last_id)

    monkeypatch.setattr(outbox, "after", note)
    assert Feed(outbox, 30, waiters=1).after(None, 2, never) == []
    assert looks == [0, *(n / 4 for n in range(9))]


def test_a_wait_that_ends_too_late_is_over_all_the_same(
    outbox: Outbox, time: TimeLapse, monkeypatch: pytest.MonkeyPatch
) -> None:
    def oversleep(_: int, seconds: float) -> None:
        time.now += seconds + 0.125

    looks = count()
    monkeypatch.setattr(time, "wait", oversleep)
    assert Feed(outbox, 30, waiters=1).after(None, 1, lambda: next(looks) > 100) == []
    assert (time.now, next(looks)) == (1.125, 3)


def test_a_wait_ends_by_a_clock_that_nobody_sets() -> None:
    assert vars(feed)["monotonic"] is clock.monotonic


def test_what_another_instance_writes_is_noticed_too(shared: str, pool: ThreadPoolExecutor, alice: User) -> None:
    with closing(Database(shared)) as here, closing(UserDb(shared)) as there:
        there.on_change = Outbox(there.database).record
        waiting = Waiting(Feed(Outbox(here), 30, waiters=1), pool)
        there.create(alice)
        assert [types(answer) for answer in waiting.answers()] == [["user-created"]]


def test_past_the_places_the_answer_is_given_at_once_and_later_there_is_room_again(
    outbox: Outbox, client: FlaskClient, pool: ThreadPoolExecutor
) -> None:
    feed = Feed(outbox, 30, waiters=2)
    waiting = Waiting(feed, pool, 2)
    assert feed.after(None, 30, lambda: pytest.fail("it waits")) == []
    client.post("/users/", json={"name": "Bob"})
    assert [len(answer) for answer in waiting.answers()] == [1, 1]
    waiting = Waiting(feed, pool, 2, last_id=outbox.after()[-1]["id"])
    client.delete("/users/1")
    assert [types(answer) for answer in waiting.answers()] == [["user-deleted"]] * 2


def test_where_a_wait_fails_there_is_room_again(outbox: Outbox, client: FlaskClient, pool: ThreadPoolExecutor) -> None:
    feed = Feed(outbox, 30, waiters=1)
    with pytest.raises(ZeroDivisionError):
        feed.after(None, 30, lambda: 1 / 0)
    waiting = Waiting(feed, pool)
    client.post("/users/", json={"name": "Bob"})
    assert [types(answer) for answer in waiting.answers()] == [["user-created"]]


def test_waiting_leaves_the_only_connection_of_a_database_in_memory_to_others(
    outbox: Outbox, client: FlaskClient, pool: ThreadPoolExecutor
) -> None:
    waiting = Waiting(Feed(outbox, 30, waiters=3), pool, 3)
    assert client.get("/users/1").status_code == 404
    assert not any(follower.done() for follower in waiting.followers)
    client.post("/users/", json={"name": "Bob"})
    waiting.answers()
