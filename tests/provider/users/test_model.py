"""The user as data.

- to_dict has the seven keys, created_on in UTC whatever its zone
- an empty name, an id below 1 and a naive created_on are refused
"""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from provider import User

NOON = datetime(2020, 1, 1, 12, tzinfo=UTC)


def test_a_user_as_a_dictionary_has_seven_keys() -> None:
    user = User(7, "Alice", NOON, "alice@example.com", "192.0.2.1", ["chess"], True)
    assert user.to_dict() == {
        "id": 7,
        "name": "Alice",
        "created_on": "2020-01-01T12:00:00+0000",
        "email": "alice@example.com",
        "ip_address": "192.0.2.1",
        "hobbies": ["chess"],
        "admin": True,
    }


def test_created_on_is_told_in_utc_whatever_its_zone() -> None:
    in_kathmandu = NOON.astimezone(timezone(timedelta(hours=5, minutes=45)))
    assert User(1, "Alice", in_kathmandu).to_dict()["created_on"] == "2020-01-01T12:00:00+0000"


def test_what_nobody_said_is_empty() -> None:
    user = User(1, "Alice", NOON)
    assert (user.email, user.ip_address, user.hobbies, user.admin) == (None, None, [], False)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"id": 0}, "expected an id of at least 1, got 0"),
        ({"id": -1}, "expected an id of at least 1, got -1"),
        ({"name": ""}, "expected a name, got an empty one"),
        ({"name": " \t"}, "expected a name, got an empty one"),
        ({"created_on": NOON.replace(tzinfo=None)}, "expected created_on with a time zone"),
    ],
)
def test_what_can_be_no_user_is_a_value_error(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        User(**{"id": 1, "name": "Alice", "created_on": NOON, **fields})
