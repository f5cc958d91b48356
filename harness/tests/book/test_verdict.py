"""Results in the book: matched by interaction and states; the verdict on one, the worst of several."""

from pathlib import Path
from typing import Any

import pytest

from harness.tests.book.library import NOBODY, USER, record
from harness.tests.checks.pacts import Json, write
from pact_harness.book.verification_status import Results, Verdict, verdict_of, worst
from pact_harness.pactfile.contract import Contract, read_contract
from pact_harness.results.store import from_json, read_results


@pytest.fixture
def contract(tmp_path: Path) -> Contract:
    return read_contract(write(tmp_path / "a.json", USER, NOBODY, consumer="profile-client", provider="user-service"))


def results(*records: Json) -> Results:
    return Results(filter(None, map(from_json, records)))


@pytest.mark.parametrize(
    ("outcome", "verdict"),
    [
        ("passed", "passed"),
        ("failed", "failed"),
        ("error", "failed"),
        ("pending", "pending"),
        ("skipped", "unverified"),
        ("?", "unverified"),
    ],
)
def test_a_result_is_a_verdict(contract: Contract, outcome: str, verdict: str) -> None:
    found = results(record("profile-client", USER, outcome)).take(contract, contract.interactions[0])
    assert found is not None
    assert verdict_of(found) == verdict


def test_an_interaction_in_other_states_is_another(contract: Contract) -> None:
    one = record("profile-client", USER)
    one["states"][0]["parameters"]["id"] = 2
    assert results(one).take(contract, contract.interactions[0]) is None


def test_of_two_interactions_alike_each_takes_its_own_result(contract: Contract) -> None:
    both = results(record("profile-client", USER), record("profile-client", USER, "failed"))
    found = [both.take(contract, contract.interactions[0]) for _ in range(3)]
    assert [one and verdict_of(one) for one in found] == ["passed", "failed", None]


@pytest.mark.parametrize("odd", [{"states": 7}, {"mismatches": "x"}, {"milliseconds": "soon"}, {"response": []}])
def test_a_record_of_odd_types_is_taken_for_what_it_says(contract: Contract, odd: dict[str, Any]) -> None:
    found = results({**record("profile-client", NOBODY), **odd}).take(contract, contract.interactions[1])
    assert found is not None
    assert verdict_of(found) == "passed"


def test_without_a_file_nothing_is_known(tmp_path: Path, contract: Contract) -> None:
    assert Results(read_results(tmp_path / "none.json")).take(contract, contract.interactions[0]) is None


@pytest.mark.parametrize(
    ("verdicts", "verdict"),
    [
        (["passed", "failed", "pending"], "failed"),
        (["passed", "unverified"], "unverified"),
        (["passed"], "passed"),
        ([], "unverified"),
    ],
)
def test_the_worst_verdict_counts_and_no_interaction_is_nothing_verified(
    verdicts: list[Verdict], verdict: Verdict
) -> None:
    assert worst(verdicts) == verdict
