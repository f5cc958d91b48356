"""Lesson 9: six red builds, and who must act.

- every letter has its addressee

The letters are real: the project's tests/repository/test_letters.py makes each again, by a change, and compares.
"""

from pathlib import Path

import pytest

from lessons.predictions import score_answers

ROOT = Path(__file__).parent.parent
SHOWN = 4  # reasons at a time; pytest's report leaves out what is longer than 640 characters


def test_every_letter_has_its_addressee() -> None:
    score = score_answers(ROOT / "answers.toml", ROOT / "tests" / "key.toml")
    if not score.complete:
        more = [f"and {len(score.remarks) - SHOWN} more"] if len(score.remarks) > SHOWN else []
        lines = [f"{score.right} of {score.questions}", *score.remarks[:SHOWN], *more]
        pytest.fail("\n".join(lines), pytrace=False)
