"""Single mutations of an answer, and which of them try an interaction.

- another value of each type, which looks like the first where that is easy
- every place of an interaction: status, headers, metadata, leaves; what pact writes by itself is left out
- an mutation changes its place and nothing else; a field more changes nothing but itself
- where two values differ, in words
"""

import json
from typing import Any

import pytest

from harness.tests.checks.pacts import answers, http, message
from pact_harness.checks.necessity.mutations import another, mutations
from pact_harness.checks.necessity.response import AddedFields, Mutation, Response
from pact_harness.pactfile.json_diff import NOTHING, differences, place, words

ALICE = {"id": 1, "tags": ["a", "b"]}
ANSWER = Response(200, (("X-A", "1"), ("x-a", "2"), ("X-B", "3")), json.dumps(ALICE).encode())


@pytest.mark.parametrize(
    ("value", "other"),
    [
        (1, 2),
        (1.5, 2.5),
        (True, False),
        ("Alice", "Blice"),
        ("2020-01-01T12:00:00+0000", "3020-01-01T12:00:00+0000"),
        ("/users/9", "/vsers/9"),
        ("f00f", "e00f"),
        ("9", "8"),
        ("", "another"),
        ("é!", "é!another"),
        (None, "another"),
        ([], ["another"]),
        ({}, {"another": "value"}),
    ],
)
def test_another_value(value: Any, other: Any) -> None:
    assert another(value) == other
    assert type(other) is type(value) or value is None


def tried(interaction: Any) -> list[tuple[str, list[Any]]]:
    """Each place with what stands there instead; NOTHING as such."""
    found = [(both[0].place, [one.value for one in both]) for both in mutations(interaction)]
    return [(at, ["nothing" if value is NOTHING else value for value in values]) for at, values in found]


def test_what_is_tried_of_an_http_answer() -> None:
    answer = answers({"user": {"id": 1}, "all": ["x", {}]}, status=404, headers={"ETag": ["a"]})
    assert tried(http(response=answer)) == [
        ("the status", [200]),
        ("header etag", ["nothing", "b"]),
        ("$.user.id", ["nothing", 2]),
        ("$.all[0]", ["nothing", "y"]),
        ("$.all[1]", ["nothing", {"another": "value"}]),
    ]
    assert tried(http(response=answers())) == [("the status", [400])]


def test_what_is_tried_of_bodies_that_are_no_objects() -> None:
    def body(content: object, media_type: str, encoded: object = False) -> Any:
        return http(response={"body": {"content": content, "contentType": media_type, "encoded": encoded}})

    assert tried(body(None, "application/json"))[1:] == [("$", ["nothing", b'"another"'])]
    assert tried(body("Hi", "text/plain"))[1:] == [("$", ["nothing", b"Ii"])]
    assert tried(body("AAE=", "image/png", "base64"))[1:] == [("$", ["nothing", b"\x01\x01"])]


def test_what_is_tried_of_a_message() -> None:
    metadata = {"contentType": "application/json", "type": "new"}
    assert tried(message("x", {"id": 1}, metadata=metadata)) == [
        ("metadata type", ["nothing", "oew"]),
        ("$.id", ["nothing", 2]),
    ]


@pytest.mark.parametrize(
    ("mutation", "status", "named", "body"),
    [
        (Mutation("status", (), 400), 400, ANSWER.named, ALICE),
        (Mutation("header", ("x-a",), NOTHING), 200, (("X-B", "3"),), ALICE),
        (Mutation("header", ("x-b",), "4"), 200, (("X-A", "1"), ("x-a", "2"), ("X-B", "4")), ALICE),
        (Mutation("body", ("id",), NOTHING), 200, ANSWER.named, {"tags": ["a", "b"]}),
        (Mutation("body", ("tags", 0), NOTHING), 200, ANSWER.named, {"id": 1, "tags": ["b"]}),
        (Mutation("body", ("tags", 1), "c"), 200, ANSWER.named, {"id": 1, "tags": ["a", "c"]}),
        (AddedFields({(): {"x": 1}}), 200, ANSWER.named, {**ALICE, "x": 1}),
    ],
)
def test_only_its_place_is_mutated(
    mutation: Mutation | AddedFields, status: int, named: tuple[tuple[str, str], ...], body: Any
) -> None:
    mutated = mutation.applied(ANSWER)
    assert (mutated.status, mutated.named, json.loads(mutated.body)) == (status, named, body)


def test_a_whole_body() -> None:
    assert Mutation("body", (), NOTHING).applied(ANSWER).body == b""
    assert Mutation("body", (), b"x").applied(ANSWER).body == b"x"


def test_differences_in_words() -> None:
    one = {"response": {"body": {"content": {"a": [1, {"b": 1}]}}}, "x": [1], "y": 0}
    other = {"response": {"body": {"content": {"a": [1, {"b": True}]}}}, "x": [1, 2]}
    assert [(place(path), words(was), words(now)) for path, was, now in differences(one, other)] == [
        ("the response's $.a[1].b", "1", "true"),
        ("x", "[1]", "[1, 2]"),
        ("y", "0", "nothing"),
    ]
    assert list(differences(one, one)) == []
    assert place(("contents", "content", "id")) == "the message's $.id"
    assert words("x" * 200) == '"' + "x" * 98 + "…"
