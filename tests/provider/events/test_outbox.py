"""The outbox, over every database: what happens to users is in the events, whole, once and in order.

- create, change and delete write one event each; a change of neither name nor email none
- a change and its event are one transaction: neither stays where the other fails
- reading: from the beginning, after an event, no more than asked for; unknown ids; no id is given twice
- an event that commits late is not skipped: two interleaved transactions; two processes that write while one reads
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from threading import Event, Thread

import pytest
import sqlalchemy as sa

from provider import User, UserDb, UserExistsError, UserNotFoundError
from provider.database import Database, engine_for
from provider.events.outbox import Outbox, UnknownEventError, events
from tests.provider.databases import run_at_once, url_of

ALICE = User(1, "Alice", datetime(2020, 1, 1, 12, tzinfo=UTC), "alice@example.com")
BOB = User(2, "Bob", ALICE.created_on)


@pytest.fixture(params=["memory", "file", "postgresql"])
def user_db(request: pytest.FixtureRequest) -> Iterator[UserDb]:
    db = UserDb(url_of(request.param, request))
    yield db
    db.close()


@pytest.fixture
def writer(shared: str) -> Iterator[UserDb]:
    with closing(UserDb(shared)) as db:
        db.on_change = Outbox(db.database).record
        yield db


@pytest.fixture
def reader(shared: str) -> Iterator[Outbox]:
    with closing(Database(shared)) as database:
        database.open()
        yield Outbox(database)


@pytest.fixture
def slow_writer(shared: str) -> Iterator[sa.Engine]:
    """For a transaction that another instance of the service has begun and not ended yet."""
    engine = engine_for(shared)
    yield engine
    engine.dispose()


def happened(outbox: Outbox) -> list[tuple[str, str]]:
    return [(event["type"], event["subject"]) for event in outbox.after()]


def follow(reader: Outbox, seen: list[str]) -> int:
    """Read on after the last event of *seen*, as a client would; how many there were."""
    news = [event["id"] for event in reader.after(seen[-1] if seen else None, limit=7)]
    seen.extend(news)
    return len(news)


def test_in_a_new_database_nothing_has_happened(outbox: Outbox) -> None:
    assert outbox.after() == []


def test_what_happens_to_users_is_in_the_events_in_order(user_db: UserDb, outbox: Outbox) -> None:
    user_db.create(ALICE)
    user_db.create(BOB)
    user_db.change(1, name="Alicia")
    user_db.delete(2)
    told = outbox.after()
    assert [(event["type"], event["data"]) for event in told] == [
        ("user-created", {"id": 1, "name": "Alice", "email": "alice@example.com"}),
        ("user-created", {"id": 2, "name": "Bob", "email": None}),
        ("user-changed", {"id": 1, "name": "Alicia", "email": "alice@example.com"}),
        ("user-deleted", {"id": 2}),
    ]
    ids = [int(event["id"]) for event in told]
    assert ids == sorted(set(ids))


def test_an_event_happened_now(user_db: UserDb, outbox: Outbox) -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    user_db.create(ALICE)
    (event,) = outbox.after()
    assert before <= datetime.strptime(event["time"], "%Y-%m-%dT%H:%M:%S%z") <= datetime.now(UTC)


def test_a_change_that_events_do_not_tell_of_writes_none(user_db: UserDb, outbox: Outbox) -> None:
    user_db.create(ALICE)
    user_db.change(1, hobbies=["chess"], admin=True, ip_address="::1", name="Alice")
    user_db.update(ALICE)
    assert happened(outbox) == [("user-created", "1")]


def test_what_is_refused_writes_no_event(user_db: UserDb, outbox: Outbox) -> None:
    user_db.create(ALICE)
    with pytest.raises(UserExistsError):
        user_db.create(ALICE)
    with pytest.raises(UserNotFoundError):
        user_db.change(2, name="Bob")
    with pytest.raises(UserNotFoundError):
        user_db.delete(2)
    with pytest.raises(ValueError, match="expected a name"):
        user_db.change(1, name="")
    assert happened(outbox) == [("user-created", "1")]


def test_where_the_event_cannot_be_written_nothing_happens(
    user_db: UserDb, outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    user_db.create(ALICE)

    def fail(*_: object) -> None:
        raise RuntimeError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(user_db, "on_change", fail)
        for attempt in (
            lambda: user_db.create(BOB),
            lambda: user_db.change(1, name="Alicia"),
            lambda: user_db.delete(1),
        ):
            with pytest.raises(RuntimeError):
                attempt()
    assert (user_db.page(), happened(outbox)) == ([ALICE], [("user-created", "1")])


def test_events_go_on_after_the_last_one_known(user_db: UserDb, outbox: Outbox) -> None:
    for number in range(1, 6):
        user_db.create(User(number, "Somebody", ALICE.created_on))
    ids = [event["id"] for event in outbox.after()]
    for known, last_id in enumerate(ids, start=1):
        assert [event["id"] for event in outbox.after(last_id)] == ids[known:]
    assert [event["id"] for event in outbox.after(limit=2)] == ids[:2]
    assert [event["id"] for event in outbox.after(ids[1], limit=2)] == ids[2:4]


@pytest.mark.parametrize("column", ["type", "subject", "time", "data"])
def test_an_event_that_lacks_something_is_refused_by_the_database(user_db: UserDb, outbox: Outbox, column: str) -> None:
    row = {"type": "user-deleted", "subject": "1", "time": ALICE.created_on, "data": {"id": 1}}
    del row[column]
    with pytest.raises(sa.exc.IntegrityError), user_db.database.writing() as connection:
        connection.execute(sa.insert(events).values(row))
    assert outbox.after() == []


@pytest.mark.parametrize(
    "last_id", ["2", "0", "", "-1", "01", "+1", " 1", "1 ", "1.0", "\u0661", "x", "1\0", str(2**63), str(10**30)]
)
def test_after_an_event_that_never_was_nobody_knows_what_comes(user_db: UserDb, outbox: Outbox, last_id: str) -> None:
    user_db.create(ALICE)
    with pytest.raises(UnknownEventError, match="does not exist"):
        outbox.after(last_id)


def test_the_last_id_there_can_be_is_known_if_it_was_given(user_db: UserDb, outbox: Outbox) -> None:
    with user_db.database.writing() as connection:
        row = {"id": 2**63 - 1, "type": "user-deleted", "subject": "1", "time": ALICE.created_on, "data": {"id": 1}}
        connection.execute(sa.insert(events).values(row))
    assert outbox.after(str(2**63 - 1)) == []


def test_an_id_between_two_events_is_unknown_too(
    shared: str, writer: UserDb, reader: Outbox, slow_writer: sa.Engine
) -> None:
    writer.create(ALICE)
    with slow_writer.connect() as connection, connection.begin() as transaction:
        reader.record(connection, None, BOB)
        transaction.rollback()
    writer.create(BOB)
    first, last = (int(event["id"]) for event in reader.after())
    for between in range(first + 1, last):
        with pytest.raises(UnknownEventError):
            reader.after(str(between))
    assert last - first == (1 if shared.startswith("sqlite") else 2)  # PostgreSQL takes no id back


def test_an_id_is_not_given_twice_even_if_somebody_empties_the_table(
    writer: UserDb, reader: Outbox, slow_writer: sa.Engine
) -> None:
    writer.create(ALICE)
    (before,) = reader.after()
    with slow_writer.begin() as connection:
        connection.execute(sa.delete(events))
    writer.create(BOB)
    (after,) = reader.after()
    assert int(after["id"]) > int(before["id"])


def test_an_event_that_commits_late_is_not_skipped(writer: UserDb, reader: Outbox, slow_writer: sa.Engine) -> None:
    seen: list[str] = []
    done = Event()

    def create() -> None:
        writer.create(BOB)
        done.set()

    thread = Thread(target=create)
    with slow_writer.begin() as connection:
        reader.record(connection, None, ALICE)  # has its id, and is not committed
        thread.start()
        done.wait(0.5)  # time enough to overtake, if it could
        follow(reader, seen)
    thread.join(30)
    assert not thread.is_alive()
    follow(reader, seen)
    assert seen == [event["id"] for event in reader.after()]
    assert happened(reader) == [("user-created", "1"), ("user-created", "2")]


def test_a_reader_beside_two_writing_processes_sees_every_event_in_order(shared: str, reader: Outbox) -> None:
    program = """
import sys
from datetime import UTC, datetime
from provider import User, UserDb
from provider.events.outbox import Outbox
db = UserDb(sys.argv[1])
db.on_change = Outbox(db.database).record
for _ in range(150):
    db.create(User(db.new_user_id(), "Somebody", datetime.now(UTC)))
"""
    seen: list[str] = []
    with ThreadPoolExecutor(1) as pool:
        written = pool.submit(run_at_once, program, shared)
        while not written.done():
            follow(reader, seen)
        written.result()
    while follow(reader, seen):
        pass
    assert seen == [event["id"] for event in reader.after(limit=1000)]
    assert len(seen) == 300
