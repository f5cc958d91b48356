"""An interaction as a person reads it: each part, with the rule at each value, in any version and language.

- when: method, path, query, headers, body; then: status, headers, body; messages of both kinds
- rules in words; generators; version 2's flat rules, pact-ruby's values in the body
- bodies that are text, binary, empty, deep, endless
- a mismatch stands at its place, or at the nearest there is, and the real answer beside it
"""

import base64
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from harness.tests.checks.pacts import Json, answers, asks, http, message, write
from pact_harness.book.body_text import MOST_LINES
from pact_harness.book.interaction_text import InteractionText, PartText, interaction_text
from pact_harness.pactfile.contract import read_contract
from pact_harness.results.verification_result import Mismatch, Status, VerificationResult

ANY = {"match": "type"}


@pytest.fixture
def reading(tmp_path: Path) -> Any:
    def reads(interaction: Json, result: VerificationResult | None = None, version: str = "4.0") -> InteractionText:
        contract = read_contract(write(tmp_path / "a.json", interaction, version=version))
        return interaction_text(contract.interactions[0], result)

    return reads


def lines(part: PartText) -> list[tuple[str, str]]:
    """The body's lines, each with its rule."""
    return [(line.text, line.rule) for line in part.body.lines] if part.body else []


def rules(part: PartText) -> dict[str, str]:
    return {text.strip().rstrip(","): rule for text, rule in lines(part)}


def failed(*mismatches: Mismatch, result: Status = "failed", **more: Any) -> VerificationResult:
    return VerificationResult("user-service", "profile-client", "a", mismatches=mismatches, result=result, **more)


def wrong(part: PartText) -> list[str]:
    return [line.text.strip() for line in part.body.lines if line.got] if part.body else []


def test_a_request_is_read_with_its_query_headers_and_body(reading: Any) -> None:
    request = asks("/users", "post", query={"tag": ["a", "b"]}, headers={"Accept": ["text/html", "*/*"]})
    request["body"] = {"content": {"name": "Alice"}, "contentType": "application/json", "encoded": False}
    when = reading(http(request=request)).parts[0]
    assert (when.label, when.line.value) == ("when", "POST /users?tag=a&tag=b")
    assert [(one.name, one.value, one.rule) for one in when.named] == [("Accept", "text/html, */*", "exactly")]
    assert lines(when) == [("{", ""), ('  "name": "Alice"', "exactly"), ("}", "")]


def test_an_answer_is_read_with_the_rule_at_each_value(reading: Any) -> None:
    body = {"id": 1, "name": "Alice", "tags": ["a"], "at": "2020-01-01", "of": {"x": True}, "exact": [1, 2]}
    matched = {
        "$.id": {"match": "integer"},
        "$.name": {"match": "regex", "regex": "A.*"},
        "$.tags": {"match": "type", "min": 1},
        "$.at": {"match": "date", "format": "yyyy-MM-dd"},
        "$.of.x": ANY,
    }
    then = reading(http(response=answers(body, matched))).parts[1]
    assert then.line.value == "200 OK"
    assert rules(then) == {
        "{": "",
        '"id": 1': "any integer",
        '"name": "Alice"': "a text like /A.*/",
        '"tags": [': "a list of at least 1",
        '"a"': "any string",
        '"at": "2020-01-01"': "a date like yyyy-MM-dd",
        '"of": {': "",
        '"x": true': "any boolean",
        '"exact": [': "a list of exactly 2",
        "1": "exactly",
        "2": "exactly",
        "]": "",
        "}": "",
    }


@pytest.mark.parametrize(
    ("matcher", "told"),
    [
        ({"match": "include", "value": "lic"}, 'text that contains "lic"'),
        ({"match": "notEmpty"}, "anything but empty"),
        ({"match": "semver"}, "a semantic version"),
        ({"match": "contentType", "value": "image/png"}, "content of the type image/png"),
        ({"match": "plugin-thing"}, "what the rule 'plugin-thing' accepts, which this book does not know"),
    ],
)
def test_a_rule_is_told_in_words_or_said_to_be_unknown(reading: Any, matcher: Json, told: str) -> None:
    then = reading(http(response=answers({"name": "Alice"}, {"$.name": matcher}))).parts[1]
    assert rules(then)['"name": "Alice"'] == told


def test_rules_for_each_key_and_value_are_told_at_the_object(reading: Any) -> None:
    each = {"match": "eachKey", "rules": [{"match": "regex", "regex": "[a-z]+"}]}
    then = reading(http(response=answers({"of": {"a": 1}}, {"$.of": each}))).parts[1]
    assert rules(then)['"of": {'] == "each key like /[a-z]+/"


