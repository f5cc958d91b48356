"""What is read from the Pact FFI's results without a verifier: a verdict, the order of mismatches, the FFI's reasons.

- only `OK` is a success, whatever else the FFI may say one day
- a status comes first, then places in order, each once; a kind of mismatch that is not known here has its place too
- secrets are masked in mismatches and errors, and nothing else of a run is changed
- a run that verified nothing says why, where the FFI does
- what was found cannot be changed afterwards
"""

from dataclasses import FrozenInstanceError, fields
from typing import Any

import pytest

from pact_harness.pactfile.contract import State
from pact_harness.results.ffi_results import NothingVerifiedError, masked_run, result_of, results_of
from pact_harness.results.masking import Masking
from pact_harness.results.store import Running
from pact_harness.results.verification_result import Mismatch, VerificationResult
from pact_harness.verifying.pact_interaction import Project
from pact_harness.verifying.selection import SelectedInteraction

ONE = {"provider": "user-service", "consumer": "profile-client", "description": "one"}
EXPECTED = VerificationResult("user-service", "profile-client", "one")


def failed(*mismatches: dict[str, Any], message: str | None = None) -> dict[str, Any]:
    return {**ONE, "result": "ERROR", "mismatch": {"message": message, "mismatches": list(mismatches)}}


def mismatch(kind: str, **more: str) -> dict[str, Any]:
    return {"type": kind, "expected": "1", "actual": "2", "mismatch": "expected 1 but was 2", **more}


@pytest.mark.parametrize(
    ("said", "pending", "result"),
    [
        ("OK", False, "passed"),
        ("OK", True, "passed"),
        ("ERROR", False, "failed"),
        ("ERROR", True, "pending"),
        ("FAILED", False, "failed"),
        ("Unknown", False, "failed"),
        ("ok", False, "failed"),
        ("", False, "failed"),
    ],
)
def test_only_ok_is_a_success(said: str, pending: bool, result: str) -> None:
    (one,) = results_of({"interactionResults": [{**ONE, "result": said, "pending": pending}]})

    assert (one.result, one.mismatches, one.error) == (result, (), None)


def test_mismatches_are_in_order_the_status_first_and_each_once() -> None:
    found = [
        mismatch("WeatherMismatch"),
        mismatch("HeaderMismatch", key="X"),
        mismatch("BodyMismatch", path="$.b"),
        mismatch("StatusMismatch"),
        mismatch("BodyMismatch", path="$.a"),
        mismatch("BodyMismatch", path="$.b"),
    ]

    one = result_of({"interactionResults": [failed(*found, message="it differs")]}, EXPECTED)

    assert [mismatch.place for mismatch in one.mismatches] == ["status", "$.a", "$.b", "header X", "weather"]
    assert (one.result, one.error) == ("failed", "it differs")


def test_what_is_no_part_of_a_body_is_named_with_its_part() -> None:
    assert Mismatch("age", ("$", "a"), "1", "2").place == "age $ a"
    assert Mismatch("body", ("a",), "1", "2").place == "$.a"


def test_the_states_are_told_by_name() -> None:
    (one,) = results_of({"interactionResults": [{**ONE, "result": "OK", "providerStates": ["the user exists"]}]})

    assert one.states == (State("the user exists", {}),)


def test_secrets_are_masked_in_mismatches_and_errors_alone() -> None:
    masking = Masking()
    masking.learn("s3cr3t-token")
    passed = {**ONE, "result": "OK", "mismatch": None}
    run = {
        "result": False,
        "interactionResults": [failed(mismatch("BodyMismatch", actual="s3cr3t-token")), passed],
        "errors": [{"mismatch": {"message": "no s3cr3t-token"}}],
    }

    masked = masked_run(run, masking)

    assert masked == {
        "result": False,
        "interactionResults": [failed(mismatch("BodyMismatch", actual="***")), passed],
        "errors": [{"mismatch": {"message": "no ***"}}],
    }
    assert masked_run({}, masking) == {"interactionResults": [], "errors": None}


def test_a_run_that_verified_nothing_says_why() -> None:
    run = {"errors": [{"mismatch": {"message": "the rule is none"}}, {"mismatch": None}, {"mismatch": {}}]}

    with pytest.raises(NothingVerifiedError) as error:
        result_of(run, EXPECTED)

    assert str(error.value) == (
        "expected to verify profile-client: one; verified nothing\n  Pact's verifier says: the rule is none"
    )
    with pytest.raises(NothingVerifiedError, match=r"; verified nothing$"):
        result_of({"errors": None, "interactionResults": None}, EXPECTED)


@pytest.mark.parametrize("kind", [VerificationResult, Mismatch, Running, SelectedInteraction, Project])
def test_what_was_found_cannot_be_changed_afterwards(kind: type[Any]) -> None:
    one = object.__new__(kind)

    for field in fields(kind):
        with pytest.raises(FrozenInstanceError):
            setattr(one, field.name, "another")
