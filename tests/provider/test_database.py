"""A database that is away, locked or gone: 503 that asks to come back, in bounded time, and nothing is lost.

- every endpoint: 503 with Retry-After, as JSON; one line in the log, without the statement or what it was to write
- SQLite locked by another process: readers are answered, also by a service that has just started; writers 503, and go
  on afterwards; so many writers that they could fill the server leave it to those who read
- an SQLite file that was deleted is not written to, nor made again; one that was put in its place is used
- which URLs are those of a database; a driver is not needed to say so
- PostgreSQL that is away or locked: the same; a connection that it has ended is not used again
- engine: what SQLite is told of journal and synchronisation; as many connections as are asked for
- the notifier is told after the commit, and not by who reads
"""

import logging
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from provider import User, UserDb, create_app
from provider.database import WRITERS, engine_for, reason
from tests.provider.databases import url_of

ALICE = User(1, "Alice", datetime(2020, 1, 1, tzinfo=UTC))
REQUESTS = {
    "list": lambda client: client.get("/users"),
    "get": lambda client: client.get("/users/1"),
    "create": lambda client: client.post("/users", json={"name": "Zelda"}),
    "change": lambda client: client.patch("/users/1", json={"name": "Zelda"}),
    "delete": lambda client: client.delete("/users/1"),
    "events": lambda client: client.get("/events"),
}
READING = ["list", "get", "events"]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "users.db"


@pytest.fixture
def user_db(file: Path) -> Iterator[UserDb]:
    """Alice's database, an SQLite file; no event tells of her."""
    with closing(UserDb(f"sqlite:///{file}")) as db:
        db.create(ALICE)
        yield db


@pytest.fixture
def client(user_db: UserDb) -> FlaskClient:
    return create_app(user_db).test_client()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who waits for a lock, or for a turn to write, soon gives up. For databases that are made afterwards."""
    monkeypatch.setattr("provider.database.LOCKED_SECONDS", 0.1)
    monkeypatch.setattr("provider.database.TURN_SECONDS", 0.01)


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """As another process would do it: writing, and not ready yet."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        yield


