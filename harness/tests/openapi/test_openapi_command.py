"""`pact-harness check openapi`: which document, exit codes, the extra that it needs, text and JSON, what is ignored."""

import json
import sys
from pathlib import Path

import pytest

from harness.tests.checks.pacts import write
from harness.tests.openapi.shop import DOCUMENT, reads
from pact_harness.cli import main

Output = pytest.CaptureFixture[str]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write(tmp_path / "contracts" / "a-shop.json", reads({"id": "1"}), provider="shop")
    (tmp_path / "openapi.json").write_text(json.dumps(DOCUMENT), encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text('[tool.pact-harness]\nopenapi = "openapi.json"\n')
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_finding_as_text(project: Path, capsys: Output) -> None:
    assert project == Path.cwd()
    assert main(["check", "openapi"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "contracts/a-shop.json",
        "  a request for a user",
        "    response $.id  [openapi-response-body]",
        '      The document does not allow the example: "1" is not of type "integer".',
        "      in openapi.json#/components/schemas/Item/properties/id/type",
        "      Expect what the document says, or document what the provider really sends.",
        "      why: According to the document, the provider never sends what the consumer expects.",
        "",
        "openapi: 1 interaction in 1 file, 1 finding",
    ]


def test_the_finding_for_a_program(project: Path, capsys: Output) -> None:
    assert project == Path.cwd()
    assert main(["check", "openapi", "--json"]) == 1
    (finding,) = json.loads(capsys.readouterr().out)["findings"]
    assert finding["rule"] == "openapi-response-body"
    assert finding["interaction"] == "a request for a user"
    assert finding["at"] == "response $.id"
    assert finding["pointer"] == "openapi.json#/components/schemas/Item/properties/id/type"
    assert finding["severity"] == "error"


def test_a_warning_is_told_and_fails_nothing(project: Path, capsys: Output) -> None:
    write(project / "contracts" / "a-shop.json", reads({"colour": "red"}), provider="shop")
    assert main(["check", "openapi"]) == 0
    told = capsys.readouterr().out
    assert "response $.colour  [openapi-field-optional, warning]" in told
    assert "openapi: 1 interaction in 1 file, nothing found, 1 warning" in told


def test_a_document_on_the_command_line_for_any_contract(project: Path, tmp_path: Path, capsys: Output) -> None:
    elsewhere = write(tmp_path / "others" / "a-b.json", reads({"id": 1}), provider="b")
    assert main(["check", "openapi", str(elsewhere), "--openapi", str(project / "openapi.json")]) == 0
    assert "nothing found" in capsys.readouterr().out


def test_a_document_for_each_provider(project: Path, capsys: Output) -> None:
    write(project / "contracts" / "a-b.json", reads({"id": "1"}), provider="b")
    settings = '[tool.pact-harness]\nprovider = "b"\n[tool.pact-harness.providers.shop]\nopenapi = "openapi.json"\n'
    (project / "pyproject.toml").write_text(settings)
    assert main(["check", "openapi"]) == 1
    told = capsys.readouterr().out
    assert "a-shop.json" in told
    assert "a-b.json" not in told


def test_a_finding_is_ignored_with_a_reason(project: Path, capsys: Output) -> None:
    ignored = (
        '{ rule = "openapi-response-body", where = "a-shop.json: a request for a user", reason = "being changed" }'
    )
    (project / "pyproject.toml").write_text(f'[tool.pact-harness]\nopenapi = "openapi.json"\nignore = [{ignored}]\n')
    assert main(["check", "openapi"]) == 0
    assert "nothing found" in capsys.readouterr().out


def test_no_document_is_named(project: Path, capsys: Output) -> None:
    (project / "pyproject.toml").write_text("[tool.pact-harness]\n")
    assert main(["check", "openapi"]) == 2
    told = capsys.readouterr().err
    assert "which OpenAPI document? None is named of shop. Name it with --openapi FILE" in told


def test_a_document_that_is_none(project: Path, capsys: Output) -> None:
    (project / "openapi.json").write_text("{}")
    assert main(["check", "openapi"]) == 2
    assert capsys.readouterr().err.endswith("openapi.json is not an OpenAPI document: it has no 'openapi'\n")


def test_every_check_includes_it_where_a_document_is_named(project: Path, capsys: Output) -> None:
    assert main(["check", "--against", "contracts"]) == 1
    assert "[openapi-response-body]" in capsys.readouterr().out
    (project / "pyproject.toml").write_text("[tool.pact-harness]\n")
    main(["check", "--against", "contracts"])
    assert "openapi" not in capsys.readouterr().out


@pytest.fixture
def without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if jsonschema-rs were not installed."""
    for name in [one for one in sys.modules if one.startswith(("jsonschema_rs", "pact_harness.checks.openapi"))]:
        monkeypatch.delitem(sys.modules, name)
    for name in ("validator", "conformance", "request_comparison", "response_comparison", "effective_schema"):
        monkeypatch.delitem(sys.modules, f"pact_harness.openapi.{name}", raising=False)
    monkeypatch.setitem(sys.modules, "jsonschema_rs", None)


@pytest.mark.usefixtures("without_the_extra")
def test_without_the_extra_it_says_what_to_install(project: Path, capsys: Output) -> None:
    assert project == Path.cwd()
    assert main(["check", "openapi"]) == 2
    assert "python -m pip install 'pytest-pact-harness[openapi]'" in capsys.readouterr().err


@pytest.mark.usefixtures("without_the_extra")
def test_other_checks_need_no_extra(project: Path, capsys: Output) -> None:
    assert project == Path.cwd()
    assert main(["check", "lint"]) in (0, 1)
    assert "lint: 1 interaction in 1 file" in capsys.readouterr().out
