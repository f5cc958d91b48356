"""Lesson 9, now you: which program does a message speak of? It is read from the messages."""

import tomllib
from pathlib import Path

import pytest

ANSWERS = tomllib.loads((Path(__file__).parent.parent / "exercise.toml").read_text(encoding="utf-8"))


def require(measured: dict[str, str]) -> None:
    """Each answer of exercise.toml is what was measured just now."""
    missing = [one for one in measured if not ANSWERS.get(one)]
    wrong = [f"{one} is {came}" for one, came in measured.items() if one not in missing and ANSWERS[one] != came]
    if missing or wrong:
        told = [f"not answered yet: {', '.join(missing)}"] if missing else []
        pytest.fail("; ".join([*wrong, *told]), pytrace=False)


def sent_by(message: int) -> str:
    """Who sent a request: the consumer's code to a mock server, the verifier to the service, or nobody."""
    text = (Path(__file__).parent.parent / "messages" / f"{message}.txt").read_text(encoding="utf-8")
    if text.startswith("tests/consumer/"):
        return "consumer"
    return "verifier" if "\n  when " in text else "none"


def test_you_know_whom_the_message_is_about() -> None:
    require({"message-2": sent_by(2), "message-3": sent_by(3)})
