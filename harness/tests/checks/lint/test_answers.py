"""Answers that promise less than they seem to: for each rule what breaks it, told whole, and what keeps it.

matches-anything · no-minimum · value-missing · example-contradicts-matcher · header-sent-anyway
"""

from typing import Any

import pytest

from harness.tests.checks.conftest import Lint
from harness.tests.checks.pacts import answers, asks, http, message

TYPE = {"match": "type"}


@pytest.mark.parametrize(
    ("body", "rules", "breach"),
    [
        ({}, {}, "$: {} accepts any object. Name the members the consumer reads, or leave this one out."),
        (
            {"address": {}},
            {"$": TYPE},
            "$.address: {} accepts any object. Name the members the consumer reads, or leave this one out.",
        ),
        (
            {"tags": []},
            {"$.tags": TYPE},
            "$.tags: [] under a type rule accepts any list. "
            "Give an example item (each_like), or remove the rule to expect an empty list.",
        ),
    ],
)
def test_an_empty_value_that_matches_anything(breaches: Lint, body: object, rules: Any, breach: str) -> None:
    assert breaches("matches-anything", http(response=answers(body, rules))) == [breach]


def test_an_empty_message_matches_anything(breaches: Lint) -> None:
    assert breaches("matches-anything", message("an event", {})) == [
        "$: {} accepts any object. Name the members the consumer reads, or leave this one out."
    ]


@pytest.mark.parametrize(
    ("body", "rules"),
    [
        ({"tags": []}, {}),  # an exact [] is a promise: the list is empty
        ({"tags": {}}, {"$.tags": {"match": "equality"}}),
        ({"tags": {}}, {"$.tags": {"match": "eachKey", "rules": [TYPE]}}),
        ({"name": "Alice"}, {"$": TYPE}),
    ],
)
def test_an_empty_value_may_be_a_promise(breaches: Lint, body: object, rules: Any) -> None:
    assert breaches("matches-anything", http(response=answers(body, rules))) == []


def test_an_empty_request_body_is_exact(breaches: Lint) -> None:
    assert breaches("matches-anything", http(request=asks(method="PATCH", body={}))) == []


@pytest.mark.parametrize(
    "rules",
    [
        {"$.tags": TYPE},
        {"$": TYPE},  # holds for what lies below it
        {"$.tags": {"match": "type", "min": 0}},
        {"$.tags": {"match": "type", "max": 5}},
        {"$": {"match": "type", "min": 1}},  # a minimum is not handed down
    ],
)
def test_a_list_without_a_minimum(breaches: Lint, rules: Any) -> None:
    assert breaches("no-minimum", http(response=answers({"tags": ["red"]}, rules))) == [
        "$.tags: The list has no minimum: a provider that sends [] passes too. "
        "Ask for at least one item: each_like(…, min=1)."
    ]


@pytest.mark.parametrize("rules", [{"$.tags": {"match": "type", "min": 1}}, {}, {"$.tags[*]": TYPE}])
def test_a_list_with_a_minimum_or_exact_length(breaches: Lint, rules: Any) -> None:
    assert breaches("no-minimum", http(response=answers({"tags": ["red"]}, rules))) == []


def test_a_matcher_without_a_value(breaches: Lint) -> None:
    response = answers({"id": None}, {"$.id": {"match": "integer"}})
    assert breaches("value-missing", http(response=response)) == [
        "$.id: The matcher integer has no example: the file says null. "
        "Give the matcher a fixed value of the kind it accepts."
    ]


def test_a_generator_in_place_of_a_value(breaches: Lint) -> None:
    response = answers({"id": ""}, {"$.id": TYPE}, generators={"body": {"$.id": {"type": "Uuid"}}})
    assert breaches("value-missing", http(response=response)) == [
        '$.id: The matcher type has no example: the file says "". '
        "Give the matcher a fixed value of the kind it accepts."
    ]


