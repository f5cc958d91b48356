"""Lesson 0, now you: a field of the answer that profile-client does not need."""

import json
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from provider import User

ROOT = Path(__file__).parent.parent
CONTRACT = ROOT / "contracts" / "profile-client-user-service.json"


def test_the_field_is_one_that_this_client_does_not_need() -> None:
    field = tomllib.loads((ROOT / "exercise.toml").read_text(encoding="utf-8"))["field"]
    if not field:
        pytest.fail("exercise.toml names no field yet", pytrace=False)
    answered = User(id=1, name="Alice", created_on=datetime(2020, 1, 1, tzinfo=UTC)).to_dict()
    if field not in answered:
        pytest.fail(f"the service has no field {field!r}; it has {', '.join(answered)}", pytrace=False)
    interactions = json.loads(CONTRACT.read_text(encoding="utf-8"))["interactions"]
    [user] = [one for one in interactions if one["description"] == "a request for a user"]
    if field in user["response"]["body"]["content"]:
        pytest.fail(f"profile-client reads {field}: change its name in model.py, and the check is red", pytrace=False)
