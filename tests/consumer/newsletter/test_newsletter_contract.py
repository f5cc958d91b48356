"""What newsletter needs of user-service: pages of users, the feed of events, and what each event says.

- pages: one with a next page; the last one; no users at all; a user whose email is null
- the feed: from the beginning; after the last event handled; no news; after an event that never was
- events: a user created, changed, deleted; created or changed to be without an email

Who has which email is promised exactly, because mail to somebody else is wrong. Ids of events are the
service's own: while the contract is verified, a provider state puts the last one's into the request.
"""

import json
from collections.abc import Callable
from typing import Any

import pytest
from pact import Pact, match

from consumer.newsletter import Entry, Event, NewsletterClient, Page, Subscriber, UnknownPositionError, User
from consumer.newsletter.handlers import handle, user_changed, user_created, user_deleted

pytestmark = pytest.mark.pact(consumer="newsletter", provider="user-service")

ALICE = {"id": 1, "name": "Alice", "email": "alice@example.com"}
BOB = {"id": 2, "name": "Bob", "email": "bob@example.com"}
CLOUDEVENTS = "application/cloudevents-batch+json"
THE_LAST_EVENT = {"query": {"lastEventId": {"type": "ProviderState", "expression": "${last_event_id}"}}}


async def test_a_page_with_a_next_page(pact: Pact) -> None:
    (
        pact.upon_receiving("a request for a page of users with a next page")
        .given("there are users", users=[ALICE, BOB])
        .with_request("GET", "/users")
        .with_query_parameters({"limit": "1", "after": "0"})
        .will_respond_with(200)
        .with_body(
            {"users": [ALICE], "next": match.regex("/users?limit=1&after=1", regex=r"^/users\?(.*&)?after=1(&.*)?$")}
        )
    )
    with pact.serve() as server:
        async with NewsletterClient(str(server.url)) as client:
            page = await client.page(limit=1)
    assert page == Page(users=(User(id=1, name="Alice", email="alice@example.com"),), after=1)


async def test_the_last_page(pact: Pact) -> None:
    (
        pact.upon_receiving("a request for the last page of users")
        .given("there are users", users=[ALICE, BOB])
        .with_request("GET", "/users")
        .with_query_parameters({"limit": "1", "after": "1"})
        .will_respond_with(200)
        .with_body({"users": [BOB], "next": None})
    )
    with pact.serve() as server:
        async with NewsletterClient(str(server.url)) as client:
            page = await client.page(limit=1, after=1)
    assert page == Page(users=(User(id=2, name="Bob", email="bob@example.com"),), after=None)


async def test_no_users_at_all(pact: Pact) -> None:
    (
        pact.upon_receiving("a request for a page of users when there are none")
        .given("there are no users")
        .with_request("GET", "/users")
        .with_query_parameters({"limit": "50", "after": "0"})
        .will_respond_with(200)
        .with_body({"users": [], "next": None})
    )
    with pact.serve() as server:
        async with NewsletterClient(str(server.url)) as client:
            assert [subscriber async for subscriber in client.subscribers()] == []


async def test_a_user_whose_email_is_null(pact: Pact) -> None:
    carol = {"id": 3, "name": "Carol", "email": None}
    (
        pact.upon_receiving("a request for a page with a user whose email is null")
        .given("there are users", users=[carol, BOB | {"id": 4}])
        .with_request("GET", "/users")
        .with_query_parameters({"limit": "50", "after": "0"})
        .will_respond_with(200)
        .with_body({"users": [carol, BOB | {"id": 4}], "next": None})
    )
    with pact.serve() as server:
        async with NewsletterClient(str(server.url)) as client:
            page = await client.page()
            subscribers = [subscriber async for subscriber in client.subscribers()]
    bob = User(id=4, name="Bob", email="bob@example.com")
    assert page == Page(users=(User(id=3, name="Carol", email=None), bob), after=None)
    assert subscribers == [Subscriber(id=4, name="Bob", email="bob@example.com")]


def batch(data: dict[str, Any]) -> Any:
    """One event, as the body of an answer: pact-python's types allow no list there."""
    return [{"id": match.str("18"), "type": "user-created", "data": data}]


async def test_events_from_the_beginning(pact: Pact) -> None:
    (
        pact.upon_receiving("a request for the events from the beginning")
        .given("the user was created", **ALICE)
        .with_request("GET", "/events")
        .with_query_parameters({"timeout": "0"})
        .will_respond_with(200)
        .with_body(batch(ALICE), CLOUDEVENTS)
    )
    with pact.serve() as server:
        async with NewsletterClient(str(server.url)) as client:
            (event,) = await client.events()
    assert (event.id, handle(event)) == ("18", Entry(user=1, name="Alice", email="alice@example.com"))


