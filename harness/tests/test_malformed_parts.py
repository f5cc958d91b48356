"""A contract with a part of the wrong type is refused: a verifier would pass over that part, and verify the rest."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from harness.tests.providers import contract, interaction, message_interaction
from pact_harness.cli import main
from pact_harness.pactfile.contract import PactFileError, parse_contract

Json = dict[str, Any]
FILE = Path("contracts/a.json")


def http(part: str, **values: object) -> Json:
    one = interaction("a user", "/users/1", body={"id": 1})
    one[part].update(values)
    return one


def message(**values: object) -> Json:
    return {**message_interaction("a user", {"id": 1}, {"kind": "created"}), **values}


REFUSED = {
    "a query that is a number": (http("request", query=7), "as 'query', where an object belongs"),
    "a query that is a list": (http("request", query=["a"]), "as 'query', where an object belongs"),
    "a parameter that is null": (http("request", query={"a": None}), "the parameter 'a' in 'query'"),
    "a parameter of numbers": (http("request", query={"a": [7]}), "the parameter 'a' in 'query'"),
    "a parameter of null": (http("request", query={"a": [None]}), "the parameter 'a' in 'query'"),
    "a parameter that is an object": (http("request", query={"a": {"b": "c"}}), "the parameter 'a' in 'query'"),
    "headers of a request as a list": (http("request", headers=[["X", "y"]]), "a list as 'headers'"),
    "headers as a list": (http("response", headers=[["X", "y"]]), "a list as 'headers'"),
    "headers as text": (http("response", headers="X: y"), "a string as 'headers'"),
    "a header that is null": (http("response", headers={"X": None}), "the header 'X' in 'headers'"),
    "a header that is an object": (http("response", headers={"X": {"y": "z"}}), "the header 'X' in 'headers'"),
    "a header that is true": (http("response", headers={"X": [True]}), "the header 'X' in 'headers'"),
    "a body without content": (http("response", body={"contentType": "text/plain"}), "a 'body' without 'content'"),
    "a body that is text": (http("response", body="no"), "a string as 'body', where an object belongs"),
    "a body of a request that is text": (http("request", body="no"), "a string as 'body', where an object belongs"),
    "a status that wraps to 200": (http("response", status=65736), "65736 as 'status', where a number from 100 to 999"),
    "a status of text": (http("response", status="200"), "'200' as 'status'"),
    "a status that is true": (http("response", status=True), "True as 'status'"),
    "a status that is no integer": (http("response", status=200.0), "200.0 as 'status'"),
    "a status of 99": (http("response", status=99), "99 as 'status'"),
    "a status of 1000": (http("response", status=1000), "1000 as 'status'"),
    "a method that is a number": (http("request", method=7), "a number as 'method'"),
    "a path that is a list": (http("request", path=["/a"]), "a list as 'path'"),
    "rules as a list": (http("response", matchingRules=[1]), "a list as 'matchingRules'"),
    "rules of a request as text": (http("request", matchingRules="x"), "a string as 'matchingRules'"),
    "generators as a list": (http("request", generators=[1]), "a list as 'generators'"),
    "generators for no part": (http("request", generators={"headers": {}}), "'generators' for 'headers'"),
    "a state without a name": ({**http("request"), "providerStates": [{"name": ""}]}, "an empty 'name'"),
    "metadata as a list": (message(metadata=[1]), "a list as 'metadata'"),
    "contents as text": (message(contents="x"), "a string as 'contents'"),
    "contents without content": (
        message(contents={"contentType": "text/plain", "id": 1}),
        "a 'contents' without 'content'",
    ),
    "rules of a message as a list": (message(matchingRules=[1]), "a list as 'matchingRules'"),
    "contents of a response as text": (
        {**message(), "type": "Synchronous/Messages", "response": [{"contents": "x"}]},
        "response 1 of interaction 1 of the file has a string as 'contents'",
    ),
}


@pytest.mark.parametrize(("one", "told"), REFUSED.values(), ids=REFUSED)
def test_a_malformed_part_is_refused(one: Json, told: str) -> None:
    with pytest.raises(PactFileError) as error:
        parse_contract(contract(one), FILE)

    assert told in str(error.value)


def test_version_2_holds_a_query_as_text() -> None:
    def version_2(query: object) -> str:
        document = json.loads(contract(http("request", query=query)))
        return json.dumps({**document, "metadata": {"pactSpecification": {"version": "2.0.0"}}})

    assert parse_contract(version_2("a=1"), FILE).interactions
    with pytest.raises(PactFileError, match="an object as 'query', where a string belongs"):
        parse_contract(version_2({"a": ["1"]}), FILE)


@pytest.mark.parametrize(
    "one",
    [
        http("request", query="a=1"),
        http("request", query={"a": ["1"], "b": "2", "c": ["3", "4"]}, headers={"X": "y", "Z": ["1", 2]}),
        http("response", body={}, headers=None, status=None, matchingRules=None),
        http("response", status=100, body={"content": None}),
        http("response", status=999, body=None),
        http("request", generators={"header": {}, "$.body.id": {}}),
        message(contents={}, metadata=None),
        message(contents={"contentType": "application/json"}),
    ],
)
def test_what_libraries_write_is_read(one: Json) -> None:
    assert parse_contract(contract(one), FILE).interactions


def test_of_a_key_that_is_there_twice_one_value_would_vanish() -> None:
    twice = contract(interaction("a", "/"))[:-1] + f', "interactions": [{json.dumps(interaction("b", "/"))}]}}'

    with pytest.raises(PactFileError, match="an object has the key 'interactions' twice"):
        parse_contract(twice, FILE)


def pipe(path: Path) -> None:
    os.mkfifo(path)


def endless(path: Path) -> None:
    path.symlink_to("/dev/zero")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no such files")
@pytest.mark.parametrize("make", [pipe, endless])
def test_a_file_that_never_ends_is_not_read(
    tmp_path: Path, make: Callable[[Path], None], capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "contracts").mkdir()
    make(tmp_path / "contracts/a.json")

    assert main(["check", "lint", str(tmp_path / "contracts")]) == 1
    assert "is not an ordinary file" in capsys.readouterr().out


def test_lint_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.json").write_text(contract(http("request", query=7)), encoding="utf-8")

    assert main(["check", "lint", str(tmp_path)]) == 1
    assert "a number as 'query', where an object belongs" in capsys.readouterr().out
