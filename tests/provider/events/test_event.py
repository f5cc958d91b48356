"""Events as data: what is told of a user, and in which form.

- created, changed, deleted: the type, the subject, the data
- a change of neither name nor email is no event
- the whole CloudEvent; its time in UTC whatever its zone; `method` for a deletion alone
"""

from dataclasses import FrozenInstanceError, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from provider import User
from provider.events.event import Event, cloud_event, event_of

NOON = datetime(2020, 1, 1, 12, tzinfo=UTC)
ALICE = User(7, "Alice", NOON, "alice@example.com", "192.0.2.1", ["chess"], True)


def test_a_created_user_is_told_by_id_name_and_email_alone() -> None:
    assert event_of(None, ALICE) == Event("user-created", "7", {"id": 7, "name": "Alice", "email": "alice@example.com"})


@pytest.mark.parametrize("change", [{"name": "Alicia"}, {"email": None}, {"name": "Al", "email": "al@example.com"}])
def test_another_name_or_email_is_told_as_it_is_now(change: dict[str, Any]) -> None:
    told = {"id": 7, "name": "Alice", "email": "alice@example.com"} | change
    assert event_of(ALICE, replace(ALICE, **change)) == Event("user-changed", "7", told)


@pytest.mark.parametrize("change", [{}, {"hobbies": []}, {"admin": False}, {"ip_address": None}, {"name": "Alice"}])
def test_any_other_change_is_no_event(change: dict[str, Any]) -> None:
    assert event_of(ALICE, replace(ALICE, **change)) is None


def test_of_a_deleted_user_the_id_is_told_and_nothing_else() -> None:
    assert event_of(ALICE, None) == Event("user-deleted", "7", {"id": 7})


def test_an_event_in_the_feed_is_a_cloud_event() -> None:
    somewhere = NOON.astimezone(timezone(timedelta(hours=5, minutes=45)))
    created = event_of(None, ALICE)
    assert created
    assert cloud_event(created, "3", somewhere) == {
        "specversion": "1.0",
        "id": "3",
        "source": "/users",
        "type": "user-created",
        "subject": "7",
        "time": "2020-01-01T12:00:00Z",
        "datacontenttype": "application/json",
        "data": {"id": 7, "name": "Alice", "email": "alice@example.com"},
    }


def test_only_a_deletion_has_a_method() -> None:
    deleted, changed = event_of(ALICE, None), event_of(ALICE, replace(ALICE, email=None))
    assert deleted
    assert cloud_event(deleted, "3", NOON)["method"] == "DELETE"
    assert changed
    for other in (changed, replace(changed, type="user-archived"), replace(changed, type="user-merged")):
        assert "method" not in cloud_event(other, "3", NOON)


def test_what_happened_cannot_be_changed_afterwards() -> None:
    event = event_of(ALICE, None)
    assert event
    with pytest.raises(FrozenInstanceError):
        event.type = "user-created"  # type: ignore[misc]
