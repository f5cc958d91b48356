"""Documents that cannot be compared with, or only in part, and hostile ones: words, in bounded time.

- files that are no OpenAPI document, or of a version that is not read
- references: to other files, to nothing, to themselves, to other machines, which are never fetched
- schemas that are none; no paths at all
- YAML that multiplies itself, is deep, or refers to what it is in
"""

import errno
import json
import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from harness.tests.checks.pacts import Json, answers, asks, http, write
from harness.tests.openapi.shop import DOCUMENT, changed, gets, problems, reads
from pact_harness.openapi import yaml_reader
from pact_harness.openapi.conformance import Conformance
from pact_harness.openapi.document import OpenApiError, read_openapi
from pact_harness.openapi.http_interaction import exchanges_of
from pact_harness.openapi.yaml_reader import UnreadableError, parse
from pact_harness.pactfile.contract import read_contract

Write = Callable[[str, object], Path]


@pytest.fixture
def file(tmp_path: Path) -> Write:
    def write(name: str, content: object) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return path

    return write


def found(path: Path, interaction: Json) -> list[str]:
    """What is said of the document, and of one interaction with it."""
    conformance = Conformance(read_openapi(path))
    contract = read_contract(write(path.parent / "contracts" / "a-shop.json", interaction, provider="shop"))
    said = [*conformance.of_document()]
    said += [one for exchange in exchanges_of(contract) for one in conformance.of_exchange(exchange)]
    return [f"{one.rule} {one.location}: {one.message}" for one in said]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("", "is not an OpenAPI document: it has no 'openapi'"),
        ("[1, 2]", "is not an OpenAPI document"),
        ("asyncapi: 3.0.0", "is an AsyncAPI document: it has no 'openapi'"),
        ("openapi: 4.0.0", "follows version '4.0.0' of OpenAPI; 2.0, 3.0 and 3.1 are read"),
        ("a: [", "cannot be read as an OpenAPI document: it is not YAML: while parsing"),
        ("a: 1\n---\nb: 2", "it holds more than one document"),
        ("a: *b", "the alias *b stands for nothing"),
        ("a: &a [*a]", "the alias *a stands for nothing, or for what holds itself"),
        ("? [a]\n: 1", "a key is a list or a mapping"),
        ("[" * 5_000, "is nested more than 200 levels deep"),
        ("- " * 5_000, "is nested more than 200 levels deep"),
    ],
)
def test_a_file_that_is_no_document(file: Write, content: str, problem: str) -> None:
    with pytest.raises(OpenApiError) as error:
        read_openapi(file("openapi.yaml", content))
    assert problem in str(error.value)


