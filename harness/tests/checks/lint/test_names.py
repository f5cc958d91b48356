"""Descriptions and state names: what breaks each rule, told whole, and what keeps it.

description-vague · names-implementation · description-twice · one-interaction-a-test
"""

import pytest

from harness.tests.checks.conftest import Lint
from harness.tests.checks.pacts import asks, http


@pytest.mark.parametrize("name", ["", "a request", "Test", "request 2"])
def test_a_description_that_says_nothing(breaches: Lint, name: str) -> None:
    assert breaches("description-vague", http(name)) == [
        f"the description: The description {name!r} does not say what is asked for. "
        "Say what the consumer wants, as in 'a request for a user'."
    ]


@pytest.mark.parametrize("name", ["a request for a user", "ping", "una richiesta", "利用者の取得"])
def test_a_description_that_says_something(breaches: Lint, name: str) -> None:
    assert breaches("description-vague", http(name)) == []


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("GET /users/1", "GET /users/1"),
        ("a call of get_user()", "get_user()"),
        ("a request to the UserController", "UserController"),
    ],
)
def test_a_description_that_names_the_implementation(breaches: Lint, name: str, found: str) -> None:
    assert breaches("names-implementation", http(name)) == [
        f"the description: {name!r} names the implementation: {found!r}. "
        "Say what is wanted, or what is true, in words of the business."
    ]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("a row in the database table users", "database table"),
        ("INSERT INTO users", "INSERT INTO"),
        ("the user service is mocked", "mocked"),
        ("Redis holds user 1", "Redis"),
    ],
)
def test_a_state_that_names_the_implementation(breaches: Lint, name: str, found: str) -> None:
    assert breaches("names-implementation", http(given={name: {}})) == [
        f"the state: {name!r} names the implementation: {found!r}. "
        "Say what is wanted, or what is true, in words of the business."
    ]


@pytest.mark.parametrize("name", ["the user exists", "a table for two is free", "a request to get a user (by id)"])
def test_names_of_the_business(breaches: Lint, name: str) -> None:
    assert breaches("names-implementation", http(name, given={name: {}})) == []


def test_two_interactions_of_one_name(breaches: Lint) -> None:
    assert breaches("description-twice", http(), http(request=asks("/users/2"))) == [
        "the description: Another interaction is called 'a request for a user', in the same state. "
        "Give each interaction its own description."
    ]


def test_one_name_in_two_states(breaches: Lint) -> None:
    other = http(given={"the user doesn't exist": {"id": 1}})
    assert breaches("description-twice", http(), other) == []


def test_one_test_of_two_interactions(breaches: Lint) -> None:
    comments = {"testname": "tests/test_pages.py::test_all"}
    found = breaches(
        "one-interaction-a-test", http("a page", comments=comments), http("a last page", comments=comments)
    )
    assert found == [
        ": The test tests/test_pages.py::test_all records this interaction and 'a page'. "
        "Give each interaction its own test."
    ]


def test_each_interaction_of_its_own_test(breaches: Lint) -> None:
    tests = [http(name, comments={"testname": f"test_{name}"}) for name in ("one", "two")]
    assert breaches("one-interaction-a-test", *tests, http("by hand"), http("by hand too")) == []
