"""What may not enter a contract: the rules, on what pact-python really writes.

- a matcher without an example is found wherever it can stand: path, header, query, body, metadata, in lists,
  under awkward names, within array_containing, and in `a & b`
- an example, an explicit null, a generator beside an example and a value from a provider state are let through
- a body of {} is refused in a response and in a message, let through in a request and where a rule says more
- the messages, whole
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pact import Pact, generate, match

from pact_harness.pactfile.path_expressions import parse, values_at
from pact_harness.recording.validation import refusals

Define = Callable[[Pact], Any]


def written(define: Define, folder: Path) -> dict[str, Any]:
    """The one interaction that *define* makes, as pact writes it."""
    pact = Pact("shop", "stock")
    define(pact)
    pact.write_file(folder)
    (interaction,) = json.loads((folder / "shop-stock.json").read_bytes())["interactions"]
    assert isinstance(interaction, dict)
    return interaction


def places(interaction: dict[str, Any]) -> list[str]:
    """Where *interaction* has matchers without an example, by what is said of them."""
    said = [reason for reason in refusals(interaction) if reason.startswith("the matcher at ")]
    return [reason.removeprefix("the matcher at ").split(" has no example")[0] for reason in said]


def asking(path: Any = "/") -> Define:
    return lambda pact: pact.upon_receiving("x").with_request("GET", path).will_respond_with(200)


def answering(body: Any) -> Define:
    return lambda pact: asking()(pact).with_body(body)


def with_header(value: Any) -> Define:
    return lambda pact: asking()(pact).with_header("X-Any", value)


def with_query(value: Any) -> Define:
    return lambda pact: (
        pact.upon_receiving("x").with_request("GET", "/").with_query_parameter("q", value).will_respond_with(200)
    )


def message(body: Any, **metadata: Any) -> Define:
    return lambda pact: pact.upon_receiving("x", "Async").with_body(body).with_metadata(metadata)


NO_EXAMPLE: dict[str, tuple[Define, list[str]]] = {
    "int": (answering({"id": match.int()}), ["response body $.id"]),
    "str, which pact calls 'string'": (answering({"id": match.str()}), ["response body $.id"]),
    "bool": (answering({"id": match.bool()}), ["response body $.id"]),
    "float": (answering({"id": match.float()}), ["response body $.id"]),
    "uuid": (answering({"id": match.uuid()}), ["response body $.id"]),
    "datetime": (answering({"id": match.datetime()}), ["response body $.id"]),
    "regex": (answering({"id": match.regex(regex="a+")}), ["response body $.id"]),
    "a & b": (answering({"id": match.int(1) & match.like(2)}), ["response body $.id"]),
    "the body itself": (answering(match.int()), ["response body $"]),
    "a list's items": (answering({"ids": match.each_like(match.int(), min=2)}), ["response body $.ids[*]"]),
    "below a list": (answering([1, {"a": match.each_like({"b": match.str()})}]), ["response body $[1].a[*].b"]),
    "awkward names": (
        answering({"a b": match.int(), "x.y": match.int(), "q'q": match.int(), "é": match.int()}),
        [
            "response body $['a b']",
            "response body $['q\\'q']",
            "response body $['x.y']",
            "response body $['é']",
        ],
    ),
    "array_containing": (
        answering({"ids": match.array_containing([match.int(1), match.int()])}),
        ["response body $.ids[1]"],
    ),
    "below array_containing": (
        answering(match.array_containing([{"a": [match.int()]}])),
        ["response body $[0].a[0]"],
    ),
    "path": (asking(match.regex(regex="/a")), ["request path"]),
    "path, a & b": (asking(match.like("/a") & match.like("/b")), ["request path"]),
    "header": (with_header(match.str()), ["response header X-Any"]),
    "header, a & b": (with_header(match.like("a") & match.like("b")), ["response header X-Any"]),
    "query": (with_query(match.int()), ["request query q"]),
    "message": (message({"id": match.int()}), ["message body $.id"]),
    "metadata": (message("x", kind=match.regex(regex="a")), ["message metadata kind"]),
}

EXAMPLE: dict[str, Define] = {
    "values": answering({"id": match.int(0), "name": match.str(""), "tags": match.each_like("a", min=1)}),
    "regex": answering({"id": match.regex("", regex=".*")}),
    "null": answering({"id": match.null(), "name": None, "like": match.like(None)}),
    "no matcher": answering({"id": None, "name": "string", "text": ""}),
    "a generator beside an example": answering({"id": match.like(3, generator=generate.int())}),
    "from a state": asking(match.like("/users/1", generator=generate.provider_state("/users/${id}"))),
    "from a state, empty": answering({"id": match.like("", generator=generate.provider_state("${id}"))}),
    "array_containing": answering(match.array_containing([match.int(1), "a"])),
    "header": with_header(match.regex("a", regex="a+")),
    "query": with_query(match.int(3)),
    "metadata": message({"id": match.int(1)}, kind=match.str("a")),
    "text": answering("plain"),
    "no body": asking(),
}


@pytest.mark.parametrize(("define", "expected"), NO_EXAMPLE.values(), ids=NO_EXAMPLE)
def test_a_matcher_without_an_example_is_found(define: Define, expected: list[str], tmp_path: Path) -> None:
    assert sorted(places(written(define, tmp_path))) == expected


@pytest.mark.parametrize("define", EXAMPLE.values(), ids=EXAMPLE)
def test_what_has_an_example_is_let_through(define: Define, tmp_path: Path) -> None:
    assert refusals(written(define, tmp_path)) == []


def test_both_halves_of_a_synchronous_message_are_looked_at(tmp_path: Path) -> None:
    def define(pact: Pact) -> None:
        half = pact.upon_receiving("x", "Sync").with_body({"a": match.int()}, part="Request")
        half.with_body({"b": match.int()}, part="Response")

    assert places(written(define, tmp_path)) == ["request body $.a", "response body $.b"]


@pytest.mark.parametrize("body", [{}, match.like({})], ids=["{}", "like({})"])
@pytest.mark.parametrize(("answer", "name"), [(answering, "response"), (message, "message")])
def test_a_body_that_promises_nothing_is_refused(
    body: Any, answer: Callable[[Any], Define], name: str, tmp_path: Path
) -> None:
    (reason,) = refusals(written(answer(body), tmp_path))
    assert reason == (
        f"a {name} body of {{}} checks nothing, because every object fits: "
        "expect what the consumer reads, or leave the body out"
    )


def test_an_empty_object_is_let_through_where_it_means_something(tmp_path: Path) -> None:
    def asked_with_nothing(pact: Pact) -> None:
        pact.upon_receiving("x").with_request("PATCH", "/").with_body({}).will_respond_with(200)

    keys = answering(match.each_key_matches({}, rules=match.regex(regex="a+")))
    defines = {"request": asked_with_nothing, "keys": keys, "list": answering([]), "inner": answering({"a": {}})}
    found = {name: refusals(written(define, tmp_path / name)) for name, define in defines.items()}
    assert not any(found.values()), found


def test_the_message_says_where_and_what_to_do(tmp_path: Path) -> None:
    assert refusals(written(answering({"id": match.int()}), tmp_path)) == [
        "the matcher at response body $.id has no example, so every run would invent another one: "
        "give it a value, as in match.int(1) (`a & b` loses its values: use one matcher)"
    ]


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("$", [{"a": [{"b c": 1}, {"b c": 2}], "d": {"x": 3, "y": 4}}]),
        ("$.a[1]['b c']", [2]),
        ("$.a[*]['b c']", [1, 2]),
        ("$.d.*", [3, 4]),
        ("$.a[7]", []),
        ("$.missing.x", []),
        ("$.d[0]", []),
    ],
)
def test_a_path_leads_to_its_values(path: str, values: list[Any]) -> None:
    assert values_at({"a": [{"b c": 1}, {"b c": 2}], "d": {"x": 3, "y": 4}}, parse(path) or ()) == values
