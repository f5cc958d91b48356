"""What the tests record now, against the contracts as they are committed.

- nothing has changed; files that no test here has recorded
- a contract that is missing, one that no test records, one that others deliver; none recorded at all
- interactions that are missing, stale, or changed, each difference told; a renamed test
- a file with the same interactions in another form; one that is no contract any more
- a single file; tests that fail or are skipped; the same through the command line
"""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from harness.tests.checks.shops import ARTICLE, CONTRACT, copied, findings, shop, told
from harness.tests.projects import Project
from pact_harness.checks import CHECKS, drift, run_checks
from pact_harness.checks.context import Context
from pact_harness.cli import main
from pact_harness.config import read_settings

RECORD = "Run python -m pytest tests/consumer"
CHANGED = "Without git, the check cannot know whether the consumer or the file changed."
ADVICE = f"{CHANGED} {RECORD}, and review what it writes."
Edit = Callable[[dict[str, Any]], object]


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return shop(tmp_path_factory.mktemp("recorded"))


@pytest.fixture
def project(recorded: Project, tmp_path: Path) -> Project:
    return copied(recorded, tmp_path)


def edited(project: Project, edit: Edit) -> Project:
    """The contract with an edit, in the form in which recording writes."""
    contract = project.contract("shop-stock.json")
    edit(contract)
    text = json.dumps(contract, indent=2, sort_keys=True) + "\n"
    (project.folder / CONTRACT).write_text(text)
    return project


def test_nothing_has_changed(project: Project) -> None:
    assert told(drift.check, project) == []
    assert project.contracts().keys() == {"shop-stock.json"}
    assert not (project.folder / ".pact").exists() or not any((project.folder / ".pact" / "recording").iterdir())


def test_files_that_no_test_here_recorded(project: Project) -> None:
    edited(project, lambda contract: [each.pop("comments") for each in contract["interactions"]])
    assert [one.severity for one in findings(drift.check, project)] == ["note"]
    assert [one.message for one in findings(drift.check, project)] == [
        "No test of this project recorded any of these files: drift was not checked."
    ]


def test_contracts_that_came_and_went(project: Project) -> None:
    (project.folder / CONTRACT).rename(project.folder / "contracts" / "shop-bank.json")
    (project.folder / "contracts" / "theirs.json").write_text('{"interactions": []}')
    assert [(one.rule, one.file, one.message, one.advice) for one in findings(drift.check, project)] == [
        (
            "contract-missing",
            "contracts/shop-stock.json",
            "The file does not exist, and tests record 2 interactions for it.",
            f"{RECORD}.",
        ),
        ("contract-stale", "contracts/shop-bank.json", "No test records it now.", f"{RECORD}."),
    ]
    only_one = findings(drift.check, project, "contracts/shop-bank.json")
    assert [one.rule for one in only_one] == ["contract-stale"]


def test_no_test_records_anything_any_more(project: Project) -> None:
    project.having({"tests/consumer/test_shop.py": "def test_nothing() -> None: ...\n"})
    assert told(drift.check, project) == [f"contract-stale: : No test records it now. {RECORD}."]


def test_interactions_that_came_went_or_changed(project: Project) -> None:
    def edit(contract: dict[str, Any]) -> None:
        first, second = contract["interactions"]
        first["description"] = "a request for article 0"
        second["response"]["body"]["content"] = {"id": 2, "name": "Chair", "cents": 5}
        second["response"]["status"] = 201
        second["providerStates"][0]["params"]["id"] = 9

    assert told(drift.check, edited(project, edit)) == [
        f"interaction-stale: a request for article 0: No test records it now. {ADVICE}",
        "interaction-missing: a request for article 1: "
        f"tests/consumer/test_shop.py::test_article[1] records it, and the file does not have it. {ADVICE}",
        "interaction-changed: a request for article 2: the status: "
        f"According to its test, it is 200 now, instead of 201. {ADVICE}",
        "interaction-changed: a request for article 2: $.cents: "
        f"According to its test, it is no longer expected; it was exactly 5. {ADVICE}",
        "interaction-changed: a request for article 2: $.name: "
        f'According to its test, it has another example: "Lamp" instead of "Chair". {ADVICE}',
        "interaction-changed: a request for article 2: providerStates[0].params.id: "
        f"The file has 9, its test records 2. {ADVICE}",
    ]


BY_STATE = ARTICLE.replace('f"a request for article {number}"', '"a request for an article"').replace(
    '"the article exists", id=number', 'f"article {number} exists"'
)


def test_one_description_in_two_states_is_two_interactions(tmp_path: Path) -> None:
    project = shop(tmp_path, {"tests/consumer/test_shop.py": BY_STATE})
    assert told(drift.check, project) == []
    edited(project, lambda contract: contract["interactions"][1]["response"].update(status=201))
    assert told(drift.check, project) == [
        "interaction-changed: a request for an article, given article 2 exists: the status: "
        f"According to its test, it is 200 now, instead of 201. {ADVICE}"
    ]
    edited(project, lambda contract: contract["interactions"].pop(0))
    assert told(drift.check, project)[0].startswith(
        "interaction-missing: a request for an article, given article 1 exists: "
    )


