"""Failure messages and the results that they describe: pure functions over what the FFI reports.

The results below are shaped as pact-python 4.2 gives them; harness/tests/test_verified.py takes them from the FFI.

- place: body path, status, header, metadata, media type; the status first
- expected: each phrase the FFI has for a matcher, in a person's words; missing keys, lists that are too short
- the message: given, and, when with its request, recorded by, next, crash, long values, no contract at hand
"""

from typing import Any

import pytest

from pact_harness.pactfile.contract import Interaction, State
from pact_harness.results.failure_message import failure_message
from pact_harness.results.ffi_results import results_of
from pact_harness.results.verification_result import Mismatch, VerificationResult


def results(*mismatches: dict[str, Any], **more: Any) -> dict[str, Any]:
    broken = {
        "mismatch": {"interactionId": "", "mismatches": list(mismatches), "type": "mismatches"},
        "result": "Error",
    }
    one = {"consumer": "profile-client", "provider": "user-service", "description": "a user", "pending": False}
    return {"interactionResults": [{**one, "providerStates": ["the user exists"], **broken, **more}], "result": False}


def body(told: str, expected: str = '"abc"', actual: str = "1", path: str = "$.a") -> dict[str, Any]:
    return {"type": "BodyMismatch", "path": path, "expected": expected, "actual": actual, "mismatch": told}


def mismatches(*found: dict[str, Any]) -> tuple[Mismatch, ...]:
    (result,) = results_of(results(*found))
    return result.mismatches


@pytest.mark.parametrize(
    ("told", "example", "expected"),
    [
        (
            "Expected '1' to match a timestamp pattern of '%Y': Error",
            '"2020-01-01T12:00:00+0000"',
            "a datetime like 2020-01-01T12:00:00+0000",
        ),
        ("Expected '1' to match a date pattern of 'x': Error", '"2020-01-01"', "a date like 2020-01-01"),
        ("Expected 'x' (String) to be an integer", "1", "an integer like 1"),
        ("Expected 'x' (String) to be a number", "1.5", "a number like 1.5"),
        ("Expected 'x' (String) to be a boolean", "true", "true or false"),
        ("Expected 1 (Integer) to be the same type as 'abc' (String)", '"abc"', "text like abc"),
        (r"Expected 'zz' to match '[a-c]+\d'", '"abc"', r"text like abc that matches /[a-c]+\d/"),
        ("Expected 'x' to include 'b'", '"abc"', "text that includes b"),
        ("Expected [1] (size 1) to have minimum size of 2", "[1]", "at least 2 of [1]"),
        ("Expected a List with 2 elements but received 1 elements", "[1,2]", "[1,2], that is 2 elements"),
        ("Expected 1 (Integer) to be equal to null (Null)", "null", "null"),
        ("Expected '2' (String) to be equal to 2 (Integer)", "2", "2"),
        ("a phrase that nobody has heard of", '"a b"', "a b (a phrase that nobody has heard of)"),
        ("Failed to parse the actual body: 'expected ident'", '{"a":1}', '{"a":1} (Failed to parse the actual body)'),
    ],
)
def test_what_a_matcher_expects_is_said_in_words(told: str, example: str, expected: str) -> None:
    assert [one.expected for one in mismatches(body(told, example))] == [expected]


def test_text_that_could_be_taken_for_something_else_keeps_its_quotes() -> None:
    (one,) = mismatches(body("Expected 1 (Integer) to be equal to '1' (String)", '"1"', "1"))

    assert (one.expected, one.actual) == ('"1"', "1")


