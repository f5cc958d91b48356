"""Each rule of `check openapi`: a fault that it finds, and the nearest neighbour of it that is right."""

from pathlib import Path
from typing import Any

import pytest

from harness.tests.checks.pacts import Json, answers, asks, http, side
from harness.tests.openapi.shop import DOCUMENT, ITEM, changed, deletes, gets, problems, reads, sends
from pact_harness.openapi.findings import RULES

KEY = {"X-Key": ["k"]}
REASON = {"reason": ["old"]}


def headers(**named: str) -> Json:
    return {name.replace("_", "-"): [value] for name, value in named.items()}


def opaque() -> Json:
    request = asks("/items", "POST", headers=headers(Content_Type="application/octet-stream"))
    request["body"] = {"content": "AAEC", "contentType": "application/octet-stream", "encoded": "base64"}
    return http(request=request, response=answers(status=201))


def form(text: str) -> Json:
    request = asks("/items", "POST")
    request["body"] = {"content": text, "contentType": "application/x-www-form-urlencoded", "encoded": False}
    return http(request=request, response=answers(status=201))


def is_a(kind: str, **more: Any) -> Json:
    return {"match": kind, **more}


# rule, an interaction that breaks it, the place that is told, one beside it that does not break it
CASES: list[tuple[str, Json, str, Json]] = [
    ("openapi-operation", gets("/item/1"), "the path", gets("/items/1")),
    ("openapi-operation", gets("/apis/items/1"), "the path", gets("/api/items/1")),
    ("openapi-operation", http(request=asks("/items/1", "PUT")), "the path", gets()),
    ("openapi-parameter", gets("/items/one"), "the path {id}", gets("/items/best")),
    ("openapi-parameter", gets(query={"lang": ["fr"]}), "request query lang", gets(query={"lang": ["de"]})),
    (
        "openapi-parameter",
        gets("/items", query={"id": ["1", "x"]}),
        "request query id",
        gets("/items", query={"id": ["1", "2"]}),
    ),
    (
        "openapi-parameter",
        gets("/items", query={"page[size]": ["x"]}),
        "request query page",
        gets("/items", query={"page[size]": ["5"]}),
    ),
    (
        "openapi-parameter",
        gets(headers=headers(X_Tenant="ab")),
        "request header X-Tenant",
        gets(headers=headers(X_Tenant="abc")),
    ),
    ("openapi-parameter-missing", deletes(headers=KEY), "request query reason", deletes(headers=KEY, query=REASON)),
    ("openapi-query-unknown", gets(query={"lnag": ["de"]}), "query lnag", gets(query={"lang": ["de"]})),
    (
        "openapi-header-unknown",
        gets(headers=headers(X_Tenent="abc")),
        "request header X-Tenent",
        gets(headers=headers(User_Agent="me")),
    ),
    ("openapi-security", deletes(query=REASON), "request", deletes(401)),
    (
        "openapi-accept",
        gets(headers=headers(Accept="text/html")),
        "request header Accept",
        gets(headers=headers(Accept="text/html, */*;q=0.1")),
    ),
    (
        "openapi-request-type",
        http(request={**asks("/items", "POST"), "body": {"content": "x", "contentType": "text/csv"}}),
        "request media type",
        sends({"name": "Cup"}, headers=headers(Content_Type="application/json; charset=utf-8")),
    ),
    ("openapi-request-body", sends({"name": 3}), "request $.name", sends({"name": "Cup"})),
    ("openapi-request-body", form("name=Cup&price=much"), "request $.price", form("name=Cup&price=3")),
    (
        "openapi-request-body",
        sends({"kind": "tea"}),
        "request $",
        sends({"name": "Tea", "kind": "tea"}),
    ),  # id is read-only
    (
        "openapi-request-body-missing",
        http(request=asks("/items", "POST"), response=answers(status=201)),
        "request $",
        opaque(),
    ),
    (
        "openapi-request-body-unknown",
        http(
            request=side({}, method="DELETE", path="/items/1", headers=KEY, query=REASON), response=answers(status=204)
        ),
        "request $",
        deletes(headers=KEY, query=REASON),
    ),
    (
        "openapi-request-field-unknown",
        sends({"name": "Cup", "size": 3}),
        "request $.size",
        sends({"name": "Cup", "price": 3}),
    ),
    (
        "openapi-request-matcher",
        sends({"name": "Cup", "price": 3.0}, {"$.price": is_a("decimal")}),
        "request $.price",
        sends({"name": "Cup", "price": 3}, {"$.price": is_a("integer")}),
    ),
    (
        "openapi-request-matcher-wide",
        sends({"name": "Cup", "price": 3}, {"$.price": is_a("number")}),
        "request $.price",
        sends({"name": "Cup", "price": 3}, {"$.price": is_a("integer")}),
    ),
    (
        "openapi-request-matcher-wide",
        sends({"name": "Cup", "kind": "cup"}, {"$.kind": is_a("type")}),
        "request $.kind",
        sends({"name": "Cup", "kind": "cup"}, {"$.kind": is_a("regex", regex="^(tea|cup)$")}),
    ),
    (
        "openapi-request-matcher-wide",
        sends({"name": "Cup", "code": "abc"}, {"$.code": is_a("regex", regex="^[a-z]+$")}),
        "request $.code",
        sends({"name": "Cup", "code": "abc"}, {"$.code": is_a("regex", regex="^[a-f]{3}$")}),
    ),
    (
        "openapi-request-matcher-wide",
        sends({"name": "Cup", "tags": ["a", "b"]}, {"$.tags": is_a("type", min=1)}),
        "request $.tags",
        sends({"name": "Cup", "tags": ["a", "b"]}, {"$.tags": is_a("type", min=2)}),
    ),
    (
        "openapi-status",
        reads({"id": 1}, status=201),
        "the status",
        http(request=asks("/items/1"), response=answers(status=418)),
    ),
    (
        "openapi-response-header",
        reads({"id": 1}, headers=headers(ETag="x")),
        "response header ETag",
        reads({"id": 1}, headers=headers(ETag='"x"')),
    ),
    (
        "openapi-response-header-unknown",
        reads({"id": 1}, headers=headers(X_More="x")),
        "response header X-More",
        reads({"id": 1}, headers=headers(Date="x")),
    ),
    (
        "openapi-response-header-undocumented",
        reads({"id": 1}, headers=headers(Vary="x")),
        "response header Vary",
        reads({"id": 1}, headers=headers(ETag='"x"')),
    ),
    (
        "openapi-response-type",
        reads({"id": 1}, headers=headers(Content_Type="text/html")),
        "response media type",
        reads({"id": 1}, headers=headers(Content_Type="application/json;charset=utf-8")),
    ),
    ("openapi-response-body", reads({"id": "1"}), "response $.id", reads({"id": 1})),
    ("openapi-response-body", reads({"kind": "pot"}), "response $.kind", reads({"kind": "cup"})),
    ("openapi-response-body", reads({"name": None}), "response $.name", reads({"note": None})),
    (
        "openapi-response-body",
        reads({"born": "2020-01-01"}),
        "response $.born",
        reads({"born": "2020-01-01T00:00:00Z"}),
    ),
    ("openapi-response-body", reads({"tags": []}), "response $.tags", reads({"tags": ["a"]})),
    ("openapi-response-body", reads({"more": {"x": "1"}}), "response $.more.x", reads({"more": {"x": 1}})),
    (
        "openapi-response-body-unknown",
        http(request=asks("/items/1"), response=answers({"id": 1}, status=404)),
        "response $",
        http(request=asks("/items/1"), response=answers(status=404)),
    ),
    ("openapi-field-unknown", reads({"names": "Cup"}), "response $.names", reads({"name": "Cup"})),
    ("openapi-field-unknown", reads({"secret": "x"}), "response $.secret", reads({"colour": "x"})),
    (
        "openapi-field-open",
        http(request=asks("/items"), response=answers([{"id": 1}])),
        "response $[0]",
        http(request=asks("/items"), response=answers([{}])),
    ),
    ("openapi-field-optional", reads({"colour": "red"}), "response $.colour", reads({"name": "Cup"})),
    (
        "openapi-matcher",
        reads({"id": 1.0}, {"$.id": is_a("decimal")}),
        "response $.id",
        reads({"price": 1.0}, {"$.price": is_a("number")}),
    ),
    (
        "openapi-matcher",
        reads({"tags": ["a"]}, {"$.tags": is_a("type", min=4)}),
        "response $.tags",
        reads({"tags": ["a"]}, {"$.tags": is_a("type", min=3)}),
    ),
    (
        "openapi-matcher",
        reads({"tags": ["a"]}, {"$.tags": is_a("type", max=0)}),
        "response $.tags",
        reads({"tags": ["a"]}, {"$.tags": is_a("type", max=1)}),
    ),
    (
        "openapi-matcher-narrow",
        reads({"price": 1}, {"$.price": is_a("integer")}),
        "response $.price",
        reads({"price": 1}, {"$.price": is_a("type")}),
    ),
    (
        "openapi-matcher-narrow",
        reads({"kind": "tea"}, {"$.kind": is_a("regex", regex="^tea$")}),
        "response $.kind",
        reads({"kind": "tea"}, {"$.kind": is_a("regex", regex="^(tea|cup)$")}),
    ),
    (
        "openapi-matcher-narrow",
        reads({"born": "2020-01-01T00:00:00Z"}, {"$.born": is_a("datetime", format="yyyy-MM-dd'T'HH:mm:ss'Z'")}),
        "response $.born",
        reads({"born": "2020-01-01T00:00:00Z"}, {"$.born": is_a("datetime", format="yyyy-MM-dd'T'HH:mm:ssXXX")}),
    ),
    ("openapi-not-compared", opaque(), "request $", sends({"name": "Cup"})),
]


