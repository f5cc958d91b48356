"""Lesson 16, now you: what does the newsletter do with an event that is a little different? Each is handed to it."""

from pathlib import Path
from typing import Any

import pytest

from consumer import ContractError
from consumer.newsletter import Entry
from consumer.newsletter.handlers import handle
from consumer.newsletter.models import Event
from lessons.predictions import wrong_answers

EXERCISE = Path(__file__).parent.parent / "exercise.toml"


ALICE = {"id": 1, "name": "Alice", "email": "alice@example.com"}


def done(data: dict[str, Any], kind: str = "user-created") -> str:
    """Whether the newsletter reads the event, refuses it or ignores it."""
    try:
        entry = handle(Event.model_construct(id="1", type=kind, data=data))
    except ContractError:
        return "refused"
    return "ignored" if entry == Entry() else "read"


def test_you_know_what_the_newsletter_does() -> None:
    measured = {
        "one-field-more": done({**ALICE, "nickname": "Al"}),
        "no-name": done({"id": 1, "email": "alice@example.com"}),
        "id-as-text": done({**ALICE, "id": "1"}),
        "unknown-type": done(ALICE, "user-praised"),
    }
    if told := wrong_answers(EXERCISE, measured):
        pytest.fail(told, pytrace=False)
