"""Answers that promise too much: what breaks each rule, told whole, and what keeps it.

exact-error-text · regex-on-id · exact-moment · exact-answer
"""

from typing import Any

import pytest

from harness.tests.checks.conftest import Lint
from harness.tests.checks.pacts import Json, answers, asks, http

TYPE = {"match": "type"}
NOON = "2020-01-01T12:00:00+0000"


def test_an_error_word_for_word(breaches: Lint) -> None:
    response = answers({"status": 404, "detail": "User not found"}, status=404)
    assert breaches("exact-error-text", http(response=response)) == [
        "$.detail: The contract has the exact text of an error: 'User not found'. "
        "Match it by type, and let the client decide by the status or a code."
    ]


@pytest.mark.parametrize(
    ("body", "rules", "status"),
    [
        ({"detail": "User not found"}, {"$.detail": TYPE}, 404),
        ({"error": "user_not_found"}, {}, 404),  # a code, for programs
        ({"name": "Alice Jones"}, {}, 409),
        ({"message": "Welcome back"}, {}, 200),
    ],
)
def test_an_error_by_type_or_by_its_code(breaches: Lint, body: object, rules: Any, status: int) -> None:
    assert breaches("exact-error-text", http(response=answers(body, rules, status=status))) == []


def test_a_form_for_an_id(breaches: Lint) -> None:
    response = answers({"customerId": "ABC-123"}, {"$.customerId": {"match": "regex", "regex": "[A-Z]{3}-\\d{3}"}})
    assert breaches("regex-on-id", http(response=response)) == [
        "$.customerId: The id must match the regex '[A-Z]{3}-\\\\d{3}'. "
        "Match it by type, unless the client reads parts of the id."
    ]


@pytest.mark.parametrize(
    ("body", "regex"),
    [
        ({"id": "83f9262f-28f1-4703-ab1a-8cfd9e8249c9"}, "[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}"),
        ({"link": "http://example.com/1"}, "^https?://"),
        ({"paid": "yes"}, "yes|no"),
    ],
)
def test_a_form_that_a_client_may_parse(breaches: Lint, body: dict[str, str], regex: str) -> None:
    rules = {f"$.{next(iter(body))}": {"match": "regex", "regex": regex}}
    assert breaches("regex-on-id", http(response=answers(body, rules))) == []


def test_an_exact_moment(breaches: Lint) -> None:
    assert breaches("exact-moment", http(response=answers({"created_on": NOON}))) == [
        f"$.created_on: The moment {NOON!r} is exact in the contract, and no state sets it. "
        "Match it by its format, or let a provider state set it."
    ]


@pytest.mark.parametrize(
    "interaction",
    [
        http(response=answers({"created_on": NOON}, {"$.created_on": {"match": "datetime"}})),
        http(given={"the user exists": {"created_on": NOON}}, response=answers({"created_on": NOON})),
        http(given={"there are users": {"users": [{"born": NOON}]}}, response=answers({"created_on": NOON})),
        http(response=answers({"born": "2020-01-01"})),  # a day does not pass while a test runs
    ],
)
def test_a_moment_by_its_form_or_set_by_a_state(breaches: Lint, interaction: Json) -> None:
    assert breaches("exact-moment", interaction) == []


def test_an_answer_of_literals(breaches: Lint) -> None:
    response = answers([{"id": "123", "name": "Product 1", "price": 3, "stock": 9}])
    assert breaches("exact-answer", http(response=response)) == [
        "$: Every value of the response is a literal: $[0].id, $[0].name, $[0].price and 1 more. "
        "Match by type where any value is fine for the client. Remove what the client does not read."
    ]


@pytest.mark.parametrize(
    ("given", "body", "rules", "status"),
    [
        ({}, {"id": 1, "name": "Alice", "age": 3}, {"$.name": TYPE}, 200),
        ({"the user exists": {"name": "Alice", "age": 3}}, {"id": 1, "name": "Alice", "age": 3}, {}, 200),
        ({}, {"id": 1, "name": "Alice", "age": 3, "city": "Rome"}, {"$.name": TYPE}, 200),
        ({}, {"id": 1, "name": "Alice"}, {}, 200),
        ({}, {"admin": True, "email": None, "active": False, "name": "Alice"}, {}, 200),
        ({}, {"title": "x", "status": 404, "code": "y"}, {}, 404),
    ],
)
def test_literals_that_the_test_has_named(breaches: Lint, given: Any, body: object, rules: Any, status: int) -> None:
    assert breaches("exact-answer", http(given=given, response=answers(body, rules, status=status))) == []


def test_literals_that_the_request_has_sent(breaches: Lint) -> None:
    user = {"name": "Alice", "city": "Rome", "limit": "5"}
    request = asks(method="POST", body={"name": "Alice", "city": "Rome"}, query={"limit": ["5"]})
    assert breaches("exact-answer", http(request=request, response=answers(user, status=201))) == []


def test_an_error_of_plain_text(breaches: Lint) -> None:
    (breach,) = breaches("exact-error-text", http(response=answers("User not found", status=404)))
    assert breach.startswith("$: The contract has the exact text of an error: 'User not found'.")