@pytest.mark.parametrize(("value", "matcher"), [(1, {"match": "integer"}), (None, {"match": "null"}), ("", TYPE)])
def test_a_matcher_with_its_value(breaches: Lint, value: object, matcher: Any) -> None:
    assert breaches("value-missing", http(response=answers({"id": value}, {"$.id": matcher}))) == []


def test_null_below_a_rule_is_a_value(breaches: Lint) -> None:
    assert breaches("value-missing", http(response=answers({"email": None}, {"$": TYPE}))) == []
    assert breaches("value-missing", http(response=answers({"email": None}))) == []


def test_an_example_that_is_missing_is_told_once(breaches: Lint) -> None:
    generators = {"body": {"$.at": {"type": "Date"}}}
    response = answers({"at": ""}, {"$.at": {"match": "date"}}, generators=generators)
    assert breaches("example-contradicts-matcher", http(response=response)) == []


def test_an_empty_list_is_told_once(breaches: Lint) -> None:
    assert breaches("no-minimum", http(response=answers({"tags": []}, {"$": TYPE}))) == []


@pytest.mark.parametrize(
    ("value", "matcher", "problem"),
    [
        (
            "2020-01-01T12:00:00Z",
            {"match": "datetime", "format": "yyyy-MM-dd HH:mm:ss"},
            "The example '2020-01-01T12:00:00Z' does not fit its own format 'yyyy-MM-dd HH:mm:ss'.",
        ),
        (
            "2020-13-01",
            {"match": "date"},
            "The example '2020-13-01' does not fit its own format 'yyyy-MM-dd'.",
        ),
        (
            "12:00",
            {"match": "timestamp", "timestamp": "HH:mm:ss"},
            "The example '12:00' does not fit its own format 'HH:mm:ss'.",
        ),
        (
            "abc",
            {"match": "regex", "regex": "^\\d+$"},
            "The example 'abc' does not match its own regex '^\\\\d+$'.",
        ),
    ],
)
def test_an_example_that_its_own_rule_refuses(breaches: Lint, value: str, matcher: Any, problem: str) -> None:
    response = answers({"at": value}, {"$.at": matcher})
    assert breaches("example-contradicts-matcher", http(response=response)) == [
        f"$.at: {problem} Use an example that its own rule accepts."
    ]


@pytest.mark.parametrize(
    ("value", "matcher"),
    [
        ("2020-01-01T12:00:00+0000", {"match": "datetime", "format": "yyyy-MM-dd'T'HH:mm:ssZ"}),
        ("2020-01-01T12:00:00.123+01:00", {"match": "datetime", "format": "yyyy-MM-dd'T'HH:mm:ss.SSSXXX"}),
        ("1 January 2020", {"match": "date", "format": "d MMMM yyyy"}),
        ("11 o'clock PM", {"match": "time", "format": "hh 'o''clock' a"}),
        ("2020-W01", {"match": "date", "format": "YYYY-'W'ww"}),  # a letter that is not known is not judged
        ("abc", {"match": "regex", "regex": "\\p{Alpha}+"}),  # another language's dialect is not judged
        ("a" * 40, {"match": "regex", "regex": "^(a+)+b$"}),  # nor what could take for ever
    ],
)
def test_an_example_of_its_own_form(breaches: Lint, value: str, matcher: Any) -> None:
    response = answers({"at": value}, {"$.at": matcher})
    assert breaches("example-contradicts-matcher", http(response=response)) == []


def test_a_header_that_comes_anyway(breaches: Lint) -> None:
    headers = {"Content-Type": ["application/json"], "Content-Length": ["12"]}
    assert breaches("header-sent-anyway", http(response=answers(headers=headers))) == [
        "header Content-Length: The contract asks for Content-Length, which responses have anyway. "
        "Leave the header out."
    ]


def test_the_length_is_the_answer_to_head(breaches: Lint) -> None:
    response = answers(headers={"Content-Length": ["12"]})
    assert breaches("header-sent-anyway", http(request=asks(method="HEAD"), response=response)) == []
    assert breaches("header-sent-anyway", http(response=answers(headers={"Location": ["/users/1"]}))) == []