@pytest.mark.parametrize("name", REQUESTS)
def test_a_database_that_is_away_is_503_and_says_when_to_come_back(
    client: FlaskClient, file: Path, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    file.unlink()
    with caplog.at_level(logging.ERROR):
        answer = REQUESTS[name](client)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")
    assert answer.get_json() == {
        "title": "Service Unavailable",
        "status": 503,
        "detail": "The database cannot be used now",
        "instance": answer.request.path,
    }
    (line,) = caplog.messages
    assert line.startswith("the database cannot be used: the database file ")
    assert "SELECT" not in line


def test_a_database_that_was_never_there_is_503_too(tmp_path: Path) -> None:
    client = create_app(UserDb(f"sqlite:///{tmp_path}")).test_client()  # a folder
    assert client.get("/users/1").status_code == 503


@pytest.mark.parametrize("name", REQUESTS)
@pytest.mark.usefixtures("impatient", "user_db")
def test_where_another_process_has_locked_the_file_readers_are_answered(file: Path, name: str) -> None:
    before = create_app(UserDb(f"sqlite:///{file}")).test_client()
    before.get("/users")
    with locked(file):
        started_later = create_app(UserDb(f"sqlite:///{file}")).test_client()
        for client in (before, started_later):
            assert REQUESTS[name](client).status_code == (200 if name in READING else 503)
    assert REQUESTS[name](before).status_code in {200, 201, 204}


@pytest.mark.usefixtures("impatient", "user_db")
def test_what_was_to_be_written_to_a_locked_file_is_not_in_the_log(
    file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    client = create_app(UserDb(f"sqlite:///{file}")).test_client()
    with locked(file):
        client.post("/users", json={"name": "Zelda"})
    assert caplog.messages == ["the database cannot be used: database is locked"]


def test_those_who_wait_for_the_lock_are_no_more_than_writers_may_be(
    user_db: UserDb, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("provider.database.TURN_SECONDS", 0.01)
    all_write = Barrier(WRITERS + 1)

    def write(_: int) -> None:
        with user_db.database.writing() as connection:  # of SQLite just one is ever so far
            connection.execute(sa.text("SELECT 1"))

    @contextmanager
    def begin() -> Iterator[sa.Connection]:
        all_write.wait(20)
        all_write.wait(20)
        raise sqlite3.OperationalError("locked")
        yield

    monkeypatch.setattr(user_db.database._engine, "begin", begin)
    with ThreadPoolExecutor(WRITERS) as pool:
        writers = [pool.submit(write, n) for n in range(WRITERS)]
        all_write.wait(20)
        with pytest.raises(sa.exc.TimeoutError, match=f"{WRITERS} others are writing"):
            write(0)
        assert user_db.get(1) == ALICE
        all_write.wait(20)
        assert {type(writer.exception(20)) for writer in writers} == {sqlite3.OperationalError}
    monkeypatch.undo()
    user_db.change(1, name="Alicia")  # those who failed have given their places back


@pytest.mark.skipif("sys.platform == 'win32'", reason="Windows deletes no file that is open")
def test_a_deleted_file_is_not_written_to_nor_made_again(user_db: UserDb, file: Path) -> None:
    client = create_app(user_db).test_client()
    file.unlink()
    assert client.post("/users", json={"name": "Bob"}).status_code == 503
    assert not file.exists()
    assert client.post("/users", json={"name": "Bob"}).status_code == 503, "also on a new connection"


@pytest.mark.skipif("sys.platform == 'win32'", reason="Windows deletes no file that is open")
def test_a_file_that_was_put_in_its_place_is_used(user_db: UserDb, file: Path, tmp_path: Path) -> None:
    backup = tmp_path / "backup.db"
    with closing(UserDb(f"sqlite:///{backup}")) as other:
        other.create(User(7, "Grace", ALICE.created_on))
    assert user_db.get(1) == ALICE
    for one in tmp_path.glob("users.db*"):
        one.unlink()
    backup.rename(file)
    assert (user_db.get(1), user_db.get(7)) == (None, User(7, "Grace", ALICE.created_on))


@pytest.mark.parametrize("url", ["nonsense", "mysql://u@h/x", "sqlite+aiosqlite://", "postgresql://u@h:port/x", ""])
def test_what_is_no_url_of_a_database_is_refused(url: str) -> None:
    with pytest.raises(sa.exc.ArgumentError):
        engine_for(url)


def test_a_reason_is_one_line() -> None:
    original = sqlite3.OperationalError("away\nfor lunch")
    error = sa.exc.OperationalError("INSERT INTO users", {"name": "Zelda"}, original)
    assert [reason(error), reason(ValueError("a\nb")), reason(OSError())] == ["away", "a", "OSError"]


# ---- what the engine is for


def test_sqlite_writes_ahead_and_syncs_as_that_allows(file: Path) -> None:
    engine = engine_for(f"sqlite:///{file}")
    with engine.connect() as connection:
        modes = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous")]
    engine.dispose()
    assert modes == ["wal", 1]


@pytest.mark.parametrize("kind", ["file", "postgresql"])
def test_there_are_as_many_connections_as_are_asked_for(kind: str, request: pytest.FixtureRequest) -> None:
    """SQLAlchemy's own bound is 15; who comes then waits for 30 s, and fails."""
    engine = engine_for(url_of(kind, request).replace("/new/", "/"))
    with ExitStack() as stack:
        stack.callback(engine.dispose)
        for _ in range(20):
            stack.enter_context(closing(engine.raw_connection()))
        assert engine.pool.checkedout() == 20  # type: ignore[attr-defined]


def test_a_connection_that_postgresql_has_ended_is_not_used_again(schema: str) -> None:
    with closing(UserDb(schema)) as user_db:
        user_db.create(ALICE)
        with user_db.database.reading() as connection:
            backend = connection.scalar(sa.select(sa.func.pg_backend_pid()))
        admin = sa.create_engine(schema)
        with admin.connect() as connection:
            assert connection.scalar(sa.select(sa.func.pg_terminate_backend(backend)))
        admin.dispose()
        assert user_db.get(1) == ALICE


def test_a_connection_to_postgresql_is_made_in_bounded_time() -> None:
    pytest.importorskip("psycopg", reason="make test WITH=postgres adds it")
    asked: list[dict[str, object]] = []

    def note(_: object, __: object, ___: object, arguments: dict[str, object]) -> None:
        asked.append(arguments)
        raise ZeroDivisionError

    for url in ("postgresql://u@h/x", "postgresql://u@h/x?connect_timeout=60"):
        engine = engine_for(url)
        sa.event.listen(engine, "do_connect", note)
        with pytest.raises(ZeroDivisionError):
            engine.connect()
    assert [arguments["connect_timeout"] for arguments in asked] == [5, "60"]


@pytest.mark.parametrize("name", REQUESTS)
def test_a_postgresql_that_is_away_is_503(name: str) -> None:
    pytest.importorskip("psycopg", reason="make test WITH=postgres adds it")
    answer = REQUESTS[name](create_app(UserDb("postgresql://u@127.0.0.1:1/x")).test_client())
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")


@pytest.mark.usefixtures("impatient")
def test_where_another_process_has_locked_a_table_of_postgresql_writers_are_503_and_readers_are_answered(
    schema: str,
) -> None:
    other = sa.create_engine(schema)
    with closing(UserDb(schema)) as user_db:
        user_db.create(ALICE)
        client = create_app(user_db).test_client()
        with other.begin() as connection:
            connection.exec_driver_sql("LOCK TABLE users, events, user_ids IN EXCLUSIVE MODE")
            statuses = {name: REQUESTS[name](client).status_code for name in REQUESTS}
        other.dispose()
        assert statuses == {name: 200 if name in READING else 503 for name in REQUESTS}
        assert client.patch("/users/1", json={"name": "Alicia"}).status_code == 200


@pytest.mark.parametrize("kind", ["memory", "file", "postgresql"])
def test_the_notifier_is_told_after_the_commit_and_not_by_who_reads_or_fails(
    kind: str, request: pytest.FixtureRequest
) -> None:
    with closing(UserDb(url_of(kind, request))) as here:
        there = here if kind == "memory" else UserDb(here.database._engine.url.render_as_string(hide_password=False))
        seen: list[list[User]] = []
        here.database.on_commit.append(lambda: seen.append(there.page()))
        here.create(ALICE)
        assert seen == [[ALICE]], "told before others can see it"
        here.page()
        with pytest.raises(ValueError, match="exists"):
            here.create(ALICE)
        assert len(seen) == 1
        there.close()