@pytest.mark.parametrize(
    ("rule", "wrong", "at", "right"), CASES, ids=[f"{at} {one[0]}" for at, one in enumerate(CASES)]
)
def test_a_rule_is_broken_here_and_not_beside_it(tmp_path: Path, rule: str, wrong: Json, at: str, right: Json) -> None:
    assert [one.at for one in problems(tmp_path, wrong) if one.rule == rule] == [at]
    assert [one for one in problems(tmp_path, right) if one.rule == rule] == []


def test_every_rule_is_tried() -> None:
    elsewhere = {"openapi-reference", "openapi-schema"}  # test_openapi_documents.py
    assert {one[0] for one in CASES} | elsewhere == set(RULES)


def test_a_finding_names_its_place_in_the_document(tmp_path: Path) -> None:
    (found,) = problems(tmp_path, reads({"id": "1"}))
    assert str(found.location) == "#/components/schemas/Item/properties/id/type"
    assert found.message == 'The document does not allow the example: "1" is not of type "integer".'
    assert found.severity == "error"


def test_one_fault_is_one_finding(tmp_path: Path) -> None:
    assert [one.rule for one in problems(tmp_path, reads({"names": "Cup"}))] == ["openapi-field-unknown"]
    assert [one.rule for one in problems(tmp_path, reads({"id": "1"}, {"$.id": is_a("type")}))] == [
        "openapi-response-body"
    ]


