"""One suite over every database: SQLite in memory, an SQLite file, and PostgreSQL where TEST_DATABASE_URL names one.

- what is created is found, changed, deleted; created_on keeps its microseconds and its zone; a copy is a copy
- a user who does not exist: KeyError; an id that exists: UserExistsError, and nothing is overwritten
- ids up to 2^63-1 are stored, larger ones not found; what became invalid since is not stored
- new_user_id: never the same twice, among threads, processes, after a delete, after an id given to create
- two changes at the same time both last; eight threads that create lose nobody
- a listener is called in the transaction of each change, with the user before and after; it can refuse the change
- opening: on first use, by two processes at once, with the folder of an SQLite file
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from itertools import chain
from pathlib import Path

import pytest
import sqlalchemy as sa

from provider import NoIdLeftError, User, UserDb, UserExistsError, UserNotFoundError, create_app
from tests.provider.databases import at_once, run_at_once, url_of

MAX_ID = 2**63 - 1
ALICE = User(123, "Alice", datetime(2020, 1, 1, 12, 0, 0, 123456, UTC), "alice@example.com", "::1", ["chess"], True)


@pytest.fixture(params=["memory", "file", "postgresql"])
def user_db(request: pytest.FixtureRequest) -> Iterator[UserDb]:
    db = UserDb(url_of(request.param, request))
    yield db
    db.close()


def test_a_created_user_is_found_again(user_db: UserDb) -> None:
    user_db.create(ALICE)
    assert user_db.get(123) == ALICE


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="Windows sets no time zone for one process")
def test_created_on_is_the_same_moment_wherever_the_service_runs(
    user_db: UserDb, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "Asia/Kathmandu")
        time.tzset()
        user_db.create(ALICE)
        found = user_db.get(123)
    time.tzset()
    assert found == ALICE


def test_created_on_comes_back_with_its_zone(user_db: UserDb) -> None:
    somewhere = timezone(timedelta(hours=-3))
    user_db.create(replace(ALICE, created_on=ALICE.created_on.astimezone(somewhere)))
    found = user_db.get(123)
    assert found is not None
    assert (found.created_on, found.created_on.utcoffset()) == (ALICE.created_on, timedelta(0))


def test_there_is_no_user_in_a_new_database(user_db: UserDb) -> None:
    assert user_db.get(1) is None


def test_a_found_user_is_a_copy(user_db: UserDb) -> None:
    user_db.create(ALICE)
    found = user_db.get(123)
    assert found is not None
    found.hobbies.append("golf")
    assert user_db.get(123) == ALICE


def test_an_updated_user_is_as_given_and_the_others_are_not(user_db: UserDb) -> None:
    bob = User(124, "Bob", ALICE.created_on)
    renamed = User(123, "Alicia", ALICE.created_on + timedelta(1), None, None, [], False)
    user_db.create(ALICE)
    user_db.create(bob)
    user_db.update(renamed)
    assert (user_db.get(123), user_db.get(124)) == (renamed, bob)


def test_a_change_sets_just_the_fields_it_names(user_db: UserDb) -> None:
    user_db.create(ALICE)
    expected = replace(ALICE, name="Alicia", email=None)
    assert user_db.change(123, name="Alicia", email=None) == expected
    assert user_db.get(123) == expected


def test_a_deleted_user_is_gone_and_the_others_are_not(user_db: UserDb) -> None:
    bob = User(124, "Bob", ALICE.created_on)
    user_db.create(ALICE)
    user_db.create(bob)
    user_db.delete(123)
    assert (user_db.get(123), user_db.get(124)) == (None, bob)


@pytest.mark.parametrize("user_id", [1, 2**63, 10**30])
def test_a_user_who_does_not_exist_is_a_key_error_that_names_the_id(user_db: UserDb, user_id: int) -> None:
    missing = replace(ALICE, id=user_id)
    for attempt in (lambda: user_db.update(missing), lambda: user_db.delete(user_id), lambda: user_db.change(user_id)):
        with pytest.raises(UserNotFoundError) as error:
            attempt()
        assert isinstance(error.value, KeyError)
        assert str(error.value) == f"User with id {user_id} does not exist."


def test_creating_an_id_that_exists_raises_and_overwrites_nothing(user_db: UserDb) -> None:
    user_db.create(ALICE)
    with pytest.raises(UserExistsError, match="User with id 123 exists already"):
        user_db.create(replace(ALICE, name="Mallory"))
    assert user_db.get(123) == ALICE


def test_the_largest_id_is_an_id_like_any_other(user_db: UserDb) -> None:
    user_db.create(replace(ALICE, id=MAX_ID))
    user_db.update(replace(ALICE, id=MAX_ID, name="Alicia"))
    assert user_db.get(MAX_ID) == replace(ALICE, id=MAX_ID, name="Alicia")
    user_db.delete(MAX_ID)
    assert user_db.get(MAX_ID) is None


@pytest.mark.parametrize("user_id", [0, -1, 2**63, 10**30, -(10**30)])
def test_an_id_that_no_column_holds_is_simply_not_found(user_db: UserDb, user_id: int) -> None:
    assert user_db.get(user_id) is None


def test_a_user_with_an_id_that_no_column_holds_cannot_be_created(user_db: UserDb) -> None:
    with pytest.raises(ValueError, match=f"expected an id of at most {MAX_ID}, got {2**63}"):
        user_db.create(replace(ALICE, id=2**63))


def test_a_user_made_invalid_later_is_not_stored(user_db: UserDb) -> None:
    user = replace(ALICE)
    user_db.create(user)
    user.name = ""
    with pytest.raises(ValueError, match="expected a name"):
        user_db.update(user)
    assert user_db.get(123) == ALICE
    user_db.delete(123)
    with pytest.raises(ValueError, match="expected a name"):
        user_db.create(user)
    assert user_db.get(123) is None


def test_new_ids_start_at_1_and_go_up(user_db: UserDb) -> None:
    assert [user_db.new_user_id() for _ in range(3)] == [1, 2, 3]


def test_the_id_of_a_deleted_user_is_not_handed_out_again(user_db: UserDb) -> None:
    user_db.create(replace(ALICE, id=user_db.new_user_id()))
    user_db.delete(1)
    assert user_db.new_user_id() == 2


def test_an_id_given_to_create_counts_as_handed_out_even_once_deleted(user_db: UserDb) -> None:
    user_db.create(ALICE)
    user_db.delete(123)
    assert user_db.new_user_id() == 124


def test_a_lower_id_given_to_create_takes_nothing_back(user_db: UserDb) -> None:
    user_db.create(ALICE)
    user_db.create(replace(ALICE, id=5))
    assert user_db.new_user_id() == 124


def test_with_the_last_id_taken_there_is_none_left(user_db: UserDb) -> None:
    user_db.create(replace(ALICE, id=MAX_ID - 1))
    assert user_db.new_user_id() == MAX_ID
    with pytest.raises(NoIdLeftError, match=f"{MAX_ID} has been handed out"):
        user_db.new_user_id()


def test_eight_threads_never_get_the_same_id(user_db: UserDb) -> None:
    batches = at_once(lambda _: [user_db.new_user_id() for _ in range(50)])
    assert sorted(chain.from_iterable(batches)) == list(range(1, 401))


def test_two_processes_never_get_the_same_id(shared: str) -> None:
    program = """
