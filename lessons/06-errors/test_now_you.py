"""Lesson 6, now you: which error reaches the caller of get_user? Each answer is given to the real client."""

from pathlib import Path

import pytest

from consumer import UserClient, UserClientError
from lessons.predictions import wrong_answers
from tests.consumer.answering import answering, http

EXERCISE = Path(__file__).parent.parent / "exercise.toml"


async def raised(status: int, body: bytes = b'{"detail": "no"}') -> str:
    """The name of the error that the client makes of the answer."""
    async with answering(http(status, body)) as service, UserClient(service.url, timeout=0.5) as client:
        try:
            await client.get_user(1)
        except UserClientError as error:
            return type(error).__name__
    return "none"


async def test_you_know_which_error_reaches_the_caller() -> None:
    measured = {
        "status-503": await raised(503),
        "status-404": await raised(404),
        "status-403": await raised(403),
        "status-200-with-null": await raised(200, b"null"),
    }
    if told := wrong_answers(EXERCISE, measured):
        pytest.fail(told, pytrace=False)