async def test_events_after_the_last_one_handled(pact: Pact) -> None:
    (
        pact.upon_receiving("a request for the events after the last one handled")
        .given("the user was created", **ALICE)
        .given("all events so far are handled")
        .given("the user was created", **BOB)
        .with_request("GET", "/events")
        .with_query_parameters({"timeout": "0", "lastEventId": "17"})
        .with_generators(THE_LAST_EVENT, "Request")
        .will_respond_with(200)
        .with_body(batch(BOB), CLOUDEVENTS)
    )
    with pact.serve() as server:
        async with NewsletterClient(str(server.url)) as client:
            (event,) = await client.events("17")
    assert (event.id, handle(event)) == ("18", Entry(user=2, name="Bob", email="bob@example.com"))


async def test_no_news(pact: Pact) -> None:
    no_events: Any = []
    (
        pact.upon_receiving("a request for the events when there is no news")
        .given("the user was created", **ALICE)
        .given("all events so far are handled")
        .with_request("GET", "/events")
        .with_query_parameters({"timeout": "0", "lastEventId": "17"})
        .with_generators(THE_LAST_EVENT, "Request")
        .will_respond_with(200)
        .with_body(no_events, CLOUDEVENTS)
    )
    with pact.serve() as server:
        async with NewsletterClient(str(server.url)) as client:
            assert await client.events("17") == ()


async def test_events_after_one_that_never_was(pact: Pact) -> None:
    (
        pact.upon_receiving("a request for the events after one that never was")
        .with_request("GET", "/events")
        .with_query_parameters({"timeout": "0", "lastEventId": "never-was"})
        .will_respond_with(400)
        .with_body({"detail": match.str("lastEventId: there is no such event")})
    )
    with pact.serve() as server:
        async with NewsletterClient(str(server.url)) as client:
            with pytest.raises(UnknownPositionError) as error:
                await client.events("never-was")
    assert error.value.reason == "lastEventId: there is no such event"


def entry(pact: Pact, handler: Callable[[Any], Entry]) -> Entry:
    """What the newsletter makes of the message, by way of that handler."""
    made: list[Entry] = []

    def receive(body: str | bytes | None, metadata: dict[str, object]) -> None:
        event = Event(id="17", type=str(metadata["type"]), data=json.loads(body or "null"))
        assert handle(event) == handler(event.data)
        made.append(handle(event))

    pact.verify(receive, "Async")
    (one,) = made
    return one


def test_a_user_created_event(pact: Pact) -> None:
    (
        pact.upon_receiving("a user-created event", "Async")
        .given("the user was created", **ALICE)
        .with_metadata({"type": "user-created"})
        .with_body(ALICE)
    )
    assert entry(pact, user_created) == Entry(user=1, name="Alice", email="alice@example.com")


def test_a_user_created_event_without_an_email(pact: Pact) -> None:
    bob = BOB | {"email": None}
    (
        pact.upon_receiving("a user-created event without an email", "Async")
        .given("the user was created", **bob)
        .with_metadata({"type": "user-created"})
        .with_body({"id": 2, "email": None})
    )
    assert entry(pact, user_created) == Entry(user=2)


def test_a_user_changed_event(pact: Pact) -> None:
    carol = {"id": 3, "name": "Carol", "email": "carol@example.org"}
    (
        pact.upon_receiving("a user-changed event", "Async")
        .given("the user was changed", **carol)
        .with_metadata({"type": "user-changed"})
        .with_body(carol)
    )
    assert entry(pact, user_changed) == Entry(user=3, name="Carol", email="carol@example.org")


def test_a_user_changed_event_without_an_email(pact: Pact) -> None:
    dave = {"id": 4, "name": "Dave", "email": None}
    (
        pact.upon_receiving("a user-changed event without an email", "Async")
        .given("the user was changed", **dave)
        .with_metadata({"type": "user-changed"})
        .with_body({"id": 4, "email": None})
    )
    assert entry(pact, user_changed) == Entry(user=4)


def test_a_user_deleted_event(pact: Pact) -> None:
    (
        pact.upon_receiving("a user-deleted event", "Async")
        .given("the user was deleted", id=5)
        .with_metadata({"type": "user-deleted"})
        .with_body({"id": 5})
    )
    assert entry(pact, user_deleted) == Entry(user=5)
