"""The real newsletter against the real service, both as processes that may be killed at any moment.

- 2,000 users are created while the follower is killed (SIGKILL) and started again five times: every event is handled,
  none twice, in order
- the service is killed and started again: the follower goes on
- a follower's list, once it is up to date, is who the pages of users say can be written to
"""

import asyncio
import json
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from consumer.newsletter import MailingList, NewsletterClient

ROOT = Path(__file__).parents[2]
USERS = 2000
AT_ONCE = 8  # requests to create users
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")


class Service:
    """`python -m provider` over an SQLite file; started again it is where it was."""

    def __init__(self, folder: Path) -> None:
        self._database = f"sqlite:///{folder}/users.db"
        self._port, self.url = "0", ""

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Until the block ends, by SIGKILL."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("PROVIDER_")}
        settings = {"PROVIDER_DATABASE_URL": self._database, "PROVIDER_PORT": self._port}
        process = await start("provider", env=inherited | settings, stderr=asyncio.subprocess.PIPE)
        assert process.stderr
        try:
            async with asyncio.timeout(60):
                told = ""
                while not (found := re.search(r"(http://[\d.]+:(\d+))\n", told)):
                    line = await process.stderr.readline()
                    assert line, told
                    told += line.decode()
            self.url, self._port = found.groups()
            reading = asyncio.create_task(process.stderr.read())  # or the pipe would fill up
            yield
        finally:
            await kill(process)
        await reading


async def start(module: str, *arguments: str, **options: object) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *[sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        **options,  # type: ignore[arg-type]
    )


async def follower(service: Service, path: Path) -> asyncio.subprocess.Process:
    quiet = asyncio.subprocess.DEVNULL
    arguments = ["follow", "--url", service.url, "--file", str(path)]
    return await start("consumer.newsletter", *arguments, stdout=quiet, stderr=quiet)


async def kill(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.send_signal(signal.SIGKILL)
        await process.wait()


async def create(service: Service, numbers: range) -> None:
    """Create users number by number, `AT_ONCE` at the same time; every third has no email."""
    waiting = iter(numbers)

    async def one_after_the_other(session: aiohttp.ClientSession) -> None:
        for number in waiting:
            email = f"{number}@example.com" if number % 3 else None
            async with session.post("/users/", json={"name": f"User {number}", "email": email}) as answer:
                assert answer.status == 201

    async with aiohttp.ClientSession(service.url) as session, asyncio.TaskGroup() as tasks:
        for _ in range(AT_ONCE):
            tasks.create_task(one_after_the_other(session))


def complete_lines(path: Path) -> list[bytes]:
    return path.read_bytes().split(b"\n")[:-1] if path.exists() else []


async def until_handled(path: Path, least: int, process: asyncio.subprocess.Process) -> None:
    async with asyncio.timeout(60 + least / 50):  # however slow the machine
        while len(complete_lines(path)) < least:
            assert process.returncode is None, "the follower ended"
            await asyncio.sleep(0.02)


async def feed(service: Service) -> list[str]:
    """The ids of all events there are, as the service has them."""
    ids: list[str] = []
    async with NewsletterClient(service.url) as client:
        while events := await client.events(ids[-1] if ids else None):
            ids += [event.id for event in events]
    return ids


async def follow_through_kills(folder: Path, users: int, kills: int) -> None:
    """Create *users* while the follower is killed *kills* times; fails unless each event is handled once, in order."""
    service, path = Service(folder), folder / "list.jsonl"
    async with service.running():
        creating = asyncio.create_task(create(service, range(users)))
        left_at: list[int] = []
        for killed in range(kills + 1):
            process = await follower(service, path)
            try:
                # killed early enough that there is always something left to do
                await until_handled(path, users if killed == kills else (killed + 1) * users // (kills + 3), process)
            finally:
                await kill(process)
            left_at.append(len(complete_lines(path)))
        await creating
        happened = await feed(service)
        async with NewsletterClient(service.url) as client:
            subscribers = [one async for one in client.subscribers(limit=100)]
    assert len(happened) == users
    assert [json.loads(line)["event"] for line in complete_lines(path)] == happened
    assert left_at == sorted(set(left_at))
    with MailingList.opened(path) as mailing_list:
        assert mailing_list.subscribers() == subscribers
    assert len(subscribers) == len([number for number in range(users) if number % 3])


async def test_a_follower_that_is_killed_five_times_handles_every_event_once_and_in_order(tmp_path: Path) -> None:
    await follow_through_kills(tmp_path, USERS, kills=5)


async def test_a_follower_goes_on_when_the_service_was_killed_and_comes_back(tmp_path: Path) -> None:
    service, path = Service(tmp_path), tmp_path / "list.jsonl"
    async with service.running():
        process = await follower(service, path)
        await create(service, range(10))
        await until_handled(path, 10, process)
    try:
        async with service.running():
            await create(service, range(10, 20))
            await until_handled(path, 20, process)
            happened = await feed(service)
    finally:
        await kill(process)
    assert [json.loads(line)["event"] for line in complete_lines(path)] == happened
    assert len(happened) == 20
