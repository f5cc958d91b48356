"""Lesson 11: what a reviewer decides about a changed pact file, with the words of the check of drift.

- every difference of the pull request is judged
- the files are, byte for byte, what the tests record, and the lost promise is one of them
"""

from pathlib import Path

import pytest

from lessons.predictions import score_answers
from pact_harness.checks.context import Context
from pact_harness.checks.drift import check
from pact_harness.pactfile.contract import Interaction

ROOT = Path(__file__).parent.parent
CONTRACTS = ROOT / "contracts"


def test_every_difference_is_judged() -> None:
    score = score_answers(ROOT / "review.toml", ROOT / "tests" / "key.toml", by_number=False)
    if not score.complete:
        pytest.fail(score.lines(), pytrace=False)


def test_the_files_are_what_the_tests_record() -> None:
    context = Context(ROOT, (CONTRACTS,))
    if findings := check(context):
        pytest.fail("\n".join(f"{one.interaction}\n  {one.message}\n  {one.advice}" for one in findings), pytrace=False)
    promised = [(each.raw["request"]["method"], each.raw["response"]["status"]) for each in with_requests(context)]
    if ("PATCH", 404) not in promised:
        pytest.fail(
            "the contract no longer has the renaming of a user who does not exist, and the client needs it",
            pytrace=False,
        )


def with_requests(context: Context) -> list[Interaction]:
    return [each for contract in context.contracts for each in contract.interactions if "request" in each.raw]
