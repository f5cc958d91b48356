"""Lesson 13, now you: what does the service answer to pages at the edge? Each is asked for, and measured."""

import tomllib
from pathlib import Path

import pytest

from provider import UserDb, create_app

ANSWERS = tomllib.loads((Path(__file__).parent.parent / "exercise.toml").read_text(encoding="utf-8"))


def require(measured: dict[str, str]) -> None:
    """Each answer of exercise.toml is what was measured just now."""
    missing = [one for one in measured if not ANSWERS.get(one)]
    wrong = [f"{one} is {came}" for one, came in measured.items() if one not in missing and ANSWERS[one] != came]
    if missing or wrong:
        told = [f"not answered yet: {', '.join(missing)}"] if missing else []
        pytest.fail("; ".join([*wrong, *told]), pytrace=False)


def test_you_know_what_the_service_answers() -> None:
    user_db = UserDb()
    client = create_app(user_db).test_client()
    places = {"limit-0": "limit=0", "limit-100": "limit=100", "limit-101": "limit=101", "after-999": "after=999"}
    measured = {one: str(client.get(f"/users?{query}").status_code) for one, query in places.items()}
    user_db.close()
    require(measured)
