"""Lesson 10, now you: a field whose removal breaks the newsletter and not profile-client."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent


def fields(value: Any) -> set[str]:
    """Every name of a field in a body, at any depth."""
    if isinstance(value, dict):
        return set(value) | {name for inner in value.values() for name in fields(inner)}
    return {name for inner in value for name in fields(inner)} if isinstance(value, list) else set()


def read_by(consumer: str) -> set[str]:
    contract = json.loads((ROOT / "contracts" / f"{consumer}-user-service.json").read_text(encoding="utf-8"))
    answers = [one["response"] for one in contract["interactions"] if "response" in one]
    return {name for answer in answers for name in fields(answer.get("body", {}).get("content"))}


def test_the_field_is_read_by_one_consumer_alone() -> None:
    field = tomllib.loads((ROOT / "exercise.toml").read_text(encoding="utf-8"))["field"]
    if not field:
        pytest.fail("exercise.toml names no field yet", pytrace=False)
    if field not in read_by("newsletter"):
        pytest.fail(f"newsletter does not read {field}: nobody there would miss it", pytrace=False)
    if field in read_by("profile-client"):
        pytest.fail(f"profile-client reads {field}, too: both would be broken", pytrace=False)
