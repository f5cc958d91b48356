"""`pact-harness coverage`, and `needs` from what was sent.

- operations, statuses, parameters, fields of requests and responses: each covered by its user and by nobody else
- without a document: from the last verification
- text, JSON, Markdown, --fail-under; what cannot be answered
"""

import json
from pathlib import Path
from typing import Any

import pytest

from harness.tests.checks.pacts import Json, answers, asks, http, side, write
from harness.tests.openapi.shop import DOCUMENT
from pact_harness.cli import main
from pact_harness.openapi.coverage import Coverage, find_coverage
from pact_harness.openapi.document import Document
from pact_harness.openapi.http_interaction import Half, HttpInteraction
from pact_harness.pactfile.contract import read_contracts

Output = pytest.CaptureFixture[str]
ONE = http("one item", request=asks("/api/items/7", query={"lang": ["de"]}), response=answers({"id": 7}))
NEW = http(
    "a new item",
    request=side({"name": "Cup"}, method="POST", path="/items"),
    response=answers({"id": 7, "more": {}}, status=201),
)
GONE = http("no item", request=asks("/items/8", headers={"x-tenant": ["abc"]}), response=answers(status=404))


def cover(
    folder: Path, document: Any = DOCUMENT, observed: list[HttpInteraction] | None = None, **consumers: Any
) -> Coverage:
    for name, interactions in consumers.items():
        write(folder / f"{name}.json", *interactions, consumer=name, provider="shop")
    return find_coverage(read_contracts(folder), Document(document), observed=observed or [])


def used(coverage: Coverage, kind: Any) -> dict[str, Json]:
    return {one.name: one.users for one in coverage.of(kind) if one.users}


def test_who_uses_which_operation_status_and_parameter(tmp_path: Path) -> None:
    coverage = cover(tmp_path, web=[ONE, GONE], till=[NEW, ONE])
    assert used(coverage, "operation") == {
        "GET /items/{id}": {"web": ["one item", "no item"], "till": ["one item"]},
        "POST /items": {"till": ["a new item"]},
    }
    assert used(coverage, "status") == {
        "GET /items/{id} 200": {"web": ["one item"], "till": ["one item"]},
        "GET /items/{id} 4XX": {"web": ["no item"]},
        "POST /items 201": {"till": ["a new item"]},
    }
    assert used(coverage, "parameter") == {
        "GET /items/{id} query lang": {"till": ["one item"], "web": ["one item"]},
        "GET /items/{id} header X-Tenant": {"web": ["no item"]},
    }


def test_fields_that_are_sent_and_read(tmp_path: Path) -> None:
    coverage = cover(tmp_path, till=[NEW])
    assert used(coverage, "request field") == {"NewItem.name": {"till": ["a new item"]}}
    assert used(coverage, "response field") == {
        "Item.id": {"till": ["a new item"]},
        "Item.more": {"till": ["a new item"]},
    }
    assert {"NewItem.code", "Item.price"} <= {one.name for one in coverage.items if not one.covered}
    (price,) = [one for one in coverage.items if one.name == "Item.price"]
    assert price.pointer == "/components/schemas/Item/properties/price"


def test_how_much_is_covered(tmp_path: Path) -> None:
    coverage = cover(tmp_path, till=[NEW])
    assert coverage.counts == {
        "operation": (1, 5),
        "status": (1, 7),
        "parameter": (0, 5),
        "request field": (1, 6),
        "response field": (2, 10),
    }
    assert coverage.percent == pytest.approx(100 * 5 / 33)


def test_what_the_document_does_not_have_is_named(tmp_path: Path) -> None:
    typo = http("a typo", request=asks("/itmes/1"))
    status = http("a teapot", request=asks("/items/1"), response=answers(status=503))
    assert cover(tmp_path, web=[typo, status, ONE]).unknown == [("web", "a typo"), ("web", "a teapot")]


def seen(name: str, body: object, *, path: str = "/items/7", consumer: str = "web") -> HttpInteraction:
    response = Half(status=200, has_body=True, body=body)
    return HttpInteraction(consumer, "shop", "", name, Half("GET", path), response)


def test_without_a_document_what_was_sent_counts(tmp_path: Path) -> None:
    sent = {"id": 7, "name": "Cup", "parts": [{"weight": 1}]}
    coverage = cover(tmp_path, {}, [seen("one item", sent, path="/api/items/7")], web=[ONE])
    assert not coverage.documented
    assert [one.name for one in coverage.of("operation")] == ["GET /api/items/{…}"]
    assert used(coverage, "response field") == {"GET /api/items/{…}.id": {"web": ["one item"]}}
    free = [one.name for one in coverage.of("response field") if not one.covered]
    assert free == [f"GET /api/items/{{…}}.{name}" for name in ("name", "parts", "parts.weight")]


