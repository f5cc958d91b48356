"""The newsletter's client against a service that misbehaves: what no contract can say.

- subscribers: page after page, users without an email skipped, a page at a time; a page that is refused
- next: below the base URL's path or not; elsewhere, backwards, or nonsense is a contract error
- events: what is asked; held back longer than the timeout; another media type, another shape; an unknown position
- whatever bytes come, a call ends in what it promises or in an error of ours (Hypothesis)
"""

import asyncio
import json
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import aiohttp
import pytest
import stamina
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consumer import ContractError, RejectedError, UnavailableError, UserClientError
from consumer.newsletter import Event, NewsletterClient, Page, Subscriber, UnknownPositionError
from consumer.newsletter.models import User
from tests.consumer.answering import SILENCE, answering, http
from tests.consumer.profile.test_properties import structured

CLOUDEVENTS = "application/cloudevents-batch+json"


@pytest.fixture(autouse=True)
def no_pauses() -> Iterator[None]:
    with stamina.set_testing(True, attempts=10, cap=True):
        yield


def a_page(*users: tuple[int, str | None], after: int | None = None, below: str = "") -> bytes:
    listed: list[dict[str, Any]] = [
        {"id": number, "name": f"User {number}", "email": email, "hobbies": []} for number, email in users
    ]
    path = None if after is None else f"{below}/users?limit=2&after={after}"
    return http(200, json.dumps({"users": listed, "next": path}).encode())


def events(*ids: str, media_type: str = CLOUDEVENTS) -> bytes:
    batch = [{"specversion": "1.0", "id": one, "type": "user-deleted", "data": {"id": 1}} for one in ids]
    return http(200, json.dumps(batch).encode(), media_type=media_type)


async def test_subscribers_come_page_after_page_and_those_without_an_email_do_not() -> None:
    pages = [
        a_page((1, "a@example.com"), (2, None), after=2),
        a_page((3, None), (4, None), after=4),
        a_page((5, "e@example.com")),
    ]
    async with answering(*pages) as service, NewsletterClient(service.url) as client:
        assert [one async for one in client.subscribers(limit=2)] == [
            Subscriber(id=1, name="User 1", email="a@example.com"),
            Subscriber(id=5, name="User 5", email="e@example.com"),
        ]
    assert [line for line, _ in service.requests] == [f"GET /users?limit=2&after={after}" for after in (0, 2, 4)]


async def test_a_page_is_asked_for_only_when_it_is_needed() -> None:
    async with answering(a_page((1, "a@example.com"), after=1)) as service, NewsletterClient(service.url) as client:
        async for _ in client.subscribers():
            break
    assert [line for line, _ in service.requests] == ["GET /users?limit=50&after=0"]


@pytest.mark.parametrize("limit", [0, 101])
async def test_whether_a_limit_will_do_is_for_the_service_to_say(limit: int) -> None:
    refusal = http(400, b'{"detail": "limit: expected 1 to 100"}')
    async with answering(refusal) as service, NewsletterClient(service.url) as client:
        with pytest.raises(RejectedError, match="limit: expected 1 to 100"):
            await anext(client.subscribers(limit=limit))


@pytest.mark.parametrize(("path", "below"), [("", ""), ("/api/v1", "/api/v1"), ("/api/v1/", ""), ("/a%2Fb", "/a%2Fb")])
async def test_a_next_page_is_found_below_the_path_of_the_service(path: str, below: str) -> None:
    pages = [a_page((1, None), after=1, below=below), a_page()]
    async with answering(*pages) as service, NewsletterClient(service.url + path) as client:
        assert [one async for one in client.subscribers()] == []
    assert service.requests[1][0] == f"GET {path.rstrip('/')}/users?limit=50&after=1"


@pytest.mark.parametrize(
    "path",
    [
        *["http://example.com/users?after=9", "//example.com/users?after=9", "https://127.0.0.1/users?after=9"],
        *["/events?after=9", "/users/../events?after=9", "/users/?after=9", "mailto:users?after=9"],
        *["/users", "/users?after=", "/users?after=x", "/users?after=-9", "/users?after=9&after=9", "/users?after=²"],
        *["/users?after=5", "/users?after=4", f"/users?after=1{'0' * 19}", "http://[::1", "\0", ""],
    ],
)
async def test_a_next_page_elsewhere_or_before_ours_is_a_contract_error(path: str) -> None:
    answer = http(200, json.dumps({"users": [], "next": path}).encode())
    async with answering(answer) as service, NewsletterClient(service.url) as client:
        with pytest.raises(ContractError, match=r"\$\.next: expected a page"):
            await client.page(after=5)