def test_a_file_that_is_not_there_is_not_text_or_is_too_long(file: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(OpenApiError, match=os.strerror(errno.ENOENT)):
        read_openapi(Path("nowhere.yaml"))
    path = file("openapi.yaml", "openapi: 3.1.0")
    monkeypatch.setattr(yaml_reader, "MOST_BYTES", 10)
    with pytest.raises(OpenApiError, match="more than the 10 bytes"):
        read_openapi(path)
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(OpenApiError, match="cannot be read as an OpenAPI document"):
        read_openapi(path)


@pytest.mark.parametrize(
    "merge", ["a{n}: &a{n} [{uses}]", "a{n}: &a{n} {{x{n}: 1, <<: [{uses}]}}"], ids=["lists", "merges"]
)
def test_aliases_that_multiply(merge: str) -> None:
    """Forty levels of nine each: written out, more than there is memory for."""
    lines = ["a0: &a0 {x: 1}"]
    lines += [merge.format(n=n, uses=", ".join([f"*a{n - 1}"] * 9)) for n in range(1, 40)]
    if "<<" in merge:
        value: Any = parse("\n".join(lines))
        assert len(value["a39"]) == 40  # merged keys are few, however often they are merged
    else:
        with pytest.raises(UnreadableError, match="with its aliases written out it holds more than 1,000,000 values"):
            parse("\n".join(lines))


def test_yaml_is_read_as_openapi_means_it() -> None:
    text = """
    status: {200: ok, on: yes, no: off}
    date: 2020-01-01
    numbers: [1, -2, 1.5, 1e3, 0x10, 1_000, .5]
    words: ["1", 'true', true, ~, null, !!str 5]
    base: &base {a: 1, b: 2}
    merged: {<<: *base, b: 3}
    """
    assert parse(text) == {
        "status": {"200": "ok", "on": "yes", "no": "off"},
        "date": "2020-01-01",
        "numbers": [1, -2, 1.5, 1000.0, 16, "1_000", 0.5],
        "words": ["1", "true", True, None, None, "5"],
        "base": {"a": 1, "b": 2},
        "merged": {"a": 1, "b": 3},
    }


def test_a_document_without_paths(tmp_path: Path) -> None:
    nothing: list[Any] = [{}, None, []]
    for paths in nothing:
        (one,) = problems(tmp_path, gets(), {**DOCUMENT, "paths": paths})
        assert one.message == "The document has no operation at all, so none for GET /items/1."


def test_references_to_other_files_are_followed(file: Write) -> None:
    document = changed(Item={"$ref": "parts/item.json#/Item"})
    path = file("openapi.json", document)
    file("parts/item.json", {"Item": {"type": "object", "required": ["id"], "properties": {"id": {"$ref": "id.yaml"}}}})
    file("parts/id.yaml", "type: integer")
    assert found(path, reads({"id": 1})) == []
    (one,) = found(path, reads({"id": "1"}))
    assert one.startswith("openapi-response-body parts/id.yaml#/type: ")


@pytest.mark.parametrize(
    ("reference", "problem"),
    [
        ("#/components/schemas/Nothing", "nothing is there"),
        ("#/components/schemas/Item", "it leads back to itself"),
        ("missing.yaml#/Item", "there is no file missing.yaml"),
        ("broken.yaml#/Item", "cannot be read as an OpenAPI document"),
        ("#anchor", "anchors are not followed"),
        ("http://[", "it leads to another machine"),
    ],
)
def test_a_reference_that_leads_nowhere_is_told_and_allows_anything(file: Write, reference: str, problem: str) -> None:
    file("broken.yaml", "a: [")
    (one,) = found(file("openapi.json", changed(Item={"$ref": reference})), reads({"id": 1}))
    assert one.startswith("openapi-reference #/components/schemas/Item: ")
    assert problem in one


@pytest.mark.parametrize("reference", ["http://127.0.0.1:{port}/item.json", "//127.0.0.1:{port}/item.json#/Item"])
def test_nothing_is_fetched(file: Write, reference: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        target = reference.format(port=server.getsockname()[1])
        (one,) = found(file("openapi.json", changed(Item={"$ref": target})), reads({"id": 1}))
        assert "it leads to another machine, and nothing is downloaded" in one
        with pytest.raises(TimeoutError):
            server.accept()


def test_schemas_that_hold_themselves(tmp_path: Path) -> None:
    tree = {"type": "object", "required": ["child"], "properties": {"child": {"$ref": "#/components/schemas/Item"}}}
    assert problems(tmp_path, reads({"child": {"child": {}}}), changed(Item=tree)) == []
    for keyword in ("allOf", "anyOf", "oneOf"):
        endless = {"properties": {"id": {}}, "required": ["id"], keyword: [{"$ref": "#/components/schemas/Item"}]}
        assert problems(tmp_path, reads({"id": 1}), changed(Item=endless)) == []
    around = changed(Item={"$ref": "#/components/schemas/Other"}, Other={"$ref": "#/components/schemas/Item"})
    assert problems(tmp_path, reads({"id": 1}), around) == []


@pytest.mark.parametrize(
    "schema", [{"type": "text"}, {"properties": []}, {"pattern": "(?<"}, {"required": ["id"], "minLength": -1}]
)
def test_a_schema_that_is_none(tmp_path: Path, schema: Json) -> None:
    (one,) = problems(tmp_path, reads({"id": 1}), changed(Item=schema))
    assert (one.rule, one.at) == ("openapi-schema", "response $")
    assert one.message.startswith("The schema cannot be used: ")


@pytest.mark.parametrize("value", [None, [], "text", 3, {"x": None}, {"get": None}, {"get": []}, {"parameters": 3}])
def test_parts_of_strange_types_are_passed_over(tmp_path: Path, value: object) -> None:
    for strange in (
        {**DOCUMENT, "paths": {"/items/1": value}},
        {**DOCUMENT, "paths": {"/items/1": {"get": {"responses": value, "parameters": value, "security": value}}}},
        {**DOCUMENT, "paths": {"/items/1": {"get": {"responses": {"200": value}}}}, "servers": value},
        {**DOCUMENT, "paths": {"/items/1": {"get": {"responses": {"200": {"content": value, "headers": value}}}}}},
        {**DOCUMENT, "components": value, "info": value},
    ):
        problems(tmp_path, reads({"id": 1}), strange)


def test_a_body_as_deep_as_a_contract_may_be(tmp_path: Path) -> None:
    deep: Any = {}
    for _ in range(150):
        deep = {"child": deep}
    tree = {"type": "object", "required": ["child"], "properties": {"child": {"$ref": "#/components/schemas/Item"}}}
    assert problems(tmp_path, reads(deep), changed(Item=tree)) == []


def test_a_regex_that_searches_for_ever_is_not_let(tmp_path: Path) -> None:
    item = {"type": "object", "required": ["code"], "properties": {"code": {"type": "string", "pattern": "^(a+)+$"}}}
    (one,) = problems(tmp_path, reads({"code": "a" * 60 + "!"}), changed(Item=item))
    assert one.rule == "openapi-response-body"
    item["properties"] = {"code": {"enum": ["a" * 60 + "!"]}}
    rules = {"$.code": {"match": "regex", "regex": "^(a+)+$"}}
    problems(
        tmp_path, http(request=asks("/items/1"), response=answers({"code": "a" * 60 + "!"}, rules)), changed(Item=item)
    )


@pytest.mark.parametrize("keyword", ["allOf", "anyOf", "oneOf"])
@pytest.mark.parametrize(("levels", "said"), [(5, 0), (60, 20)])
def test_a_schema_that_doubles_at_each_level(file: Write, keyword: str, levels: int, said: int) -> None:
    schemas: Json = {f"A{n}": {keyword: [{"$ref": f"#/components/schemas/A{n + 1}"}] * 2} for n in range(levels)}
    schemas[f"A{levels}"] = {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}}
    document = changed(Item={"$ref": "#/components/schemas/A0"}, **schemas)
    told = found(file("openapi.json", document), reads({"id": 1}))
    assert len(told) == said
    assert all("Put together, the schema has more than 2,000 parts" in one for one in told)


def test_a_chain_of_references_has_an_end(file: Write) -> None:
    schemas = {f"A{n}": {"$ref": f"#/components/schemas/A{n + 1}"} for n in range(3_000)}
    document = changed(Item={"$ref": "#/components/schemas/A0"}, **schemas, A3000={"type": "object"})
    assert "it leads on more than 100 times" in found(file("openapi.json", document), reads({"id": 1}))[0]