def test_exchanges_of_others_do_not_count(tmp_path: Path) -> None:
    sent = {"id": 7, "secret": 1}
    for exchange in (seen("one item", sent, consumer="other"), seen("another", sent)):
        coverage = cover(tmp_path, {}, [exchange], web=[ONE])
        assert [one.name for one in coverage.of("response field")] == []


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write(tmp_path / "contracts" / "web-shop.json", ONE, consumer="web", provider="shop")
    (tmp_path / "openapi.json").write_text(json.dumps(DOCUMENT), encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text('[tool.pact-harness]\nopenapi = "openapi.json"\n')
    monkeypatch.chdir(tmp_path)
    return tmp_path


def verified(project: Path, sent: object, **response: Any) -> None:
    """Results as the last verification left them."""
    record = {
        "consumer": "web",
        "provider": "shop",
        "interaction": "one item",
        "name": "web: one item",
        "result": "passed",
        "request": {"method": "GET", "path": "/api/items/7?lang=de", "headers": [], "body": ""},
        "response": {"status": 200, "headers": [], "body": json.dumps(sent), **response},
    }
    (project / ".pact").mkdir(exist_ok=True)
    (project / ".pact" / "verification.json").write_text(
        json.dumps({"version": 1, "results": [record, {**record, "response": None}]})
    )


def test_the_text_is_a_matrix(project: Path, capsys: Output) -> None:
    assert project == Path.cwd()
    assert main(["coverage"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "shop: 12 % of what the document describes is in a contract"
    assert "  operations          1 of    5   20 %" in lines
    at = lines.index("GET /items/{id}     1")
    assert lines[at - 1 : at + 6] == [
        "                    web",
        "GET /items/{id}     1",
        "  200               1",
        "  4XX               -  in no contract",
        "  query lang        1",
        "  header X-Tenant   -  in no contract",
        "DELETE /items/{id}  -  in no contract",
    ]
    assert any(line.startswith("Nobody sends: NewItem.id, ") for line in lines)
    assert any(line.startswith("Nobody reads: Item.name, ") for line in lines)


def test_for_a_program(project: Path, capsys: Output) -> None:
    assert project == Path.cwd()
    assert main(["coverage", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["counts"]["operation"] == {"covered": 1, "total": 5}
    assert {"kind": "response field", "name": "Item.id", "users": {"web": ["one item"]}}.items() <= next(
        one for one in told["items"] if one["name"] == "Item.id"
    ).items()


def test_for_a_pull_request(project: Path, capsys: Output) -> None:
    hostile = "web|<img>"
    write(project / "contracts" / "b.json", {**ONE, "description": "`x`"}, consumer=hostile, provider="shop")
    assert main(["coverage", "--markdown"]) == 0
    told = capsys.readouterr().out
    assert "| operations | 1 | 5 | 20 % |" in told
    assert "| endpoint | web | web\\|&lt;img> |" in told
    assert "| GET /items/{id} | 1 | 1 |" in told


@pytest.mark.parametrize(("percent", "code"), [("12", 0), ("13", 1), ("0", 0), ("100", 1)])
def test_fail_under(project: Path, capsys: Output, percent: str, code: int) -> None:
    assert project == Path.cwd()
    assert main(["coverage", "--fail-under", percent]) == code
    assert ("% is less than the" in capsys.readouterr().out) == (code == 1)


@pytest.mark.parametrize("percent", ["-1", "101", "much", "nan"])
def test_a_percentage_that_is_none(project: Path, capsys: Output, percent: str) -> None:
    assert project == Path.cwd()
    with pytest.raises(SystemExit) as ended:
        main(["coverage", f"--fail-under={percent}"])
    assert ended.value.code == 2
    assert "expected a number from 0 to 100" in capsys.readouterr().err


def test_needs_without_a_document(project: Path, capsys: Output) -> None:
    (project / "pyproject.toml").write_text("[tool.pact-harness]\n")
    verified(project, {"id": 7, "name": "Cup"})
    assert main(["needs", "name"]) == 0
    told = capsys.readouterr().out
    assert told == "Can GET /api/items/{…}.name be removed? Yes, it is sent, and nobody reads it.\n"
    assert main(["needs", "id"]) == 1
    assert capsys.readouterr().out == "Can GET /api/items/{…}.id be removed? No, it is read by web: one item.\n"


def test_needs_of_a_field_that_is_sent_and_in_no_document(project: Path, capsys: Output) -> None:
    verified(project, {"id": 7, "name": "Cup", "size": 3})
    assert main(["needs", "size"]) == 0
    assert capsys.readouterr().out == "Can Item.size be removed? Yes, it is sent, and nobody reads it.\n"
    assert main(["needs", "price"]) == 0
    assert capsys.readouterr().out == "Can Item.price be removed? Yes, nobody reads it.\n"


@pytest.mark.parametrize("response", [{"cut": 100_000}, {"base64": True}, {"body": "no JSON"}, {"body": None}])
def test_a_body_that_is_not_whole_tells_nothing(project: Path, capsys: Output, response: Json) -> None:
    verified(project, {"size": 3}, **response)
    assert main(["needs", "size"]) == 2
    assert "there is no field 'size'" in capsys.readouterr().err


def test_neither_a_document_nor_a_verification(project: Path, capsys: Output) -> None:
    (project / "pyproject.toml").write_text("[tool.pact-harness]\n")
    assert main(["coverage"]) == 2
    told = capsys.readouterr().err
    assert "neither an OpenAPI document nor a verification tells what the provider sends" in told
    assert "verification.json" in told


@pytest.mark.parametrize("text", ["{", "[1, null]", '{"results": 3}', "[" * 100_000])
def test_results_that_are_none(project: Path, capsys: Output, text: str) -> None:
    (project / ".pact").mkdir()
    (project / ".pact" / "verification.json").write_text(text)
    assert main(["coverage"]) == 2
    assert "results of a verification" in capsys.readouterr().err
