"""A small OpenAPI document, and what a comparison with it says of an interaction."""

import copy
from pathlib import Path
from typing import Any

from harness.tests.checks.pacts import Json, answers, asks, http, side, write
from pact_harness.openapi.conformance import Conformance
from pact_harness.openapi.document import Document
from pact_harness.openapi.findings import Problem
from pact_harness.openapi.http_interaction import exchanges_of
from pact_harness.pactfile.contract import read_contract

ITEM: Json = {
    "type": "object",
    "additionalProperties": False,
    "required": ["id", "name", "price", "kind", "tags", "born", "note", "more"],
    "properties": {
        "id": {"type": "integer"},
        "name": {"type": "string"},
        "price": {"type": "number"},
        "kind": {"enum": ["tea", "cup"]},
        "tags": {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": 3},
        "born": {"type": "string", "format": "date-time"},
        "note": {"type": ["string", "null"]},
        "colour": {"type": "string"},
        "secret": {"type": "string", "writeOnly": True},
        "more": {"type": "object", "additionalProperties": {"type": "integer"}},
    },
}
NEW_ITEM: Json = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {
        "id": {"type": "integer", "readOnly": True},
        "name": {"type": "string"},
        "kind": {"enum": ["tea", "cup"]},
        "code": {"type": "string", "pattern": "^[a-z]{3}$"},
        "price": {"type": "integer"},
        "tags": {"type": "array", "items": {"type": "string"}, "minItems": 2},
    },
}
JSON_ITEM: Json = {"application/json": {"schema": {"$ref": "#/components/schemas/Item"}}}
DOCUMENT: Json = {
    "openapi": "3.1.0",
    "info": {"title": "shop", "version": "1"},
    "servers": [{"url": "https://shop.example/api"}],
    "paths": {
        "/items/{id}": {
            "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}],
            "get": {
                "parameters": [
                    {"name": "lang", "in": "query", "schema": {"enum": ["en", "de"]}},
                    {"name": "X-Tenant", "in": "header", "schema": {"type": "string", "minLength": 3}},
                ],
                "responses": {
                    "200": {
                        "description": "",
                        "headers": {"ETag": {"schema": {"type": "string", "pattern": '^"'}}},
                        "content": JSON_ITEM,
                    },
                    "4XX": {"description": ""},
                },
            },
            "delete": {
                "security": [{"key": []}],
                "parameters": [{"name": "reason", "in": "query", "required": True, "schema": {"type": "string"}}],
                "responses": {"204": {"description": ""}, "default": {"description": ""}},
            },
        },
        "/items/best": {"get": {"responses": {"200": {"description": "", "content": JSON_ITEM}}}},
        "/items": {
            "get": {
                "parameters": [
                    {"name": "id", "in": "query", "schema": {"type": "array", "items": {"type": "integer"}}},
                    {
                        "name": "page",
                        "in": "query",
                        "style": "deepObject",
                        "schema": {
                            "type": "object",
                            "properties": {"size": {"type": "integer"}},
                            "additionalProperties": False,
                        },
                    },
                ],
                "responses": {
                    "200": {
                        "description": "",
                        "content": {"application/json": {"schema": {"type": "array", "items": {"type": "object"}}}},
                    }
                },
            },
            "post": {
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {"schema": {"$ref": "#/components/schemas/NewItem"}},
                        "application/x-www-form-urlencoded": {"schema": {"$ref": "#/components/schemas/NewItem"}},
                        "application/octet-stream": {"schema": {}},
                    },
                },
                "responses": {"201": {"description": "", "content": JSON_ITEM}},
            },
        },
    },
    "components": {
        "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}},
        "schemas": {"Item": ITEM, "NewItem": NEW_ITEM},
    },
}


def changed(**schemas: Json) -> Json:
    """The document with schemas in the place of others, or besides."""
    document = copy.deepcopy(DOCUMENT)
    document["components"]["schemas"].update(schemas)
    return document


def problems(folder: Path, interaction: Json, document: Any = DOCUMENT, **contract: Any) -> list[Problem]:
    """What is said of one interaction."""
    path = write(folder / "a-shop.json", interaction, provider="shop", **contract)
    conformance = Conformance(Document(document))
    return [one for exchange in exchanges_of(read_contract(path)) for one in conformance.of_exchange(exchange)]


def reads(body: object, rules: Json | None = None, **parts: Any) -> Json:
    """An interaction that reads this of an item."""
    return http(request=asks("/items/1"), response=answers(body, rules, **parts))


def sends(body: object, rules: Json | None = None, **parts: Any) -> Json:
    """An interaction that sends this as a new item."""
    request = side(body, rules, method="POST", path="/items", **parts)
    return http(request=request, response=answers(status=201))


def gets(path: str = "/items/1", **parts: Any) -> Json:
    """An interaction that reads nothing of the answer to a GET."""
    return http(request=asks(path, **parts))


def deletes(status: int = 204, **parts: Any) -> Json:
    return http(request=asks("/items/1", "DELETE", **parts), response=answers(status=status))
