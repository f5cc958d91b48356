"""Lesson 9, now you: which program does a message speak of? It is read from the messages."""

from pathlib import Path

import pytest

from lessons.predictions import wrong_answers

EXERCISE = Path(__file__).parent.parent / "exercise.toml"


def sent_by(message: int) -> str:
    """Who sent a request: the consumer's code to a mock server, the verifier to the service, or nobody."""
    text = (Path(__file__).parent.parent / "messages" / f"{message}.txt").read_text(encoding="utf-8")
    if text.startswith("tests/consumer/"):
        return "consumer"
    return "verifier" if "\n  when " in text else "none"


def test_you_know_whom_the_message_is_about() -> None:
    measured = {"message-2": sent_by(2), "message-3": sent_by(3)}
    if told := wrong_answers(EXERCISE, measured):
        pytest.fail(told, pytrace=False)
