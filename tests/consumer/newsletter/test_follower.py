"""Following the feed: what is handled, how often, in which order, and what ends it.

- each event is handled once, in order, though the feed repeats it, within one answer or in the next
- an event of an unknown type is passed over; one with wrong data ends the following, after those before it
- the position is the file's; a service that is away, or comes back later, is waited for, whatever it answered before
- no news: a pause, even if the service does not hold its answer back
- `python -m consumer.newsletter follow`: what it shows, its errors and exit codes; Ctrl-C; `subscribers`
"""

import asyncio
import json
import re
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import stamina

from consumer import ContractError, Problem, RejectedError, UnavailableError, UserNotFoundError
from consumer.console import EXIT_CODES
from consumer.newsletter import Entry, Event, MailingList, NewsletterClient, UnknownPositionError, follow
from consumer.newsletter.__main__ import EPILOG, NO_LIST, main
from consumer.newsletter.handlers import handle
from tests.consumer.answering import SILENCE, Service, answering, http
from tests.consumer.processes import LIMIT, output, running

MODULE = "consumer.newsletter"
CLOUDEVENTS = "application/cloudevents-batch+json"
STOP = http(404)  # refuses, which ends a follower
posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGINT to one process")


@pytest.fixture(autouse=True)
def no_pauses() -> Iterator[None]:
    with stamina.set_testing(True, attempts=10, cap=True):
        yield


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "list.jsonl"


def created(*users: int) -> bytes:
    """User 1 is created by event "e1", and so on."""
    batch = [{"id": f"e{n}", "type": "user-created", "data": user(n)} for n in users]
    return http(200, json.dumps(batch).encode(), media_type=CLOUDEVENTS)


def user(number: int) -> dict[str, object]:
    return {"id": number, "name": f"User {number}", "email": f"{number}@example.com"}


def handled(path: Path) -> list[str]:
    return [json.loads(line)["event"] for line in path.read_text().splitlines()]


async def followed(service: Service, path: Path, pause: float = 0.0) -> None:
    with MailingList.opened(path) as mailing_list:
        async with NewsletterClient(service.url) as client:
            await follow(client, mailing_list, wait=0.0, pause=pause)


@pytest.mark.parametrize(
    ("event", "entry"),
    [
        (("user-created", user(1)), Entry(1, "User 1", "1@example.com")),
        (("user-created", user(1) | {"email": None}), Entry(1)),
        (("user-changed", user(1)), Entry(1, "User 1", "1@example.com")),
        (("user-changed", user(1) | {"email": None}), Entry(1)),
        (("user-deleted", {"id": 1}), Entry(1)),
        (("user-married", {"id": "?"}), Entry()),
    ],
)
def test_an_event_says_what_to_do_to_the_list(event: tuple[str, object], entry: Entry) -> None:
    assert handle(Event(id="e1", type=event[0], data=event[1])) == entry


@pytest.mark.parametrize(
    ("type_", "data", "words"),
    [
        ("user-created", {"id": 1, "email": "a@b.example"}, r"\$\.name: Field required"),
        ("user-changed", {"id": 1, "name": "A"}, r"\$\.email: Field required"),
        ("user-deleted", {"id": "1"}, r"\$\.id: .*got '1'"),
        ("user-deleted", None, r"\$: .*got None"),
    ],
)
def test_wrong_data_is_a_contract_error_that_names_the_event(type_: str, data: object, words: str) -> None:
    with pytest.raises(ContractError, match=rf"event e1 \({type_}\): {words}"):
        handle(Event(id="e1", type=type_, data=data))


async def test_each_event_is_handled_once_and_in_order_however_often_it_comes(path: Path) -> None:
    answers = [created(1, 2), created(2, 3, 3, 1), created(3), created(4), STOP]
    async with answering(*answers) as service:
        with pytest.raises(RejectedError):
            await followed(service, path)
    assert handled(path) == ["e1", "e2", "e3", "e4"]
    asked = [line.partition("lastEventId=")[2] for line, _ in service.requests]
    assert asked == ["", "e2", "e3", "e3", "e4"]


