"""Rules and generators that no verifier can read or use, and what asks for nothing: faults, and neighbours.

rule-unreadable · matcher-unknown · regex-invalid · rule-without-value · generator-expression ·
injected-without-state · messages-in-version-2 ·
empty-interaction
"""

from typing import Any

import pytest

from harness.tests.checks.conftest import Lint
from harness.tests.checks.pacts import Json, answers, asks, http, message

TYPE = {"match": "type"}
BODY = {"data": {"user/address": {"id": "9"}}, "items": [{"id": 1}], "none": []}


def ruled(path: str, matcher: Any = TYPE, body: object = BODY) -> Json:
    return http(response=answers(body, {path: matcher}))


@pytest.mark.parametrize(
    "path",
    ["$.data.user/address.id", "$.1|a", "$$.data", "$.items[0", "$.items[*", "$['it\\'s']", "$['']", "$..a", "$[-1]"],
)
def test_a_path_that_no_verifier_reads(path: str, breaches: Lint) -> None:
    assert breaches("rule-unreadable", ruled(path)) == [
        f"{path}: body has a rule whose path no verifier reads. Put the name in brackets and quotes, as in "
        "$.data['user/address'].id; a quote cannot be in it."
    ]


@pytest.mark.parametrize(
    "path",
    ["$", "$.data['user/address'].id", "$.items[0].id", "$.items[*].*", "$['a]b']", "$.@id", "$.größe", "$.名", "$[1]"],
)
def test_a_path_that_verifiers_read(path: str, breaches: Lint) -> None:
    assert breaches("rule-unreadable", ruled(path)) == []


def test_a_path_of_version_2(breaches: Lint) -> None:
    response = {"status": 200, "body": {"a/b": 1}, "matchingRules": {"$.body.a/b": TYPE, "$.headers.X-A": TYPE}}
    assert len(breaches("rule-unreadable", http(response=response), version="2.0.0")) == 1


def test_a_matcher_that_does_not_exist(breaches: Lint) -> None:
    (breach,) = breaches("matcher-unknown", ruled("$.data", {"match": "typo"}))
    assert breach.startswith("$.data: There is no matcher 'typo'. Use one of arrayContains, boolean, ")
    assert breaches("matcher-unknown", ruled("$.data", {"match": "notEmpty"}), ruled("$", {"min": 1})) == []


@pytest.mark.parametrize(
    ("regex", "problem"),
    [
        ("[a-", "unterminated character set at position 0"),
        ("(a", "missing ), unterminated subpattern at position 0"),
        ("a)", "unbalanced parenthesis at position 1"),
        ("*a", "nothing to repeat at position 0"),
    ],
)
def test_a_regex_that_does_not_compile(regex: str, problem: str, breaches: Lint) -> None:
    assert breaches("regex-invalid", ruled("$.items[0].id", {"match": "regex", "regex": regex})) == [
        f"$.items[0].id: The regex {regex!r} does not compile: {problem}. Correct it where it is recorded."
    ]


@pytest.mark.parametrize("regex", [r"^(?!0)\d+$", r"(a)\1", r"\p{L}+", "[[:alpha:]]", "(?<=a)b", "a++"])
def test_a_regex_of_another_dialect_is_not_judged(regex: str, breaches: Lint) -> None:
    assert breaches("regex-invalid", ruled("$.data", {"match": "regex", "regex": regex})) == []


@pytest.mark.parametrize("path", ["$.data.nosuch.id", "$.items[1]", "$.nosuch[*].id", "$.data[0]"])
def test_a_rule_for_what_the_example_does_not_have(path: str, breaches: Lint) -> None:
    assert breaches("rule-without-value", ruled(path)) == [
        f"{path}: The example has nothing at this place. Correct the path, or remove the rule."
    ]


@pytest.mark.parametrize("path", ["$", "$.items[*].id", "$.none[*].id", "$.items[*].nosuch", "$.data.*.id", "$.items"])
def test_a_rule_for_what_the_example_has_or_a_star_may_find(path: str, breaches: Lint) -> None:
    assert breaches("rule-without-value", ruled(path)) == []


def test_text_and_xml_have_no_places(breaches: Lint) -> None:
    xml = answers("<a/>", {"$.a": TYPE})
    xml["body"]["contentType"] = "application/xml"
    assert breaches("rule-without-value", http(response=xml)) == []


