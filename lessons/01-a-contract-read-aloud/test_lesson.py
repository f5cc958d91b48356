"""Lesson 1: one promise, followed from test to file to replay.

- every question in answers.toml is answered rightly
- the key to them is true: of the file by reading it, of the replay by replaying it
"""

import json
import tomllib
from pathlib import Path

import pytest
from flask import Flask
from pact import Verifier

from lessons.predictions import score_answers
from tests.serving import serving

ROOT = Path(__file__).parent.parent
KEY = ROOT / "tests" / "key.toml"
CONTRACT = ROOT / "contracts" / "profile-client-user-service.json"


def test_every_question_is_answered() -> None:
    score = score_answers(ROOT / "answers.toml", KEY)
    if not score.complete:
        pytest.fail(str(score), pytrace=False)


def test_the_key_is_true() -> None:
    key = {one["id"]: one["answer"] for one in tomllib.loads(KEY.read_text(encoding="utf-8"))["question"]}
    contract = json.loads(CONTRACT.read_text(encoding="utf-8"))
    [promise] = [one for one in contract["interactions"] if one["description"] == key["description"]]
    assert key["consumer"] == contract["consumer"]["name"]
    assert key["provider-state"] == promise["providerStates"][0]["name"]
    assert kept() == "yes", "a provider that answers as in the file keeps the promise, or nothing here means anything"
    assert key["another-name"] == kept(name="Bob")
    assert key["another-date"] == kept(created_on="1999-12-31T23:59:59+0000")
    assert key["kept-with-an-email"] == kept(email="alice@example.com")


def kept(**answered: str) -> str:
    """Whether a provider that answers Alice, but for what is *answered* otherwise, keeps the promise: yes or no."""
    alice = {"id": 1, "name": "Alice", "created_on": "2020-01-01T12:00:00+0000", **answered}
    provider = Flask("a provider that knows nobody else")
    provider.get("/users/1")(lambda: alice)
    with serving(provider) as url:
        verifier = Verifier("user-service", host="127.0.0.1").add_transport(url=url).add_source(CONTRACT)
        try:
            verifier.filter(description="^a request for a user$").verify()
        except RuntimeError:
            return "no"
        finally:
            assert len(verifier.results["interactionResults"]) == 1, "the replay did not take place"
    return "yes"