def test_what_a_provider_would_not_notice_is_told_too(project: Project) -> None:
    (project.folder / "tests/consumer/test_shop.py").rename(project.folder / "tests/consumer/test_stock.py")
    edited(project, lambda contract: contract["interactions"].pop())
    findings = told(drift.check, project)
    assert findings[0] == (
        "interaction-changed: a request for article 1: comments.testname: "
        'The file has "tests/consumer/test_shop.py::test_article[1]", '
        f'its test records "tests/consumer/test_stock.py::test_article[1]". {ADVICE}'
    )
    assert [one.split(":")[0] for one in findings] == ["interaction-changed", "interaction-missing"]


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("  ", "   ", "order, spacing or line ends differ"),
        ("  ", "\t", "order, spacing or line ends differ"),
        ('"4.0"', '"4.1"', 'metadata.pactSpecification.version is "4.1"'),
    ],
)
def test_the_same_interactions_in_another_form(project: Project, old: str, new: str, what: str) -> None:
    path = project.folder / CONTRACT
    # the second contract keeps the folder one of this project's, whatever becomes of the first
    (project.folder / "contracts" / "other.json").write_text(path.read_text())
    path.write_bytes(path.read_text().replace(old, new).encode())
    assert [one for one in told(drift.check, project) if "other" not in one] == [
        "contract-form: : It has what the tests record, but in a different form: "
        f"{what}. {RECORD}, and let no editor or formatter change it."
    ]


def test_an_edit_that_breaks_the_form_is_one_by_hand(project: Project) -> None:
    path = project.folder / CONTRACT
    path.write_text(path.read_text().replace('"id": 1', '"id":  7'))
    by_hand = (
        "The file was edited by hand: it does not have the form that recording writes. "
        f"{RECORD}. It undoes the edit. If the edit was intended, make it in the consumer's test."
    )
    assert told(drift.check, project) == [
        "interaction-changed: a request for article 1: $.id: "
        f"According to its test, it is exactly 1 now, instead of exactly 7. {by_hand}",
        "interaction-changed: a request for article 1: providerStates[0].params.id: "
        f"The file has 7, its test records 1. {by_hand}",
    ]


def test_a_file_that_is_no_contract_any_more(project: Project) -> None:
    (project.folder / "contracts" / "other.json").write_bytes((project.folder / CONTRACT).read_bytes())
    (project.folder / CONTRACT).write_text("[")
    assert [(one.rule, one.message, one.advice) for one in findings(drift.check, project) if one.file == CONTRACT] == [
        ("contract-form", "It is no contract any more, and tests record one.", f"{RECORD}.")
    ]


def test_a_file_that_is_cut_off_comes_first_and_once(project: Project) -> None:
    whole = (project.folder / CONTRACT).read_text()
    (project.folder / CONTRACT).write_text(whole[: len(whole) // 2])
    (project.folder / "contracts" / "other.json").write_text(whole)
    context = Context(project.folder, (project.folder / "contracts",))

    found = run_checks(["drift", "states", "compatibility", "lint"], context)

    assert (found[0].rule, found[0].file) == ("not-a-pact", CONTRACT)
    assert CONTRACT not in {one.file for one in found[1:]}
    assert "not-compared" not in {one.rule for one in found}
    assert "Not compared" in {one.message.partition(":")[0] for one in run_checks(["compatibility"], context)}


def test_where_no_file_is_a_contract_nothing_else_is_reported(project: Project) -> None:
    (project.folder / CONTRACT).write_text("{")
    settings = replace(read_settings(project.folder), record_command="make record")
    context = Context(project.folder, (project.folder / "contracts",), given=settings)

    (found,) = run_checks([*CHECKS], context)

    assert (found.rule, found.message[:20]) == ("not-a-pact", "The file is not JSON")
    assert found.advice.endswith(" If tests of this project record it, run make record.")


def test_tests_that_record_nothing(project: Project) -> None:
    project.having({"tests/consumer/test_shop.py": ARTICLE.replace('"Lamp"}\n', '"Desk"}\n')})
    assert told(drift.check, project) == [
        "not-recorded: the contract tests: The contract tests do not record: a test failed\n"
        "FAILED tests/consumer/test_shop.py::test_article[1] - AssertionError: assert {'id': 1, 'name': 'Lamp'} == "
        "{'id': 1, 'name': 'Desk'}\n"
        "FAILED tests/consumer/test_shop.py::test_article[2] - AssertionError: assert {'id': 2, 'name': 'Lamp'} == "
        "{'id': 2, 'name': 'Desk'} Make them pass first."
    ]


def test_tests_that_are_skipped(project: Project) -> None:
    project.having({"tests/consumer/test_shop.py": ARTICLE.replace("-> None:\n", "-> None:\n        pytest.skip()\n")})
    (finding,) = findings(drift.check, project)
    assert finding.message == (
        "The contract tests do not record: 2 tests were skipped (tests/consumer/test_shop.py::test_article[1])"
    )


def test_the_command_line(
    project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(project.folder)
    assert main(["check", "drift"]) == 0
    assert capsys.readouterr().out == "drift: 2 interactions in 1 file, nothing found\n"
    edited(project, lambda contract: contract["interactions"].pop())
    assert main(["check", "drift", "--json"]) == 1
    (finding,) = json.loads(capsys.readouterr().out)["findings"]
    assert (finding["rule"], finding["file"]) == ("interaction-missing", CONTRACT)
