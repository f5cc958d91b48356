"""Reading pact files.

- a version 4 file: HTTP and messages in one, states with parameters, the consumer's test, pending
- version 3: providerStates and a list of messages; version 2 and 1: one state by its name
- the version: stated in three spellings, or told by the file's shape
- a byte order mark is no fault
- each way in which a file is no pact: its file, its place, what is wrong and what to do
- a folder: sorted, every file counts, a missing one is an error, a folder inside it is not read
"""

import errno
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pact_harness.pactfile.contract import PactFileError, State, read_contract, read_contracts

Write = Callable[[object], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(content: object) -> Path:
        path = tmp_path / "a-b.json"
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return path

    return write


def a_pact(**parts: Any) -> dict[str, Any]:
    return {"consumer": {"name": "a"}, "provider": {"name": "b"}, "interactions": [], **parts}


def an_interaction(**parts: Any) -> dict[str, Any]:
    request = {"method": "GET", "path": "/"}
    return {"description": "a question", "request": request, "response": {"status": 200}, **parts}


def test_version_4_holds_http_and_messages(write: Write) -> None:
    http = an_interaction(
        type="Synchronous/HTTP",
        providerStates=[{"name": "it is on", "params": {"level": 3}}, {"name": "it is warm"}],
        comments={"testname": "tests/test_a.py::test_question"},
        pending=True,
    )
    event = {"type": "Asynchronous/Messages", "description": "an event", "contents": {"content": 1}}
    call = {"type": "Synchronous/Messages", "description": "a call", "request": {}, "response": []}
    contract = read_contract(
        write(a_pact(interactions=[http, event, call], metadata={"pactSpecification": {"version": "4.0"}}))
    )
    first, second, third = contract.interactions
    assert (contract.consumer, contract.provider, contract.specification) == ("a", "b", "4.0")
    assert (first.kind, second.kind, third.kind) == ("http", "message", "sync-message")
    assert first.states == (State("it is on", {"level": 3}), State("it is warm", {}))
    assert (first.test, first.pending) == ("tests/test_a.py::test_question", True)
    assert (second.description, second.states, second.test, second.pending) == ("an event", (), None, False)
    assert second.raw == event


def test_version_3_messages_are_a_list_of_their_own(write: Write) -> None:
    message = {"description": "an event", "providerStates": [{"name": "it is on"}], "contents": {"a": 1}}
    pact = {"consumer": {"name": "a"}, "provider": {"name": "b"}, "messages": [message]}
    contract = read_contract(write(pact))
    assert [one.kind for one in contract.interactions] == ["message"]
    assert contract.interactions[0].states == (State("it is on", {}),)


@pytest.mark.parametrize("key", ["providerState", "provider_state", "providerStates"])
def test_a_state_may_be_one_name(write: Write, key: str) -> None:
    contract = read_contract(write(a_pact(interactions=[an_interaction(**{key: "it is on"})])))
    assert contract.interactions[0].states == (State("it is on", {}),)


def test_null_stands_for_no_state(write: Write) -> None:
    interaction = an_interaction(providerState=None, providerStates=None, comments=None)
    contract = read_contract(write(a_pact(interactions=[interaction], metadata=None)))
    assert contract.interactions[0].states == ()


@pytest.mark.parametrize(
    ("parts", "version"),
    [
        ({"metadata": {"pactSpecification": {"version": "3.0.0"}}}, "3.0.0"),
        ({"metadata": {"pact-specification": {"version": "2.0.0"}}}, "2.0.0"),
        ({"metadata": {"pactSpecificationVersion": "1.1.0"}}, "1.1.0"),
        ({"interactions": [an_interaction(type="Synchronous/HTTP")]}, "4.0"),
        ({"interactions": [an_interaction(providerStates=[])]}, "3.0.0"),
        ({"interactions": [an_interaction()]}, "2.0.0"),
        ({"interactions": [an_interaction(provider_state="a thing")]}, "1.0.0"),
        ({"interactions": [an_interaction(response={"body": {"json_class": "Pact::SomethingLike"}})]}, "1.0.0"),
        ({"metadata": {"pactSpecification": {"version": "1.0.0"}}}, "1.0.0"),
    ],
)
def test_the_version_is_stated_or_told_by_the_shape(write: Write, parts: Any, version: str) -> None:
    assert read_contract(write(a_pact(**parts))).specification == version


def test_a_byte_order_mark_is_no_fault(write: Write) -> None:
    assert read_contract(write(b"\xef\xbb\xbf" + json.dumps(a_pact()).encode())).consumer == "a"


RECORD = " Record the contract again."
MOVE = " Only pact files belong here: repair it, or move it elsewhere."


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"# Notes", "is not JSON: Expecting value at line 1, column 1." + MOVE),
        (b"", "is not JSON: Expecting value at line 1, column 1." + MOVE),
        (b'{"a": NaN}', "is not JSON: NaN is no JSON number." + MOVE),
        (b'{"a": "\xff"}', "is not UTF-8: byte 7 cannot be decoded." + MOVE),
        (b"[" * 100_000, "is nested too deeply to be read." + MOVE),
        ([], "is not a pact file: the file is a list, not an object." + RECORD),
        (7, "is not a pact file: the file is a number, not an object." + RECORD),
        (
            {"interactions": []},
            "is not a pact file: the file has no 'consumer'." + RECORD,
        ),
        (
            a_pact(consumer={"name": 3}),
            "is not a pact file: 'consumer' of the file has a number as 'name', where a string belongs." + RECORD,
        ),
        (
            {"consumer": {"name": "a"}, "provider": {}, "interactions": []},
            "is not a pact file: 'provider' of the file has no 'name'." + RECORD,
        ),
        (
            {"consumer": {"name": "a"}, "provider": {"name": "b"}},
            "is not a pact file: the file has neither interactions nor messages." + RECORD,
        ),
        (
            a_pact(interactions={}),
            "is not a pact file: the file has an object as 'interactions', where a list belongs." + RECORD,
        ),
        (
            a_pact(interactions=[an_interaction(), None]),
            "is not a pact file: interaction 2 of the file is null, not an object." + RECORD,
        ),
        (
            a_pact(interactions=[{"description": "x", "request": {}}]),
            "is not a pact file: interaction 1 of the file has no 'response'." + RECORD,
        ),
        (
            a_pact(interactions=[an_interaction(type="Telepathy")]),
            "is not a pact file: interaction 1 of the file has the type 'Telepathy', which is none of "
            "Synchronous/HTTP, Asynchronous/Messages, Synchronous/Messages." + RECORD,
        ),
        (
            a_pact(interactions=[an_interaction(providerStates=[{"params": {}}])]),
            "is not a pact file: providerState 1 of interaction 1 of the file has no 'name'." + RECORD,
        ),
        (
            a_pact(interactions=[an_interaction(pending="yes")]),
            "is not a pact file: interaction 1 of the file has a string as 'pending', "
            "where true or false belongs." + RECORD,
        ),
    ],
)
def test_a_file_that_is_no_pact_is_told_with_its_place(write: Write, content: object, problem: str) -> None:
    path = write(content)
    with pytest.raises(PactFileError) as caught:
        read_contract(path)
    assert str(caught.value) == f"{path} {problem}"