def test_a_rule_for_the_status_is_told_beside_it(reading: Any) -> None:
    response = answers()
    response["matchingRules"] = {"status": {"matchers": [{"match": "statusCode", "status": "success"}]}}
    then = reading(http(response=response)).parts[1]
    assert (then.line.value, then.line.rule) == ("200 OK", "any 2xx")


def test_what_a_provider_state_fills_in_is_told_where_it_goes(reading: Any) -> None:
    injected = {"type": "ProviderState", "expression": "/users/${id}"}
    token = {"type": "ProviderState", "expression": "Bearer ${token}"}
    request = asks(generators={"path": injected, "header": {"Authorization": token}})
    request["headers"] = {"Authorization": ["Bearer x"]}
    when = reading(http(request=request)).parts[0]
    assert when.line.rule == "filled in by the provider state: /users/${id}"
    assert when.named[0].rule == "exactly · filled in by the provider state: Bearer ${token}"


def test_a_value_that_is_new_each_time_is_told_where_it_stands_in_the_body(reading: Any) -> None:
    generators = {"body": {"$.ids[*]": {"type": "Uuid"}}}
    then = reading(http(response=answers({"ids": ["a"]}, {"$.ids": ANY}, generators=generators))).parts[1]
    assert rules(then)['"a"'] == "any string · a new value each time (Uuid)"


def test_a_message_is_read_with_its_metadata(reading: Any) -> None:
    (then,) = reading(message("a user was created", {"id": 1}, metadata={"type": "user-created"})).parts
    assert (then.label, then.line.value) == ("then", "a message")
    assert [(one.name, one.value) for one in then.named] == [("type", "user-created")]
    assert rules(then)['"id": 1'] == "exactly"


def test_a_message_with_an_answer_is_read_in_two_parts(reading: Any) -> None:
    interaction = {
        "type": "Synchronous/Messages",
        "description": "a call",
        "request": {"contents": {"content": {"ask": 1}}},
        "response": [{"contents": {"content": {"say": 2}}}],
    }
    when, then = reading(interaction).parts
    assert (when.label, rules(when)['"ask": 1']) == ("when", "exactly")
    assert (then.label, rules(then)['"say": 2']) == ("then", "exactly")


def test_version_2_is_read_with_its_flat_rules_and_its_query(reading: Any) -> None:
    interaction = {
        "description": "old",
        "providerState": "there is a user",
        "request": {"method": "get", "path": "/", "query": "a=1&b=2"},
        "response": {"status": 200, "body": {"id": 1}, "matchingRules": {"$.body.id": {"match": "type"}}},
    }
    when, then = reading(interaction, version="2.0.0").parts
    assert when.line.value == "GET /?a=1&b=2"
    assert rules(then)['"id": 1'] == "any number"


def test_pact_rubys_values_are_unwrapped(reading: Any) -> None:
    like = {"json_class": "Pact::SomethingLike", "contents": {"id": 1}}
    interaction = {"description": "x", "request": {"path": "/"}, "response": {"status": 200, "body": like}}
    then = reading(interaction, version="1.0.0").parts[1]
    assert rules(then)['"id": 1'] == "any number"


def test_a_body_of_plain_text_is_shown_line_by_line(reading: Any) -> None:
    response = {"status": 200, "body": {"content": "one\r\ntwo", "contentType": "text/plain", "encoded": False}}
    then = reading(http(response=response)).parts[1]
    assert lines(then) == [("one", "exactly"), ("two", "")]


def test_the_rules_within_xml_are_told_below_it(reading: Any) -> None:
    body = {"content": "<r><id>42</id></r>", "contentType": "application/xml", "encoded": False}
    rules = {
        "$.r.id['#text']": {"matchers": [{"match": "regex", "regex": "\\d+"}]},
        "$.r[*]": {"matchers": [{"match": "type"}]},
    }
    then = reading(http(response={"status": 200, "body": body, "matchingRules": {"body": rules}})).parts[1]
    assert lines(then) == [
        ("<r><id>42</id></r>", "exactly, but for the rules below"),
        ("$.r.id['#text']", "a text like /\\d+/"),
        ("$.r[*]", "any string"),
    ]


def test_a_binary_body_is_told_and_not_shown(reading: Any) -> None:
    content = base64.b64encode(b"\x00" * 1234).decode()
    response = {"status": 200, "body": {"content": content, "contentType": "image/png", "encoded": "base64"}}
    then = reading(http(response=response)).parts[1]
    assert (then.body, then.note) == (None, "A body of 1,234 bytes of image/png, not shown.")