@pytest.mark.parametrize(
    ("expression", "found"), [("/users/{id}", 1), ("id", 0), ("/users/${id}", 0), ("${a}-${b}", 0), ("${}", 1)]
)
def test_a_generator_that_names_no_value(expression: str, found: int, breaches: Lint) -> None:
    request = asks(generators={"path": {"type": "ProviderState", "expression": expression}})
    breach = (
        f": The generator's expression {expression!r} names no value of a state. "
        "Name it as ${name}, as in /users/${id}."
    )
    assert breaches("generator-expression", http(request=request)) == [breach] * found


def test_a_value_to_inject_and_no_state(breaches: Lint) -> None:
    request = asks(generators={"path": {"type": "ProviderState", "expression": "/users/${id}"}})
    assert breaches("injected-without-state", http(request=request, given={})) == [
        ": The request takes id from a provider state, and the interaction has none. "
        "Name the state that returns it, by given(…)."
    ]
    assert breaches("injected-without-state", http(request=request, given={"any": {}})) == []


def test_another_kind_of_generator_needs_no_name(breaches: Lint) -> None:
    request = asks(generators={"path": {"type": "MockServerURL", "regex": ".*"}})
    assert breaches("generator-expression", http(request=request)) == []


def test_a_message_before_version_3(breaches: Lint) -> None:
    assert breaches("messages-in-version-2", message("news", {"id": 1}), version="2.0.0") == [
        ": It is a message in a file of version 2.0.0. "
        "Record it with version 3 or 4, or correct metadata.pactSpecification.version."
    ]
    assert breaches("messages-in-version-2", message("news", {"id": 1}), version="4.0") == []


def test_a_message_without_contents(breaches: Lint) -> None:
    empty, misspelt, marked = message("empty", 1), message("misspelt", 1), message("deleted", 1)
    del empty["contents"], marked["contents"]
    misspelt["content"] = misspelt.pop("contents")
    marked["comments"] = {"tombstone": True}
    advice = 'Describe its contents, or mark it as a tombstone by set_comment("tombstone", True).'
    assert breaches("empty-interaction", empty, misspelt, marked, message("full", {"id": 1})) == [
        f": The message has no contents. {advice}",
        f": The message has no contents; 'content' is no member of one. {advice}",
    ]


@pytest.mark.parametrize(
    "contents", [None, {}, {"contentType": "application/json"}, {"content": None}, {"content": ""}]
)
def test_contents_that_hold_nothing(breaches: Lint, contents: object) -> None:
    """With each of them the Pact FFI takes whatever the provider sends."""
    nothing = {**message("nothing", 1), "contents": contents}
    (said,) = breaches("empty-interaction", nothing)
    assert said.startswith(": The message has no contents. ")


def test_contents_that_hold_little_are_contents(breaches: Lint) -> None:
    little: list[object] = [0, False, [], "0"]
    held = [{**message(str(value), 1), "contents": {"content": value}} for value in little]
    assert breaches("empty-interaction", *held) == []


@pytest.mark.parametrize("replies", [[], [{}], [{"contents": {"content": None}}]])
def test_a_synchronous_message_whose_reply_holds_nothing(breaches: Lint, replies: object) -> None:
    asked = {"contents": {"content": {"id": 1}}}
    sync = {"type": "Synchronous/Messages", "description": "asked", "request": asked}
    assert breaches("empty-interaction", {**sync, "response": replies}) == [
        ": The response to the message has no contents. Describe its contents."
    ]
    assert breaches("empty-interaction", {**sync, "response": [asked]}) == []


def test_a_response_that_says_nothing(breaches: Lint) -> None:
    nothing = http("nothing")
    nothing["response"] = {}
    assert breaches("empty-interaction", nothing, http()) == [
        ": The response is {}. Say at least which status the consumer expects."
    ]


def test_the_items_of_one_list_are_one_finding(breaches: Lint) -> None:
    body = [{"tags": ["a"]}, {"tags": ["a"]}, {"tags": ["a"]}]
    rules = {"$": {"match": "type", "min": 3}, "$[*].tags": TYPE}
    advice = "The list has no minimum: a provider that sends [] passes too."
    assert breaches("no-minimum", http(response=answers(body, rules))) == [
        f"$[0].tags: {advice} Ask for at least one item: each_like(…, min=1)."
    ]


@pytest.mark.parametrize("encoded", ["json", "JSON"])
def test_a_body_that_is_encoded_as_json_is_read_as_json(encoded: str, breaches: Lint) -> None:
    response = answers('{"address": {}}')
    response["body"]["encoded"] = encoded
    assert breaches("matches-anything", http(response=response)) == [
        "$.address: {} accepts any object. Name the members the consumer reads, or leave this one out."
    ]
    response["body"]["encoded"] = "base64"
    assert breaches("matches-anything", http(response=response)) == []
