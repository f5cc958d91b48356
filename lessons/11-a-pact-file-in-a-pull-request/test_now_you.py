"""Lesson 11, now you: which test records an interaction? The contract says it."""

import json
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CONTRACT = ROOT / "contracts" / "profile-client-user-service.json"


def test_you_know_which_test_records_it() -> None:
    test = tomllib.loads((ROOT / "exercise.toml").read_text(encoding="utf-8"))["test"]
    if not test:
        pytest.fail("exercise.toml names no test yet", pytrace=False)
    interactions = json.loads(CONTRACT.read_text(encoding="utf-8"))["interactions"]
    [wanted] = [one for one in interactions if one["description"] == "a request to rename a user who does not exist"]
    if test not in {wanted["comments"]["testname"], wanted["comments"]["testname"].rpartition("::")[2]}:
        pytest.fail(f"{test} does not record it: the contract names another test beside the description", pytrace=False)