def test_each_part_of_an_answer_is_named_and_the_status_comes_first() -> None:
    found = mismatches(
        body("Expected 1 to be equal to 2", "2"),
        {
            "type": "HeaderMismatch",
            "key": "Location",
            "expected": '"/1"',
            "actual": "",
            "mismatch": "Expected a header 'Location' but was missing",
        },
        {
            "type": "BodyTypeMismatch",
            "expected": "text/plain",
            "actual": "application/json",
            "mismatch": "Expected a body of …",
        },
        {
            "type": "MetadataMismatch",
            "key": "kind",
            "expected": '"a"',
            "actual": '"b"',
            "mismatch": "Expected metadata key 'kind' to have value '\"a\"' but was '\"b\"'",
        },
        {"type": "StatusMismatch", "expected": 200, "actual": 500, "mismatch": "expected 200 but was 500"},
    )

    assert [(one.place, one.expected, one.actual) for one in found] == [
        ("status", "200", "500"),
        ("$.a", "2", "1"),
        ("header Location", "/1", "none"),
        ("media type", "text/plain", "application/json"),
        ("metadata kind", "a", "b"),
    ]


def test_each_missing_key_is_a_mismatch_of_its_own() -> None:
    found = mismatches(body("Actual map is missing the following keys: b, c", '["a","b","c"]', '["a"]', "$.n"))

    assert [(one.place, one.expected, one.actual) for one in found] == [
        ("$.n.b", "a value", "none (there are: a)"),
        ("$.n.c", "a value", "none (there are: a)"),
    ]


def test_what_the_ffi_says_twice_is_told_once() -> None:
    twice = body("Expected 1 to be equal to 2", "2")

    assert len(mismatches(twice, twice)) == 1


def test_a_run_without_interactions_has_no_results() -> None:
    assert results_of({"result": True, "errors": []}) == results_of({"result": True, "interactionResults": []}) == []


def test_an_error_without_an_answer_is_kept_in_the_words_of_the_ffi() -> None:
    failed = {"mismatch": {"interactionId": "", "message": "error sending request", "type": "error"}}

    (result,) = results_of(results(**failed))

    assert (result.result, result.error, result.mismatches) == ("failed", "error sending request", ())


INTERACTION = Interaction(
    kind="http",
    description="a request for a user",
    states=(State("the user exists", {"id": 1, "name": "Zoë", "admin": False}), State("it is late", {})),
    test="tests/consumer/test_profile_contract.py::test_get_user",
    pending=False,
    raw={"request": {"method": "GET", "path": "/users/1", "query": {"full": ["true", "1"]}}},
)


def failed(*found: Mismatch, states: tuple[State, ...] = INTERACTION.states, **more: Any) -> VerificationResult:
    names = "user-service", "profile-client", "a request for a user"
    return VerificationResult(*names, states, result="failed", mismatches=found, **more)


def test_a_whole_message() -> None:
    wrong = Mismatch("body", ("created_on",), "a datetime like 2020-01-01T12:00:00+0000", "1577880000")

    result = failed(
        wrong, Mismatch("status", (), "200", "500"), recorded_by=INTERACTION.test, crash="Traceback\nKeyError: 1\n"
    )

    assert failure_message(result, INTERACTION, "pytest 'x[y]'") == (
        """\
user-service breaks its contract with profile-client
  given   the user exists {id: 1, name: "Zoë", admin: false}
  and     it is late
  when    a request for a user        GET /users/1?full=true&full=1
  at      $.created_on  expected a datetime like 2020-01-01T12:00:00+0000, got 1577880000
  at      status        expected 200, got 500
  recorded by tests/consumer/test_profile_contract.py::test_get_user
  next    pytest 'x[y]'

The provider crashed:
  Traceback
  KeyError: 1"""
    )


def test_a_message_about_a_contract_that_is_not_at_hand() -> None:
    states = State("the user exists", {}), State("it is late", {})

    assert failure_message(failed(error="no answer", states=states), None) == (
        "user-service breaks its contract with profile-client\n"
        "  given   the user exists\n"
        "  and     it is late\n"
        "  when    a request for a user\n"
        "  but     no answer"
    )


def test_a_query_of_version_2_is_shown_as_it_is_sent() -> None:
    old = Interaction("http", "a", (), None, False, {"request": {"method": "GET", "path": "/a", "query": "b=1"}})

    assert "GET /a?b=1" in failure_message(failed(), old)


def test_long_values_are_cut() -> None:
    text = failure_message(failed(Mismatch("body", (), "x" * 1000, "y")), INTERACTION)

    assert "x" * 300 + "… (1,000 characters), got y" in text
    assert "x" * 301 not in text
