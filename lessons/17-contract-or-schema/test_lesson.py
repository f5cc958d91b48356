"""Lesson 17: eleven faults, and the tool that sees each.

- every fault is answered
- the key does not contradict the catalogue of changes, whose every line the project's own tests prove; the whole of it
  is proved by tests/which_tool.py, which makes each fault and runs the tools
"""

import tomllib
from pathlib import Path

import pytest

from lessons.changes import read_changes
from lessons.predictions import score_answers

ROOT = Path(__file__).parent.parent
KEY = ROOT / "tests" / "key.toml"


def test_every_fault_is_answered() -> None:
    score = score_answers(ROOT / "answers.toml", KEY)
    if not score.complete:
        pytest.fail("\n".join([f"{score.right} of {score.questions}", *score.remarks]), pytrace=False)


def test_the_key_agrees_with_the_catalogue() -> None:
    changes = {change.id: change for change in read_changes(ROOT / "tests" / "changes")}
    for question in tomllib.loads(KEY.read_text(encoding="utf-8"))["question"]:
        noticed_by = changes[question["id"]].noticed_by
        by_pact = any("_contract.py" in test for test in noticed_by)
        assert by_pact == (question["answer"] in ("pact", "both")), question["id"]
        assert bool(noticed_by) == (question["answer"] != "none"), question["id"]
