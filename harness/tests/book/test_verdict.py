"""Results: matched by promise and states, whatever the file holds.

- kept, broken (failed or error), pending, not verified (skipped or unknown); the worst of several
- other states, no results, a record of odd types; a file that is damaged is told with what to do
"""

import json
from pathlib import Path
from typing import Any

import pytest

from harness.tests.book.library import NOBODY, USER, record
from harness.tests.checks.pacts import write
from pact_harness.book.verdict import Results, ResultsError, Verdict, read_results, worst
from pact_harness.pactfile.contract import Contract, read_contract


@pytest.fixture
def contract(tmp_path: Path) -> Contract:
    return read_contract(write(tmp_path / "a.json", USER, NOBODY, consumer="profile-client", provider="user-service"))


@pytest.mark.parametrize(
    ("outcome", "verdict"),
    [
        ("passed", "kept"),
        ("failed", "broken"),
        ("error", "broken"),
        ("pending", "pending"),
        ("skipped", "unverified"),
        ("?", "unverified"),
    ],
)
def test_an_outcome_is_a_verdict(contract: Contract, outcome: str, verdict: str) -> None:
    found = Results([record("profile-client", USER, outcome)]).take(contract, contract.interactions[0])
    assert found is not None
    assert found.verdict == verdict


def test_a_promise_in_other_states_is_another_promise(contract: Contract) -> None:
    one = record("profile-client", USER)
    one["states"][0]["parameters"]["id"] = 2
    assert Results([one]).take(contract, contract.interactions[0]) is None


def test_of_two_promises_alike_each_takes_its_own_result(contract: Contract) -> None:
    results = Results([record("profile-client", USER), record("profile-client", USER, "failed")])
    found = [results.take(contract, contract.interactions[0]) for _ in range(3)]
    assert [one and one.verdict for one in found] == ["kept", "broken", None]


@pytest.mark.parametrize("odd", [{"states": 7}, {"mismatches": "x"}, {"milliseconds": "soon"}, {"response": []}])
def test_a_record_of_odd_types_is_taken_for_what_it_says(contract: Contract, odd: dict[str, Any]) -> None:
    found = Results([{**record("profile-client", NOBODY), **odd}]).take(contract, contract.interactions[1])
    assert found is not None
    assert found.verdict == "kept"


def test_without_a_file_nothing_is_known(tmp_path: Path, contract: Contract) -> None:
    assert read_results(tmp_path / "none.json").take(contract, contract.interactions[0]) is None


@pytest.mark.parametrize("text", ["{", json.dumps({"a": 1}), "\xff"])
def test_a_damaged_file_is_told_with_what_to_do(tmp_path: Path, text: str) -> None:
    file = tmp_path / "verification.json"
    file.write_bytes(text.encode("latin-1"))
    with pytest.raises(ResultsError, match=r"verification\.json .*Remove it and verify again"):
        read_results(file)


@pytest.mark.parametrize(
    ("verdicts", "verdict"),
    [
        (["kept", "broken", "pending"], "broken"),
        (["kept", "unverified"], "unverified"),
        (["kept"], "kept"),
        ([], "unverified"),
    ],
)
def test_the_worst_verdict_counts_and_nothing_promised_is_nothing_verified(
    verdicts: list[Verdict], verdict: Verdict
) -> None:
    assert worst(verdicts) == verdict
