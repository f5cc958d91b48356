"""Lesson 0: you have seen the check red.

- answers.toml has the path that a red check named, the one of the word that was changed
"""

import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from provider import User

FILE = Path(__file__).parent.parent / "answers.toml"


def test_you_have_seen_red() -> None:
    try:
        path = tomllib.loads(FILE.read_text(encoding="utf-8")).get("path", "")
    except FileNotFoundError:
        pytest.fail("answers.toml is gone: `make reset` brings it back", pytrace=False)
    except tomllib.TOMLDecodeError as error:
        pytest.fail(f'answers.toml is not TOML: {error}. Write the path in quotes: path = "$.id"', pytrace=False)
    if not path:
        alice = User(id=1, name="Alice", created_on=datetime(2020, 1, 1, tzinfo=UTC))
        now = "No word is changed yet: change it" if "name" in alice.to_dict() else "The word is changed: look above"
        pytest.fail(f"answers.toml has no path yet. {now}, and copy what the red check says after `at`.", pytrace=False)
    if path != "$.name":
        pytest.fail(f"answers.toml says {path!r}: copy the path that stands after `at` in the red check", pytrace=False)