import sys
from provider import UserDb
db = UserDb(sys.argv[1])
for _ in range(200):
    print(db.new_user_id())
"""
    ids = [int(line) for printed in run_at_once(program, shared) for line in printed.split()]
    assert sorted(ids) == list(range(1, 401))


def test_four_processes_open_a_new_database_at_the_same_time(shared: str) -> None:
    program = "import sys; from provider import UserDb; UserDb(sys.argv[1]).open(); print('open')"
    assert run_at_once(program, shared, processes=4) == ["open\n"] * 4


def test_a_database_that_is_opened_again_has_its_users_and_ids(shared: str) -> None:
    first, second = UserDb(shared), UserDb(shared)
    first.create(ALICE)
    first.close()
    assert (second.get(123), second.new_user_id()) == (ALICE, 124)
    second.close()


def test_two_changes_at_the_same_time_both_last(user_db: UserDb) -> None:
    user_db.create(ALICE)
    fields = ("name", "email")

    def change(number: int) -> None:
        for round_ in range(40):
            user_db.change(123, **{fields[number]: f"{fields[number]}-{round_}"})
            found = user_db.get(123)
            assert found is not None
            assert getattr(found, fields[number]) == f"{fields[number]}-{round_}"

    at_once(change, threads=2)


def test_a_listener_hears_of_each_change_before_it_is_committed(user_db: UserDb) -> None:
    heard: list[tuple[User | None, User | None]] = []

    def listen(connection: sa.Connection, before: User | None, after: User | None) -> None:
        assert connection.in_transaction()
        heard.append((before, after))

    user_db.on_change = listen
    alicia = replace(ALICE, name="Alicia")
    user_db.create(ALICE)
    user_db.change(123, name="Alicia")
    user_db.delete(123)
    assert heard == [(None, ALICE), (ALICE, alicia), (alicia, None)]


def test_what_is_refused_is_no_change_and_what_a_listener_refuses_is_undone(user_db: UserDb) -> None:
    def refuse(*_: object) -> None:
        raise RuntimeError("the listener refuses")

    user_db.create(ALICE)
    user_db.on_change = refuse
    attempts: list[tuple[type[Exception], Callable[[], object]]] = [
        (UserExistsError, lambda: user_db.create(ALICE)),
        (UserNotFoundError, lambda: user_db.delete(1)),
        (RuntimeError, lambda: user_db.create(replace(ALICE, id=200))),
        (RuntimeError, lambda: user_db.update(replace(ALICE, name="Alicia"))),
        (RuntimeError, lambda: user_db.delete(123)),
    ]
    for refused, attempt in attempts:
        with pytest.raises(refused):
            attempt()
    assert (user_db.page(), user_db.new_user_id()) == ([ALICE], 124)


def test_nothing_is_opened_before_it_is_used(tmp_path: Path) -> None:
    db = UserDb(f"sqlite:///{tmp_path}/build/users.db")
    assert list(tmp_path.iterdir()) == []
    db.create(ALICE)
    assert (tmp_path / "build" / "users.db").exists()
    db.close()


def test_eight_threads_of_300_creates_lose_no_user_and_share_no_id(shared: str) -> None:
    user_db = UserDb(shared)
    app = create_app(user_db)

    def create(thread: int) -> list[tuple[int, str]]:
        client = app.test_client()
        names = [f"user {number} of {thread}" for number in range(300)]
        return [(client.post("/users/", json={"name": name}).get_json()["id"], name) for name in names]

    created = dict(chain.from_iterable(at_once(create)))
    assert sorted(created) == list(range(1, 2401))
    stored = {user_id: user.name for user_id in created if (user := user_db.get(user_id))}
    assert stored == created
    user_db.close()