def test_a_wrong_name_is_told_with_the_nearest(tmp_path: Path) -> None:
    (field,) = problems(tmp_path, reads({"names": "Cup"}))
    assert "There is 'name'." in field.message
    (operation,) = problems(tmp_path, gets("/item/1"))
    assert "The nearest is GET /items/{id}." in operation.message
    (method,) = problems(tmp_path, http(request=asks("/items/1", "PUT")))
    assert "it has DELETE, GET" in method.message


def test_nothing_is_asked_of_a_request_that_is_to_be_refused(tmp_path: Path) -> None:
    wrong = sends({"name": 3})
    assert [one.rule for one in problems(tmp_path, wrong)] == ["openapi-request-body"]
    refused = copy_with_status(wrong, 400)
    assert [one.rule for one in problems(tmp_path, refused)] == ["openapi-status"]


def copy_with_status(interaction: Json, status: int) -> Json:
    return {**interaction, "response": {**interaction["response"], "status": status}}


def test_an_open_schema_is_a_warning_and_an_unwritten_one_a_fault(tmp_path: Path) -> None:
    silent = {key: value for key, value in ITEM.items() if key != "additionalProperties"}
    for allowed, rule in ((None, "openapi-field-unknown"), (True, "openapi-field-open")):
        item = silent if allowed is None else {**silent, "additionalProperties": allowed}
        assert [one.rule for one in problems(tmp_path, reads({"size": 1}), changed(Item=item))] == [rule]


CAT: Json = {
    "type": "object",
    "required": ["kind", "purrs"],
    "properties": {"kind": {"const": "cat"}, "purrs": {"type": "boolean"}},
}
DOG: Json = {
    "type": "object",
    "required": ["kind"],
    "properties": {"kind": {"const": "dog"}, "barks": {"type": "boolean"}},
}


@pytest.mark.parametrize(
    ("body", "rules"),
    [
        ({"kind": "cat", "purrs": True}, []),
        ({"kind": "cow"}, ["openapi-response-body"]),
        ({"kind": "cat", "barks": True}, ["openapi-field-unknown"]),
        ({"kind": "dog", "barks": True}, ["openapi-field-optional"]),
    ],
)
@pytest.mark.parametrize("choice", ["oneOf", "anyOf"])
def test_of_a_choice_the_branch_counts_that_the_example_fits(
    tmp_path: Path, choice: str, body: Json, rules: list[str]
) -> None:
    document = changed(Item={choice: [CAT, DOG]})
    assert [one.rule for one in problems(tmp_path, reads(body), document)] == rules