async def test_a_follower_goes_on_where_the_file_ends(path: Path) -> None:
    with MailingList.opened(path) as mailing_list:
        mailing_list.add("e7", Entry())
    async with answering(created(7, 8), STOP) as service:
        with pytest.raises(RejectedError):
            await followed(service, path)
    assert service.requests[0][0] == "GET /events?timeout=0&lastEventId=e7"
    assert handled(path) == ["e7", "e8"]


async def test_an_event_of_a_new_type_moves_the_position_and_nothing_else(path: Path) -> None:
    news = http(200, b'[{"id": "e1", "type": "user-married"}]', media_type=CLOUDEVENTS)
    async with answering(news, created(2), STOP) as service:
        with pytest.raises(RejectedError):
            await followed(service, path)
    assert service.requests[1][0] == "GET /events?timeout=0&lastEventId=e1"
    with MailingList.opened(path) as mailing_list:
        assert [one.id for one in mailing_list.subscribers()] == [2]


async def test_an_event_with_wrong_data_is_not_skipped(path: Path) -> None:
    batch = [
        {"id": "e1", "type": "user-created", "data": user(1)},
        {"id": "e2", "type": "user-created", "data": {}},
        {"id": "e3", "type": "user-created", "data": user(3)},
    ]
    async with answering(http(200, json.dumps(batch).encode(), media_type=CLOUDEVENTS)) as service:
        with pytest.raises(ContractError, match="event e2"):
            await followed(service, path)
    assert handled(path) == ["e1"]


@pytest.mark.parametrize(
    "bad", [b"", http(500), http(503), http(429, Retry_After="0")], ids=["lost", "500", "503", "429"]
)
async def test_a_service_that_is_away_is_waited_for(path: Path, bad: bytes) -> None:
    answers = [bad] * 7 + [created(1)] + [bad] * 4 + [created(2), STOP]
    async with answering(*answers) as service:
        with pytest.raises(RejectedError):
            await followed(service, path)
    assert handled(path) == ["e1", "e2"]


