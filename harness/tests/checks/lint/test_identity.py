"""Answers that would also fit another question: what breaks each rule, told whole, and what keeps it.

identity-by-shape · update-by-shape
"""

from typing import Any

import pytest

from harness.tests.checks.conftest import Lint
from harness.tests.checks.pacts import answers, asks, http

TYPE, INTEGER = {"match": "type"}, {"match": "integer"}
INJECTED = {"path": {"type": "ProviderState", "expression": "/users/${id}"}}
RULE = "identity-by-shape"


@pytest.mark.parametrize(
    ("path", "body", "matcher", "told"),
    [
        ("/users/1", {"id": 1}, INTEGER, "The path asks for 1, but the response repeats it only as an integer."),
        (
            "/users/1/orders",
            {"user_id": 1},
            TYPE,
            "The path asks for 1, but the response repeats it only by its type.",
        ),
        (
            "/animals/Mary",
            {"name": "Mary"},
            TYPE,
            "The path asks for Mary, but the response repeats it only by its type.",
        ),
        (
            "/orders/A-1042",
            {"order": "A-1042"},
            {"match": "regex", "regex": "A-\\d+"},
            "The path asks for A-1042, but the response repeats it only by the matcher regex.",
        ),
    ],
)
def test_an_id_repeated_by_shape(breaches: Lint, path: str, body: dict[str, object], matcher: Any, told: str) -> None:
    place = f"$.{next(iter(body))}"
    response = answers(body, {place: matcher})
    assert breaches(RULE, http(request=asks(path), response=response)) == [f"{place}: {told} Expect this exact value."]


def test_an_exact_value_that_every_answer_has_proves_nothing(breaches: Lint) -> None:
    given = {"the user exists": {"id": 1, "name": "Alice"}}
    response = answers({"id": 1, "type": "user", "active": True}, {"$.id": INTEGER})
    assert breaches(RULE, http(given=given, response=response)) == [
        "$.id: The path asks for 1, but the response repeats it only as an integer. Expect this exact value."
    ]


@pytest.mark.parametrize("value", [True, 1.5, None, "", {}, []])
def test_an_exact_value_that_many_have_proves_nothing(breaches: Lint, value: object) -> None:
    response = answers({"id": 1, "other": value}, {"$.id": INTEGER})
    assert breaches(RULE, http(response=response)) == [
        "$.id: The path asks for 1, but the response repeats it only as an integer. Expect this exact value."
    ]


@pytest.mark.parametrize("given", [{}, {"the user exists": {}}, {"the user exists": {"id": 1}}])
def test_an_exact_value_that_no_state_sets_proves_nothing(breaches: Lint, given: Any) -> None:
    response = answers({"id": 1, "kind": "person"}, {"$.id": INTEGER})
    assert breaches(RULE, http(given=given, response=response)) == [
        "$.id: The path asks for 1, but the response repeats it only as an integer. Expect this exact value."
    ]


def test_one_exact_repetition_is_enough(breaches: Lint) -> None:
    response = answers({"id": 1, "user_id": 1}, {"$.user_id": INTEGER})
    given = {"the user exists": {"id": 1, "name": "Alice"}}
    assert breaches(RULE, http(given=given, response=response)) == []


@pytest.mark.parametrize(
    ("request_", "response"),
    [
        (asks(), answers({"id": 1, "name": "Alice"}, {"$.name": TYPE})),
        (asks(), answers({"id": 1, "name": "Alice"}, {"$.id": INTEGER})),  # the name is exact, and the state sets it
        (asks(), answers({"id": 1}, {"$.id": INTEGER}, status=404)),
        (asks(), answers({"logins": 1}, {"$.logins": INTEGER})),  # a 1 by chance
        (asks("/v1/users"), answers({"id": "v1"}, {"$.id": TYPE})),  # a version of the API
        (asks("/users"), answers({"type": "users"}, {"$.type": TYPE})),  # a word of the route
        (asks(), answers({"name": "users"}, {"$.name": TYPE})),  # a word of the route, in its midst
        (asks("/users/True"), answers({"id": True}, {"$.id": TYPE})),
        (asks(method="DELETE"), answers(status=204)),
        (asks(method="DELETE", generators=INJECTED), answers(status=204)),
    ],
)
def test_an_id_that_is_proved_or_is_none(breaches: Lint, request_: Any, response: Any) -> None:
    given = {"the user exists": {"id": 1, "name": "Alice"}}
    assert breaches(RULE, http(given=given, request=request_, response=response)) == []


def test_an_injected_id_needs_another_exact_field(breaches: Lint) -> None:
    response = answers({"id": 1, "name": "Alice"}, {"$": TYPE})
    assert breaches(RULE, http(request=asks(generators=INJECTED), response=response)) == [
        "$.id: The id in the path is injected, and no value in the response is exact. Any other response would pass. "
        "Expect the exact value of another field that the state sets, or use a fixed id."
    ]


def test_an_injected_id_that_the_answer_does_not_repeat(breaches: Lint) -> None:
    response = answers({"name": "Alice"}, {"$": TYPE})
    (breach,) = breaches(RULE, http(request=asks(generators=INJECTED), response=response))
    assert breach.startswith("$: The id in the path is injected")


def test_an_injected_id_with_another_exact_field(breaches: Lint) -> None:
    response = answers({"id": 1, "name": "Alice"}, {"$.id": INTEGER})
    assert breaches(RULE, http(request=asks(generators=INJECTED), response=response)) == []


@pytest.mark.parametrize(("method", "status"), [("POST", 201), ("PUT", 200), ("PATCH", 200)])
def test_an_update_repeated_by_shape(breaches: Lint, method: str, status: int) -> None:
    request = asks(method=method, body={"name": "Bob"})
    response = answers({"name": "Bob"}, {"$.name": TYPE}, status=status)
    assert breaches("update-by-shape", http(request=request, response=response)) == [
        "$.name: The response repeats what was sent ('Bob') only by its type. "
        "Expect the exact new value. It shows that the provider has read it."
    ]


@pytest.mark.parametrize(
    "response",
    [
        answers({"name": "Bob"}),
        answers({"id": 7}, {"$.id": INTEGER}),
        answers({"name": "Bob"}, {"$": TYPE}, status=409),
    ],
)
def test_an_update_repeated_exactly_or_not_at_all(breaches: Lint, response: Any) -> None:
    request = asks(method="PATCH", body={"name": "Bob"})
    assert breaches("update-by-shape", http(request=request, response=response)) == []


def test_a_search_is_no_update(breaches: Lint) -> None:
    request = asks(method="QUERY", body={"name": "Bob"})
    response = answers({"name": "Bob"}, {"$.name": TYPE})
    assert breaches("update-by-shape", http(request=request, response=response)) == []
