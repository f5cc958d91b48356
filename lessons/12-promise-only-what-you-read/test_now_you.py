"""Lesson 12, now you: a field of a user that no consumer reads."""

import json
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from provider import User

ROOT = Path(__file__).parent.parent


def fields(value: Any) -> set[str]:
    """Every name of a field in a body, at any depth."""
    if isinstance(value, dict):
        return set(value) | {name for inner in value.values() for name in fields(inner)}
    return {name for inner in value for name in fields(inner)} if isinstance(value, list) else set()


def test_nobody_reads_the_field() -> None:
    field = tomllib.loads((ROOT / "exercise.toml").read_text(encoding="utf-8"))["field"]
    if not field:
        pytest.fail("exercise.toml names no field yet", pytrace=False)
    if field not in User(id=1, name="Alice", created_on=datetime(2020, 1, 1, tzinfo=UTC)).to_dict():
        pytest.fail(f"a user has no field {field!r}", pytrace=False)
    for file in sorted((ROOT / "contracts").glob("*.json")):
        contract = json.loads(file.read_text(encoding="utf-8"))
        for one in contract["interactions"]:
            if field in fields(one.get("response", one).get("body", {}).get("content")):
                what = f"{contract['consumer']['name']} reads {field}: {one['description']}"
                pytest.fail(what, pytrace=False)
