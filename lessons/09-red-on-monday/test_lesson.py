"""Lesson 9: six red builds, and who must act.

- every failure message goes to the right team

The messages are real. The project's tests/repository/test_failure_messages.py makes each change and compares.
"""

from pathlib import Path

import pytest

from lessons.predictions import score_answers

ROOT = Path(__file__).parent.parent


def test_every_message_goes_to_the_right_team() -> None:
    score = score_answers(ROOT / "answers.toml", ROOT / "tests" / "key.toml")
    if not score.complete:
        pytest.fail(score.lines(), pytrace=False)
