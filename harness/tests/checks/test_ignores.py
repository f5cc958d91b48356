"""Ignores, and the command line.

- an ignore covers a file, an interaction or a place in one, and nothing beside it
- one that covers nothing is a finding; not so when its file or its check was not looked at
- one without a reason, of an unknown rule, or of another shape is an error that names it
- `python -m pact_harness check`: exit codes 0, 1, 2; text and JSON; what is neither check nor path
"""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from harness.tests.checks.pacts import asks, http, write
from pact_harness.checks import run_checks
from pact_harness.checks.context import Context
from pact_harness.cli import main
from pact_harness.config import SettingsError

ANY_PATH = http(request=asks(rules={"path": {"match": "type"}}), given={})
PLACE = "a-b.json: a request for a user: the path"
Found = Callable[..., list[str]]


@pytest.fixture
def found(tmp_path: Path) -> Found:
    """The rules broken by one pact under these ignores."""
    write(tmp_path / "contracts" / "a-b.json", ANY_PATH)

    def found(*ignores: str) -> list[str]:
        settings = f"[tool.pact-harness]\nignore = [{', '.join(ignores)}]\n"
        (tmp_path / "pyproject.toml").write_text(settings)
        findings = run_checks(["lint"], Context(tmp_path, (tmp_path / "contracts",)))
        return [f"{one.rule}: {one.message}" if one.rule == "unused-ignore" else one.rule for one in findings]

    return found


def ignore(rule: str = "any-path", where: str = PLACE, reason: str = "a proxy rewrites it") -> str:
    return f'{{ rule = "{rule}", where = "{where}", reason = "{reason}" }}'


BROKEN = ["any-path", "request-not-exact", "state-missing"]


def test_without_silences_everything_is_found(found: Found) -> None:
    assert sorted(found()) == BROKEN


@pytest.mark.parametrize("where", ["a-b.json", "a-b.json: a request for a user", PLACE])
def test_a_silence_covers_what_starts_with_its_place(found: Found, where: str) -> None:
    assert sorted(found(ignore(where=where))) == ["request-not-exact", "state-missing"]


@pytest.mark.parametrize(
    ("rule", "where"), [("any-path", "a-b.json: a request"), ("any-token", PLACE), ("any-path", f"{PLACE}: x")]
)
def test_an_unused_silence_is_a_finding(found: Found, rule: str, where: str) -> None:
    told = f"unused-ignore: {rule} is ignored at {where!r}, but there is no such finding."
    assert sorted(found(ignore(rule, where))) == [*BROKEN, told]


def test_a_silence_for_a_file_that_was_not_looked_at_is_not_judged(found: Found) -> None:
    assert sorted(found(ignore(where="other.json"))) == BROKEN


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        (ignore(reason=" "), "ignore 1 gives no reason: say why any-path can be ignored here"),
        ('{ rule = "any-path", where = "a-b.json" }', "ignore 1 gives no reason"),
        (ignore(rule="any-pth"), "ignore 1 names the rule 'any-pth', which is none of: any-path, any-token,"),
        (ignore(where=""), "ignore 1 does not say where: give the file, or 'file: interaction'"),
        ("7", "ignore: expected a list of tables, got [7]"),
        ('{ rule = "any-path", note = "x" }', "ignore 1 must have the texts rule, where and reason"),
    ],
)
def test_a_silence_that_is_wrong(found: Found, entry: str, problem: str) -> None:
    with pytest.raises(SettingsError) as caught:
        found(entry)
    assert problem in str(caught.value)


def test_nothing_found_is_0(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path / "contracts" / "a-b.json", http())
    monkeypatch.chdir(tmp_path)
    assert main(["check", "lint"]) == 0
    assert capsys.readouterr().out == "lint: 1 interaction in 1 file, nothing found\n"


def test_something_found_is_1(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path / "contracts" / "a-b.json", http("GET /users"))
    monkeypatch.chdir(tmp_path)
    assert main(["check", "lint", "contracts"]) == 1
    assert capsys.readouterr().out == (
        "contracts/a-b.json\n"
        "  GET /users\n"
        "    the description  [names-implementation]\n"
        "      'GET /users' names the implementation: 'GET /users'.\n"
        "      Say what is wanted, or what is true, in words of the business.\n"
        "      why: Such a name must change when only the implementation changes, and people understand it less."
        "  https://docs.pact.io/consumer\n"
        "\n"
        "lint: 1 interaction in 1 file, 1 finding\n"
    )


def test_findings_for_a_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path / "a-b.json", http("GET /users \ud800"))
    monkeypatch.chdir(tmp_path)
    assert main(["check", "lint", "a-b.json", "--json"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert (document["checks"], document["files"], document["interactions"]) == (["lint"], 1, 1)
    assert [one["rule"] for one in document["findings"]] == ["names-implementation"]


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["check", "lnt"], "lnt is neither a check ("),
        (["check", "lint"], "contracts (setting contracts) does not exist: the consumer's contract tests write it"),
        (["check", "lint", "empty"], "empty holds no file, so there is nothing to check"),
    ],
)
def test_what_cannot_be_done_is_2(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    problem: str,
) -> None:
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 2
    assert problem in capsys.readouterr().err
