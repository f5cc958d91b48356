"""Lint over files: the rules about a file as a whole, and files that are no pact at all.

old-specification · empty-pact · not-a-pact · matching rules of every version · findings in the order of the file
every rule has an id, one line of reason, and a page that the README lists
"""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from harness.tests.checks.conftest import Lint
from harness.tests.checks.pacts import answers, asks, http, message, write
from pact_harness.checks import lint
from pact_harness.checks.context import Context
from pact_harness.checks.finding import Finding
from pact_harness.checks.lint.rule import rules
from pact_harness.cli import main

ROOT = Path(__file__).parents[4]


def found_in(path: Path) -> list[Finding]:
    return lint.check(Context(path.parent, (path,)))


@pytest.mark.parametrize("arguments", [["lint", "--json", "a"], ["lint", "a", "--json"], ["--json", "lint", "a"]])
def test_an_option_may_stand_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "a" / "a-b.json", http())
    main(["check", *arguments])
    assert json.loads(capsys.readouterr().out)["interactions"] == 1


def test_an_option_that_there_is_not(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["check", "lint", "--jsn"])
    assert "unrecognized arguments: --jsn" in capsys.readouterr().err


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_pipe_is_no_pact_and_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a-b.json")
    (breach,) = found_in(tmp_path)
    assert breach.message == "The file is not an ordinary file."


@pytest.mark.parametrize("version", ["1.0.0", "2.0.0", "3.0.0"])
def test_an_older_format(breaches: Lint, version: str) -> None:
    assert breaches("old-specification", http(), version=version) == [
        f": The file follows version {version} of Pact's specification. "
        "Record it with version 4 (`Pact(…).with_specification('V4')` in pact-python)."
    ]


def test_the_newest_format(breaches: Lint) -> None:
    assert breaches("old-specification", http()) == []


def test_a_pact_of_nothing(breaches: Lint) -> None:
    assert breaches("empty-pact") == [
        ": a asks nothing of b: there is no interaction. Record the consumer's tests again, or delete the file."
    ]
    assert breaches("empty-pact", http()) == []


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "The file is not JSON: Expecting value at line 1, column 1."),
        (b"# Contracts", "The file is not JSON: Expecting value at line 1, column 1."),
        (b'{"a": ' * 50_000, "The file is nested too deeply to be read."),
        (b'["\xff"]', "The file is not UTF-8: byte 2 cannot be decoded."),
    ],
)
def test_a_file_that_is_no_pact(tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "a-b.json"
    path.write_bytes(content)
    finding = found_in(path)[0]
    assert (finding.rule, finding.file, finding.message) == ("not-a-pact", "a-b.json", told)
    assert finding.advice == "Only pact files belong here: repair it, or move it elsewhere."


def test_every_file_of_a_folder_is_looked_at(tmp_path: Path) -> None:
    write(tmp_path / "team" / "a-b.json", http())
    (tmp_path / "README.md").write_text("# Contracts")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "config").write_text("[core]")
    found = lint.check(Context(tmp_path, (tmp_path,)))
    assert [(one.rule, one.file) for one in found] == [("not-a-pact", "README.md")]


FLAT = {"$.body.tags": {"match": "type"}}
BY_CATEGORY = {"body": {"$.tags": {"combine": "AND", "matchers": [{"match": "type"}]}}}
IN_BRACKETS = {"$['body']['tags']": {"match": "type"}}


@pytest.mark.parametrize(
    ("version", "matching_rules", "wrap"),
    [("2.0.0", FLAT, False), ("2.0.0", IN_BRACKETS, False), ("3.0.0", BY_CATEGORY, False), ("4.0", BY_CATEGORY, True)],
)
def test_rules_of_every_version_are_read(breaches: Lint, version: str, matching_rules: Any, wrap: bool) -> None:
    response = answers({"tags": ["red"]})
    if not wrap:
        response["body"] = response["body"]["content"]
    interaction = http(response={**response, "matchingRules": matching_rules})
    assert breaches("no-minimum", interaction, version=version) == [
        "$.tags: The list has no minimum: a provider that sends [] passes too. "
        "Ask for at least one item: each_like(…, min=1)."
    ]


def test_matchers_inside_a_body_of_version_1(breaches: Lint) -> None:
    like = {"json_class": "Pact::SomethingLike", "contents": {"id": 1}}
    response = {"status": 200, "body": like}
    assert breaches("identity-by-shape", http(response=response), version="1.0.0") == [
        "$.id: The path asks for 1, but the response repeats it only by its type. Expect this exact value."
    ]


PARTS = ["matchingRules", "generators", "headers", "query", "body", "status", "path"]


@pytest.mark.parametrize("odd", [7, [], [[]]])
@pytest.mark.parametrize("part", PARTS)
def test_a_part_of_a_strange_type_is_reported(tmp_path: Path, part: str, odd: object) -> None:
    path = write(tmp_path / "a-b.json", http(request={**asks(), part: odd}, response={**answers(), part: odd}))
    assert {one.rule for one in found_in(path)} == {"not-a-pact"}


@pytest.mark.parametrize("odd", [None, {}, {"$.a": {"matchers": [7]}}, {"body": {"$.a": {"matchers": [7]}}}])
@pytest.mark.parametrize("part", ["matchingRules", "generators"])
def test_rules_of_a_strange_type_are_no_error(tmp_path: Path, part: str, odd: object) -> None:
    response = {**answers({"a": 1}), part: odd}
    path = write(tmp_path / "a-b.json", http(request={**asks(), part: odd}, response=response))
    assert "not-a-pact" not in {one.rule for one in found_in(path)}


def test_messages_break_no_rule_about_requests(tmp_path: Path) -> None:
    replies = [{"contents": {"content": {"id": 1}, "contentType": "application/json"}}]
    call = {"type": "Synchronous/Messages", "description": "a call", "request": {}, "response": replies}
    events = [message("a user was created", {"id": 1}), message("a user was deleted", {"id": 1}), call]
    assert found_in(write(tmp_path / "a-b.json", *events)) == []


def test_findings_stand_in_the_order_of_the_interactions(tmp_path: Path) -> None:
    path = write(tmp_path / "a-b.json", http("GET /a", response=answers({})), http("GET /b", response=answers({})))
    names = [one.interaction for one in found_in(path)]
    assert names == sorted(names, key=str)
    assert {one.rule for one in found_in(path)} >= {"names-implementation", "matches-anything", "same-request"}


def test_a_finding_says_why_and_where_pact_says_so(tmp_path: Path) -> None:
    path = write(tmp_path / "a-b.json", http(request=asks(rules={"path": {"match": "type"}})))
    found = {one.rule: json.loads(json.dumps(one.as_json())) for one in found_in(path)}
    assert found["any-path"] == {
        "rule": "any-path",
        "file": "a-b.json",
        "interaction": "a request for a user",
        "at": "the path",
        "message": "Any path from the client would pass, not only /users/1.",
        "advice": "Write the exact path. A provider state can inject an id with a generator alone.",
        "reason": "A client that sends another path, such as a misspelled one, passes its test.",
        "link": "https://docs.pact.io/implementation_guides/pact_specification",
        "severity": "error",
    }


def test_the_readme_lists_every_rule_with_its_page() -> None:
    readme = (ROOT / "harness" / "docs" / "checks.md").read_text(encoding="utf-8")
    missing = [rule.id for rule in rules() if f"`{rule.id}`" not in readme or rule.link not in readme]
    assert missing == []
    assert not [rule.id for rule in rules() if "\n" in rule.reason or not rule.reason.endswith(".")]