def test_what_stands_in_strings_is_not_nested(write: Write) -> None:
    pact = a_pact(interactions=[an_interaction(description="[" * 300)])
    assert read_contract(write(pact)).interactions[0].description == "[" * 300


@pytest.mark.parametrize("depth", [300, 900])
def test_a_body_deeper_than_tools_can_follow_is_told(write: Write, depth: int) -> None:
    text = json.dumps(a_pact(interactions=[an_interaction(body="BODY")]))
    with pytest.raises(PactFileError, match="is nested too deeply to be read"):
        read_contract(write(text.replace('"BODY"', "[" * depth + "]" * depth).encode()))


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(PactFileError, match=rf"cannot be read: {os.strerror(errno.ENOENT)}\. Check path and rights"):
        read_contract(tmp_path / "a-b.json")


def test_a_folder_is_read_in_the_order_of_its_names(tmp_path: Path) -> None:
    for name in ("b.json", "a.json"):
        (tmp_path / name).write_text(json.dumps(a_pact(consumer={"name": name})))
    (tmp_path / "archive").mkdir()
    assert [contract.consumer for contract in read_contracts(tmp_path)] == ["a.json", "b.json"]


@pytest.mark.parametrize("name", ["README.md", ".gitkeep"])
def test_every_file_of_a_folder_counts(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("")
    with pytest.raises(PactFileError, match="is not JSON"):
        read_contracts(tmp_path)


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(PactFileError, match="does not exist"):
        read_contracts(tmp_path / "contracts")


def test_an_interaction_is_named_by_its_states_where_its_description_is_not_enough(write: Write) -> None:
    given = {"providerStates": [{"name": "there is one"}, {"name": "it is new"}]}
    one = {"description": "a user", "request": {}, "response": {}}
    contract = read_contract(write(a_pact(interactions=[one, {**one, **given}, {**one, "description": "other"}])))
    assert [contract.name_of(each) for each in contract.interactions] == [
        "a user, given nothing",
        "a user, given there is one and it is new",
        "other",
    ]
    assert len({each.identity for each in contract.interactions}) == 3