def test_a_choice_stays_open_where_the_contract_does_not_read_what_decides_it(tmp_path: Path) -> None:
    document = changed(Item={"oneOf": [CAT, DOG]})
    assert problems(tmp_path, reads({"kind": "cat"}), document) == []
    ambiguous = changed(Item={"oneOf": [CAT, {**CAT, "title": "the same"}]})
    assert problems(tmp_path, reads({"purrs": True}), ambiguous) == []


def test_parts_are_put_together(tmp_path: Path) -> None:
    parts = {
        "allOf": [{"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}}],
        "properties": {"name": {}},
    }
    document = changed(Item=parts)
    assert problems(tmp_path, reads({"id": 1}), document) == []
    assert [one.rule for one in problems(tmp_path, reads({"id": "1"}), document)] == ["openapi-response-body"]


def test_keys_that_are_data_are_no_fields(tmp_path: Path) -> None:
    document = changed(Item={"type": "object", "properties": {"name": {"type": "string"}}})
    rules = {"$": {"match": "eachKey", "rules": []}}
    assert problems(tmp_path, reads({"abc": 1}, rules), document) == []
    assert [one.rule for one in problems(tmp_path, reads({"abc": 1}), document)] == ["openapi-field-unknown"]


def test_a_condition_holds_for_what_is_read(tmp_path: Path) -> None:
    condition = {
        "type": "object",
        "properties": {"kind": {}, "code": {}},
        "required": ["kind", "code"],
        "if": {"properties": {"kind": {"const": "card"}}},
        "then": {"properties": {"code": {"type": "integer"}}},
        "else": {"properties": {"code": {"type": "string"}}},
    }
    document = changed(Item=condition)
    assert problems(tmp_path, reads({"kind": "card", "code": 1}), document) == []
    assert problems(tmp_path, reads({"kind": "cash", "code": "x"}), document) == []
    assert [one.rule for one in problems(tmp_path, reads({"kind": "card", "code": True}), document)] == [
        "openapi-response-body"
    ]


def test_version_3_0_writes_null_and_limits_in_its_own_way(tmp_path: Path) -> None:
    schema = {
        "type": "object",
        "required": ["name", "other", "age"],
        "properties": {
            "name": {"type": "string", "nullable": True},
            "other": {"nullable": True, "allOf": [{"type": "string"}]},
            "age": {"type": "integer", "minimum": 0, "exclusiveMinimum": True},
        },
    }
    document = {**changed(Item=schema), "openapi": "3.0.3"}
    assert problems(tmp_path, reads({"name": None, "other": None, "age": 1}), document) == []
    found = problems(tmp_path, reads({"name": 1, "other": 1, "age": 0}), document)
    assert [one.at for one in found] == ["response $.name", "response $.other", "response $.age"]


def test_version_2_0(tmp_path: Path) -> None:
    document = {
        "swagger": "2.0",
        "info": {"title": "shop"},
        "basePath": "/api",
        "consumes": ["application/json"],
        "produces": ["application/json"],
        "paths": {
            "/items/{id}": {
                "parameters": [{"name": "id", "in": "path", "required": True, "type": "integer"}],
                "get": {"responses": {"200": {"schema": {"$ref": "#/definitions/Item"}}}},
                "put": {
                    "parameters": [
                        {"name": "b", "in": "body", "required": True, "schema": {"$ref": "#/definitions/Item"}}
                    ],
                    "responses": {"204": {}},
                },
            }
        },
        "definitions": {"Item": {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}}},
    }
    assert problems(tmp_path, reads({"id": 1}), document) == []
    assert problems(tmp_path, http(request=asks("/api/items/1"), response=answers({"id": 1})), document) == []
    assert [one.rule for one in problems(tmp_path, reads({"id": "1"}), document)] == ["openapi-response-body"]
    assert [one.rule for one in problems(tmp_path, gets("/items/x"), document)] == ["openapi-parameter"]
    takes = gets(headers={"Accept": ["text/html"]})
    assert [one.rule for one in problems(tmp_path, takes, document)] == ["openapi-accept"]
    put = http(request=side({"id": "1"}, method="PUT", path="/items/1"), response=answers(status=204))
    assert [one.rule for one in problems(tmp_path, put, document)] == ["openapi-request-body"]


@pytest.mark.parametrize("version", ["1.0.0", "2.0.0", "3.0.0"])
def test_older_pact_files(tmp_path: Path, version: str) -> None:
    interaction = {
        "description": "a request for an item",
        "request": {"method": "get", "path": "/items/1", "query": "lang=fr" if version < "3" else {"lang": ["fr"]}},
        "response": {"status": 200, "headers": {"Content-Type": "application/json"}, "body": {"id": "1"}},
    }
    found = [one.rule for one in problems(tmp_path, interaction, DOCUMENT, version=version)]
    assert found == ["openapi-parameter", "openapi-response-body"]
