"""Requests: for each rule what breaks it, told whole, and what keeps it.

any-path · any-token · request-not-exact · same-request
"""

from typing import Any

import pytest

from harness.tests.checks.conftest import Lint
from harness.tests.checks.pacts import answers, asks, http

TYPE = {"match": "type"}
BEARER = {"Authorization": ["Bearer made-up"]}


@pytest.mark.parametrize(
    "matcher",
    [
        TYPE,
        {"match": "include", "value": "/"},
        *({"match": "regex", "regex": regex} for regex in (".*", "^.+$", "/.*", "^/users/.*$", "/users/(.+)")),
    ],
)
def test_any_path(breaches: Lint, matcher: Any) -> None:
    assert breaches("any-path", http(request=asks(rules={"path": matcher}))) == [
        "the path: Any path from the client would pass, not only /users/1. "
        "Write the exact path. A provider state can inject an id with a generator alone."
    ]


def test_a_path_of_a_form_or_injected_is_not_any_path(breaches: Lint) -> None:
    form = asks(rules={"path": {"match": "regex", "regex": "/users/\\d+\\.+"}})
    injected = asks(generators={"path": {"type": "ProviderState", "expression": "/users/${id}"}})
    assert breaches("any-path", http(request=form), http("another", request=injected)) == []


@pytest.mark.parametrize("name", ["Authorization", "authorization", "AUTHORIZATION"])
def test_any_token(breaches: Lint, name: str) -> None:
    request = asks(headers={name: ["Bearer made-up"]}, rules={"header Authorization": TYPE})
    assert breaches("any-token", http(request=request)) == [
        f"header {name}: Any token from the client would pass. "
        "Write an exact, invented token. A provider state can inject the real one with a generator."
    ]


@pytest.mark.parametrize("regex", ["Bearer .+", r"^Bearer \S+$", r"^Bearer\s+(.*)$", "Basic .*", ".+"])
def test_a_scheme_and_any_token(breaches: Lint, regex: str) -> None:
    request = asks(headers=BEARER, rules={"header Authorization": {"match": "regex", "regex": regex}})
    (breach,) = breaches("any-token", http(request=request))
    assert breach.startswith("header Authorization: Any token from the client would pass.")


def test_an_exact_token_or_one_of_a_form(breaches: Lint) -> None:
    rules = {"header Authorization": {"match": "regex", "regex": "Bearer [a-z]{4}-[a-z]{2}"}, "header Accept": TYPE}
    of_a_form = asks(headers={**BEARER, "Accept": ["text/plain"]}, rules=rules)
    assert breaches("any-token", http(request=asks(headers=BEARER)), http("another", request=of_a_form)) == []


def test_a_request_of_rules_alone(breaches: Lint) -> None:
    rules = {"path": {"match": "regex", "regex": "/users/\\d+"}, "query fields": TYPE, "$": TYPE}
    request = asks(method="POST", body={"name": "Alice"}, query={"fields": ["name"]}, rules=rules)
    assert breaches("request-not-exact", http(request=request)) == [
        ": Nothing in the request is exact: there are rules at the path, query fields, $.name. "
        "Remove the rules from what the test knows. Begin with the path."
    ]


def test_one_exact_part_is_enough(breaches: Lint) -> None:
    request = asks(method="POST", body={"name": "Alice"}, rules={"$": TYPE})
    assert breaches("request-not-exact", http(request=request)) == []


def test_one_question_with_two_answers(breaches: Lint) -> None:
    found = breaches("same-request", http("one"), http("another", response=answers(status=404)))
    assert found == [
        ": It sends the same request as 'one', in the same state, for another response. "
        "Give the two different provider states."
    ]


def test_one_question_asked_twice(breaches: Lint) -> None:
    assert breaches("same-request", http("one"), http("another")) == [
        ": It sends the same request as 'one', in the same state, for the same response. Keep one of them."
    ]


@pytest.mark.parametrize(
    "other",
    [
        {"given": {"the user exists": {"id": 2}}},
        {"request": asks("/users/2")},
        {"request": asks(method="DELETE")},
        {"request": asks(headers=BEARER)},
        {"request": asks(query={"limit": ["1"]})},
        {"request": asks(body={"name": "Alice"})},
    ],
)
def test_questions_that_differ(breaches: Lint, other: Any) -> None:
    assert breaches("same-request", http("one"), http("another", **other)) == []