def test_an_endless_body_is_cut_and_says_by_how_much(reading: Any) -> None:
    then = reading(http(response=answers(list(range(1000))))).parts[1]
    assert then.body
    assert (len(then.body.lines), then.body.left_out) == (MOST_LINES, 1002 - MOST_LINES)


def test_an_endless_text_is_cut_and_says_how_long_it_is(reading: Any) -> None:
    then = reading(http(response=answers("x" * 5000))).parts[1]
    assert lines(then)[0][0].endswith("x… (5,002 characters)")


def test_a_deep_body_is_shown_to_its_end(reading: Any) -> None:
    body: object = 1
    for _ in range(60):
        body = [body]
    then = reading(http(response=answers(body))).parts[1]
    assert [text.strip() for text, _ in lines(then)] == [*"[" * 60, "1", *"]" * 60]


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("users", 0, "name"), '"name": "Alice"'),
        (("users", "*", "name"), '"name": "Alice"'),
        (("users", 4, "name"), '"name": "Alice"'),  # the one example stands for all items
        (("users", 0, "name", "first"), '"name": "Alice"'),
        (("users",), '"users": ['),
        (("other",), "{"),
        ((), "{"),
    ],
)
def test_a_mismatch_of_the_body_stands_at_its_place_or_the_nearest(
    reading: Any, path: tuple[str | int, ...], line: str
) -> None:
    interaction = http(response=answers({"users": [{"name": "Alice"}]}, {"$.users": ANY}))
    then = reading(interaction, failed(Mismatch("body", path, "a", "b"))).parts[1]
    assert wrong(then) == [line]


def test_mismatches_of_status_and_headers_stand_at_theirs(reading: Any) -> None:
    interaction = http(response=answers(headers={"Location": ["/a"], "Content-Type": ["application/json"]}))
    found = [
        Mismatch("status", (), "200", "500"),
        Mismatch("header", ("location",), "/a", "/b"),
        Mismatch("media type", (), "a", "b"),
    ]
    then = reading(interaction, failed(*found)).parts[1]
    got: list[Sequence[Mismatch]] = [then.line.got, *(one.got for one in then.named)]
    assert got == [[found[0]], [found[1]], [found[2]]]


def test_what_passed_shows_no_mismatch_and_no_answer(reading: Any) -> None:
    result = failed(Mismatch("body", ("id",), "1", "2"), result="passed", response={"status": 200, "body": "{}"})
    found = reading(http(response=answers({"id": 1})), result)
    assert wrong(found.parts[1]) == []
    assert found.actual is None


def test_beside_a_failed_interaction_stands_the_real_answer_marked_at_the_same_place(reading: Any) -> None:
    response = {"status": 500, "headers": [["X-A", "1"]], "body": '{"more": 1, "id": 2}', "cut": 70000}
    found = [
        Mismatch("body", ("id",), "1", "2"),
        Mismatch("status", (), "200", "500"),
        Mismatch("header", ("x-a",), "2", "1"),
    ]
    answer = reading(http(response=answers({"id": 1})), failed(*found, response=response)).actual
    assert (answer.line.value, answer.note) == ("500 Internal Server Error", "Cut: the whole body has 70,000 bytes.")
    assert [(one.name, one.value) for one in answer.named] == [("X-A", "1")]
    assert [text for text, _ in lines(answer)] == ["{", '  "more": 1,', '  "id": 2', "}"]
    assert wrong(answer) == ['"id": 2']
    assert (answer.line.got, answer.named[0].got) == ([found[1]], [found[2]])


@pytest.mark.parametrize(
    ("response", "shown", "note"),
    [
        ({"status": 500, "body": "<h1>Oh"}, [("<h1>Oh", "")], ""),
        ({"status": 204, "body": ""}, [], "An empty body."),
        ({"body": "AAAA", "base64": True}, [], "A body of 3 bytes, not text."),
        ({"body": "QQ==", "base64": True, "cut": 1}, [], "A body of 1 byte, not text. Cut: the whole body has 1 byte."),
        ({"headers": "odd", "status": "odd", "body": None}, [], "An empty body."),
    ],
)
def test_an_answer_that_is_no_json_is_shown_as_what_it_is(
    reading: Any, response: Json, shown: list[tuple[str, str]], note: str
) -> None:
    answer = reading(http(), failed(Mismatch("status", (), "200", "500"), response=response)).actual
    assert (lines(answer), answer.note) == (shown, note)
