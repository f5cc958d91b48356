"""Lesson 10: what sixteen changes do to each consumer.

- for each consumer, every prediction is right

The verdicts of tests/key.toml are proved by the project's tests/test_catalogue.py, which takes minutes; so a check
only compares, and `make try CHANGE=7` makes a single change before your eyes.
"""

import json
import tomllib
from pathlib import Path

import pytest

from lessons.predictions import score_answers

ROOT = Path(__file__).parent.parent
ASKED = 16


@pytest.mark.parametrize("consumer", ["profile-client", "newsletter"])
def test_every_prediction_is_right(consumer: str, tmp_path: Path) -> None:
    score = score_answers(ROOT / "predictions" / f"{consumer}.toml", key_of(consumer, tmp_path))
    if not score.complete:
        pytest.fail(f"{consumer}: {score.lines()}", pytrace=False)


def key_of(consumer: str, folder: Path) -> Path:
    """The part of the key that is about one consumer, as a file of its own."""
    changes = tomllib.loads((ROOT / "tests" / "key.toml").read_text(encoding="utf-8"))["change"][:ASKED]
    lines = []
    for number, change in enumerate(changes, start=1):
        verdict = change[consumer]
        values = {"id": str(number), "answer": verdict["answer"], "why": verdict["why"]}
        lines += ["[[question]]", *(f"{name} = {json.dumps(value)}" for name, value in values.items())]
    key = folder / "key.toml"
    key.write_text("\n".join(lines), encoding="utf-8")
    return key
