"""A service whose database is locked or gone, and the real clients: to them it passes.

- the client tries a GET again, and says of a POST that trying again may help; nothing is made twice
- the newsletter's follower waits, and handles what was written when the lock is gone
"""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from consumer import UnavailableError, UserClient
from consumer.newsletter import MailingList, NewsletterClient, follow
from provider import User, UserDb, create_app
from tests.serving import serving

ALICE = User(1, "Alice", datetime(2020, 1, 1, tzinfo=UTC), "alice@example.com")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "users.db"


@pytest.fixture
def url(file: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr("provider.database.LOCKED_SECONDS", 0.1)
    with closing(UserDb(f"sqlite:///{file}")) as user_db:
        app = create_app(user_db)
        user_db.create(ALICE)
        with serving(app) as url:
            yield url


def take_away(file: Path) -> Callable[[], Path]:
    """Move *file* out of the service's reach; what to call to bring it back."""
    return partial(file.rename(file.with_suffix(".away")).rename, file)


async def test_what_cannot_be_written_now_is_told_so_and_not_made_twice(url: str, file: Path) -> None:
    async with UserClient(url, timeout=30) as client:
        with closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            assert (await client.get_user(1)).name == "Alice"
            with pytest.raises(UnavailableError, match="the service answered 503 Service Unavailable") as refused:
                await client.create_user(name="Bob")
        assert refused.value.retry_after == 1
        assert (await client.create_user(name="Bob")).id == 2


async def test_a_database_that_is_back_in_time_is_not_noticed_by_who_reads(url: str, file: Path) -> None:
    come_back = take_away(file)
    async with UserClient(url, timeout=30) as client, asyncio.TaskGroup() as tasks:
        reading = tasks.create_task(client.get_user(1))
        await asyncio.sleep(0.2)
        come_back()
    assert reading.result().name == "Alice"


async def test_a_follower_waits_for_the_database(url: str, file: Path, tmp_path: Path) -> None:
    path = tmp_path / "list.jsonl"
    come_back = take_away(file)
    with MailingList.opened(path) as mailing_list:
        async with NewsletterClient(url) as client, asyncio.timeout(30):
            following = asyncio.create_task(follow(client, mailing_list, wait=0.0, pause=0.01))
            await asyncio.sleep(0.3)
            assert not following.done(), following
            come_back()
            while mailing_list.position is None:  # noqa: ASYNC110 - a list has no event of its own
                await asyncio.sleep(0.01)
            following.cancel()
        assert [one.name for one in mailing_list.subscribers()] == ["Alice"]
