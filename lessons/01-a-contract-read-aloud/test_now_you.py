"""Lesson 1, now you: an interaction whose answer is a status and nothing else."""

import json
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CONTRACT = ROOT / "contracts" / "profile-client-user-service.json"


def test_the_interaction_has_a_status_and_no_body() -> None:
    description = tomllib.loads((ROOT / "exercise.toml").read_text(encoding="utf-8"))["description"]
    if not description:
        pytest.fail("exercise.toml names no interaction yet", pytrace=False)
    interactions = json.loads(CONTRACT.read_text(encoding="utf-8"))["interactions"]
    found = [one["response"] for one in interactions if one["description"] == description]
    if not found:
        pytest.fail(f"no interaction of the contract is described as {description!r}", pytrace=False)
    if "body" in found[0]:
        pytest.fail(f"{description!r} expects a body: {json.dumps(found[0]['body']['content'])}", pytrace=False)
