"""What an error says has an end, however much the service said: it goes into logs, and to a terminal.

- a long `detail`, a long reason, many things that are wrong, a long next page, a long id of an event
- the text, the repr and the arguments; what is short stays whole
"""

import json
from collections.abc import Callable, Coroutine

import pytest

from consumer import ContractError, Problem, RejectedError, UnavailableError, UserClient, UserClientError
from consumer.errors import LONGEST_TEXT
from consumer.newsletter import Event, MailingListError, NewsletterClient, UnknownPositionError
from consumer.newsletter.handlers import handle
from tests.consumer.answering import answering, http

MEGABYTE = "x" * 1_000_000
CLOUDEVENTS = "application/cloudevents-batch+json"


def size(error: BaseException) -> int:
    """What of it may be shown or stored."""
    return max(len(str(error)), len(repr(error)), len(repr(error.args)), len(repr(vars(error))))


async def get_user(url: str) -> None:
    async with UserClient(url) as client:
        await client.get_user(1)


async def page(url: str) -> None:
    async with NewsletterClient(url) as client:
        await client.page()


async def events(url: str) -> None:
    async with NewsletterClient(url) as client:
        await client.events("y" * 3000)


@pytest.mark.parametrize(
    ("call", "answer"),
    [
        (get_user, http(400, json.dumps({"detail": MEGABYTE}).encode())),
        (get_user, http(200, json.dumps({"id": 1, "name": "A", "created_on": MEGABYTE}).encode())),
        (get_user, http(200, b'{"id": 1}', media_type="x" * 5000)),
        (page, http(200, json.dumps({"users": [{"id": MEGABYTE[:9]}] * 20_000, "next": None}).encode())),
        (page, http(200, json.dumps({"users": [], "next": MEGABYTE}).encode())),
        (events, http(400, json.dumps({"detail": MEGABYTE}).encode())),
        (events, http(200, json.dumps([{"type": ["z" * 900_000]}]).encode(), media_type=CLOUDEVENTS)),
    ],
    ids=["detail", "a field", "media type", "many things", "next page", "unknown position", "an event"],
)
async def test_however_much_a_service_says_an_error_says_little(
    call: Callable[[str], Coroutine[None, None, None]], answer: bytes
) -> None:
    async with answering(answer) as service:
        with pytest.raises((UserClientError, MailingListError)) as raised:
            await call(service.url)
    assert size(raised.value) < 5 * LONGEST_TEXT


@pytest.mark.parametrize(
    "error",
    [
        UnavailableError(MEGABYTE, MEGABYTE),
        ContractError(MEGABYTE, MEGABYTE),
        RejectedError("GET /", 400, Problem(detail=MEGABYTE)),
        UnknownPositionError(MEGABYTE, MEGABYTE),
    ],
    ids=lambda error: type(error).__name__,
)
def test_no_error_holds_a_megabyte(error: Exception) -> None:
    assert size(error) < 5 * LONGEST_TEXT
    assert "(1000000 characters)" in str(error)


def test_an_event_with_a_long_id_makes_a_short_error() -> None:
    with pytest.raises(ContractError) as raised:
        handle(Event(id=MEGABYTE, type="user-deleted", data={"id": MEGABYTE}))
    assert size(raised.value) < 5 * LONGEST_TEXT


def test_what_is_short_stays_whole() -> None:
    text = "x" * LONGEST_TEXT
    assert RejectedError("GET /", 400, Problem(detail=text)).problem.detail == text
    assert ContractError("GET /", text).reason == text


async def test_of_many_things_that_are_wrong_the_first_are_told_and_how_many_more() -> None:
    wrong = {"users": [{"id": n, "name": "A"} for n in range(1, 9)], "next": None}
    async with answering(http(200, json.dumps(wrong).encode())) as service:
        with pytest.raises(ContractError, match=r"\$\.users\.0\.email.*\$\.users\.4\.email: \w+ \w+; and 3 more$"):
            await page(service.url)