@pytest.mark.parametrize(
    "body",
    [
        *[b"[]", b"{}", b'{"users": []}', b'{"users": null, "next": null}', b'{"users": [], "next": 2}'],
        *[b'{"users": [{"id": 1, "name": "A"}], "next": null}', b'{"users": [{"id": 1, "email": null}], "next": null}'],
        *[b'{"users": [{"id": "1", "name": "A", "email": null}], "next": null}'],
        *[b'{"users": [{"id": 1, "name": "A", "email": ""}], "next": null}'],
    ],
)
async def test_a_page_of_another_shape_is_a_contract_error(body: bytes) -> None:
    async with answering(http(200, body)) as service, NewsletterClient(service.url) as client:
        with pytest.raises(ContractError, match=r"\$"):
            await client.page()


@pytest.mark.parametrize(
    ("after", "wait", "asked"),
    [
        (None, 0.0, "GET /events?timeout=0"),
        ("17", 1.5, "GET /events?timeout=1500&lastEventId=17"),
        ("a b&c=é+", 0.0, "GET /events?timeout=0&lastEventId=a+b%26c%3D%C3%A9%2B"),
    ],
)
async def test_events_are_asked_for_after_the_last_one(after: str | None, wait: float, asked: str) -> None:
    async with answering(events("18", "19")) as service, NewsletterClient(service.url) as client:
        assert await client.events(after, wait=wait) == tuple(
            Event(id=one, type="user-deleted", data={"id": 1}) for one in ("18", "19")
        )
    assert service.requests == [(asked, b"")]


async def test_the_time_for_which_an_answer_is_held_back_comes_on_top_of_the_timeout() -> None:
    async with answering(SILENCE) as service, NewsletterClient(service.url, timeout=0.05) as client:
        with pytest.raises(UnavailableError, match=r"no response within 0\.15 s"):
            await client.events(wait=0.1)


@pytest.mark.parametrize(
    "answer",
    [
        events("18", media_type="application/json"),
        http(200, b"{}", media_type=CLOUDEVENTS),
        http(200, b'[{"id": 18, "type": "user-deleted"}]', media_type=CLOUDEVENTS),
        http(200, b'[{"id": "", "type": "user-deleted"}]', media_type=CLOUDEVENTS),
        http(200, b'[{"id": "18"}]', media_type=CLOUDEVENTS),
        http(204),
    ],
    ids=["JSON", "no list", "a number as id", "no id", "no type", "nothing"],
)
async def test_what_is_no_batch_of_events_is_a_contract_error(answer: bytes) -> None:
    async with answering(answer) as service, NewsletterClient(service.url) as client:
        with pytest.raises(ContractError):
            await client.events("17")


async def test_a_position_that_the_service_does_not_know_has_an_error_of_its_own() -> None:
    refusal = http(400, b'{"detail": "no such event"}')
    async with answering(refusal) as service, NewsletterClient(service.url) as client:
        with pytest.raises(UnknownPositionError, match="does not know event '17', the last one on the list: no such"):
            await client.events("17")
        with pytest.raises(RejectedError):
            await client.events()


@pytest.mark.parametrize("status", [401, 404, 414])
async def test_any_other_refusal_says_nothing_of_the_position(status: int) -> None:
    async with answering(http(status)) as service, NewsletterClient(service.url) as client:
        with pytest.raises(RejectedError):
            await client.events("17")


CALLS: dict[str, Callable[[NewsletterClient], Coroutine[Any, Any, object]]] = {
    "page": lambda client: client.page(),
    "events": lambda client: client.events(),
}
GOOD = {"page": a_page((1, "a@example.com"), after=1), "events": events("18")}


async def outcome(call: str, answer: bytes) -> object:
    async with (
        answering(answer) as service,
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True)) as session,
    ):
        try:
            return await CALLS[call](NewsletterClient(service.url, session=session, timeout=2))
        except Exception as error:
            return error


@st.composite
def spoilt(draw: st.DrawFn, good: bytes) -> bytes:
    """A good answer, some of whose body is gone or something else."""
    head, body = good.split(b"\r\n\r\n")
    first = draw(st.integers(0, len(body)))
    last = draw(st.integers(first, min(first + 8, len(body))))
    spoilt = body[:first] + draw(st.binary(max_size=8)) + body[last:]
    length = b"Content-Length: %d" % len(spoilt)
    lines = [length if line.startswith(b"Content-Length") else line for line in head.split(b"\r\n")]
    return b"\r\n".join(lines) + b"\r\n\r\n" + spoilt


@pytest.mark.parametrize("call", CALLS)
def test_whatever_comes_is_what_was_asked_for_or_an_error_of_ours(call: str) -> None:
    @settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(structured() | spoilt(GOOD[call]))
    def check(answer: bytes) -> None:
        assert isinstance(runner.run(outcome(call, answer)), (Page, tuple, UserClientError))

    with stamina.set_testing(True, attempts=1), asyncio.Runner() as runner:
        check()


async def test_the_good_answers_above_are_good() -> None:
    assert await outcome("page", GOOD["page"]) == Page((User(id=1, name="User 1", email="a@example.com"),), 1)
    assert await outcome("events", GOOD["events"]) == (Event(id="18", type="user-deleted", data={"id": 1}),)