async def test_a_service_is_waited_for_however_long_it_is_away(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """For a night, by a clock that runs as fast as the pauses end: no attempt is the last, nor any pause too long."""
    slept: list[float] = []
    now = time.monotonic
    monkeypatch.setattr(time, "monotonic", lambda: now() + sum(slept))

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    class Away(NewsletterClient):
        async def events(self, after: str | None = None, *, wait: float = 0.0) -> tuple[Event, ...]:  # noqa: ARG002
            if sum(slept) < 8 * 3600:
                raise UnavailableError("GET /events", "nobody there")
            raise RejectedError("GET /events", 404, Problem(detail="end of this test"))

    monkeypatch.setattr(asyncio, "sleep", sleep)
    with stamina.set_testing(False), MailingList.opened(path) as mailing_list, pytest.raises(RejectedError):
        await follow(Away("http://localhost"), mailing_list, pause=0.0)
    assert max(slept) <= 11.0  # ten seconds, and a random part
    assert len(slept) > 8 * 3600 / 11


@pytest.mark.parametrize(("asked", "waited"), [("7", 7.0), ("3600", 10.0)])
async def test_the_service_says_when_to_come_back_within_reason(
    path: Path, asked: str, waited: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []

    async def note(seconds: float) -> None:
        pauses.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", note)
    with stamina.set_testing(False):
        async with answering(http(503, Retry_After=asked), STOP) as service:
            with pytest.raises(RejectedError):
                await followed(service, path)
    assert [seconds for seconds in pauses if seconds] == [waited]


async def test_a_refused_position_ends_it(path: Path) -> None:
    async with answering(created(1), http(400)) as service:
        with pytest.raises(UnknownPositionError):
            await followed(service, path)


@pytest.mark.parametrize("answer", [created(), created(1)], ids=["no news", "old news"])
async def test_between_answers_without_news_there_is_a_pause(
    path: Path, answer: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []

    async def note(seconds: float) -> None:
        pauses.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", note)
    async with answering(created(1), answer, answer, created(2), STOP) as service:
        with pytest.raises(RejectedError):
            await followed(service, path, pause=1.5)
    assert [seconds for seconds in pauses if seconds] == [1.5, 1.5]


def exit_code(*arguments: str) -> int:
    try:
        main(arguments)
    except SystemExit as left:
        return int(left.code or 0)
    return 0


async def run(*arguments: str) -> int:
    return await asyncio.to_thread(exit_code, *arguments)


@pytest.mark.parametrize(
    ("last", "code", "words"),
    [
        (http(404), 4, "refused with 404: 404 Not Found"),
        (
            http(400),
            7,
            "the service does not know event 'e1', the last one on the list: 400 Bad Request\nAnother --file",
        ),
        (http(301), 6, "expected 200, got 301 Moved Permanently"),
    ],
    ids=["refused", "unknown position", "contract"],
)
async def test_what_ends_a_follower_is_told_and_has_its_code(
    path: Path, last: bytes, code: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    async with answering(created(1), last) as service:
        assert await run("follow", "--url", service.url, "--file", str(path)) == code
    out, err = capsys.readouterr()
    assert out == f"{path}: following from the beginning\n"
    assert err.startswith("error: ")
    assert words in err


async def test_a_file_in_use_or_out_of_reach_is_told(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async with answering(STOP) as service:
        with MailingList.opened(path):
            assert await run("follow", "--url", service.url, "--file", str(path)) == 7
        assert capsys.readouterr().err.startswith(f"error: {path}: another follower is writing this file\n")
        assert await run("follow", "--url", service.url, "--file", str(path.parent)) == 7
        assert str(path.parent) in capsys.readouterr().err
    assert service.requests == []


def test_a_wrong_url_is_told_before_a_file_is_made(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code("follow", "--url", "ftp://localhost", "--file", str(path)) == 2
    assert "base_url: expected http://" in capsys.readouterr().err
    assert not path.exists()


def test_every_exit_code_is_in_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code("--help") == 0
    assert EPILOG.strip() in capsys.readouterr().out
    documented = [int(code) for code in re.findall(r"^  (\d+)  ", EPILOG, re.MULTILINE)]
    assert documented == sorted({0, 2, NO_LIST, 130, *EXIT_CODES.values()} - {EXIT_CODES[UserNotFoundError]})


async def test_subscribers_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    hostile = {"name": "\033[2J", "email": "\r\033]0;x\a\u202e\n@example.com"}
    users = [user(1), user(2) | {"email": None}, user(3) | hostile]
    async with answering(http(200, json.dumps({"users": users, "next": None}).encode())) as service:
        assert await run("subscribers", "--url", service.url) == 0
    shown = r"\x1b[2J" + "\t" + r"\r\x1b]0;x\x07\u202e\n@example.com"
    assert capsys.readouterr() == (f"1\tUser 1\t1@example.com\n3\t{shown}\n", "")


@posix
async def test_ctrl_c_is_quiet_and_leaves_the_list_as_it_was(path: Path) -> None:
    async with (
        answering(http(503), created(1), SILENCE) as service,
        running(MODULE, "follow", "--url", service.url, "--file", str(path)) as ran,
    ):
        async with asyncio.timeout(LIMIT):
            while len(service.requests) < 3:
                service.asked.clear()
                await service.asked.wait()
        ran.send_signal(signal.SIGINT)
        out, err = await output(ran)
    assert (out.decode(), err) == (f"{path}: following from the beginning\n", b"")
    assert ran.returncode == 130
    assert handled(path) == ["e1"]


@posix
async def test_who_waits_for_the_service_is_told_so(path: Path) -> None:
    async with answering(b"") as service:
        url = service.url
    async with running(MODULE, "follow", "--url", url, "--file", str(path)) as ran:
        assert ran.stderr
        async with asyncio.timeout(LIMIT):
            line = await ran.stderr.readline()
        ran.send_signal(signal.SIGINT)
        await output(ran)
    assert line.startswith(f"GET {url}/events?timeout=20000: Cannot connect to host".encode())
    assert line.endswith(b"; trying again\n")
