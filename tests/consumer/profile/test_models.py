"""What this consumer takes for a user, and what not.

- keys that it does not read may come and go
- a value of another type, or out of range, is no user; nor is a date without an offset, or one as a number
- a user does not change
"""

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from pydantic import ValidationError

from consumer import User

ALICE = {"id": 1, "name": "Alice", "created_on": "2020-01-01T12:00:00+0000"}
NOON = datetime(2020, 1, 1, 12, tzinfo=UTC)


def test_keys_that_nobody_reads_are_ignored() -> None:
    text = json.dumps(ALICE | {"email": "alice@example.org", "admin": "perhaps"})
    assert User.model_validate_json(text) == User(id=1, name="Alice", created_on=NOON)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2020-01-01T12:00:00+0000", NOON),
        ("2020-01-01T12:00:00Z", NOON),
        ("2020-01-01T14:00:00.5+02:00", NOON.astimezone(timezone(timedelta(hours=2))) + timedelta(seconds=0.5)),
    ],
)
def test_a_date_with_an_offset_is_read(text: str, date: datetime) -> None:
    assert User.model_validate_json(json.dumps(ALICE | {"created_on": text})).created_on == date


@pytest.mark.parametrize(
    ("key", "value"),
    [
        *[("id", value) for value in (0, -1, "1", 1.0, True, None)],
        *[("name", value) for value in ("", 1, None, ["Alice"])],
        *[
            ("created_on", value)
            for value in ("2020-01-01T12:00:00", "2020-01-01", "1577880000", 1577880000, "yesterday", "", None)
        ],
    ],
    ids=repr,
)
def test_another_value_is_no_user(key: str, value: object) -> None:
    with pytest.raises(ValidationError) as error:
        User.model_validate_json(json.dumps(ALICE | {key: value}))
    assert [wrong["loc"] for wrong in error.value.errors()] == [(key,)]


@pytest.mark.parametrize("key", ALICE)
def test_a_user_without_one_of_its_keys_is_no_user(key: str) -> None:
    with pytest.raises(ValidationError, match="Field required"):
        User.model_validate_json(json.dumps({name: value for name, value in ALICE.items() if name != key}))


def test_a_user_made_here_is_checked_too() -> None:
    with pytest.raises(ValueError, match="timezone"):
        User(id=1, name="Alice", created_on=datetime(2020, 1, 1))  # noqa: DTZ001 - naive on purpose


def test_a_user_does_not_change() -> None:
    user = User(id=1, name="Alice", created_on=NOON)
    with pytest.raises(ValidationError, match="frozen"):
        user.name = "Bob"
