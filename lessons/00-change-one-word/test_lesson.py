"""Lesson 0: you have seen the check red.

- answers.toml has the path that a red check named, the one of the word that was changed
"""

import tomllib
from pathlib import Path

import pytest

FILE = Path(__file__).parent.parent / "answers.toml"


def test_you_have_seen_red() -> None:
    try:
        path = tomllib.loads(FILE.read_text(encoding="utf-8"))["path"]
    except (OSError, tomllib.TOMLDecodeError, KeyError) as error:
        pytest.fail(f'expected path = "…" in answers.toml; got {type(error).__name__}: {error}', pytrace=False)
    if not path:
        pytest.fail("answers.toml has no path yet: change the word, and copy what the red check says", pytrace=False)
    if path != "$.name":
        pytest.fail(f"answers.toml says {path!r}: copy the path that stands after `at` in the red check", pytrace=False)
