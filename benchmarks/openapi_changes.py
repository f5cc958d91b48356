"""Single changes to a contract or to the provider's document, each with what a comparison should say of it.

``expected`` is what the change means, decided by hand: a fault, a warning, or nothing.
"""

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Json = dict[str, Any]
Expected = Literal["error", "warning", "nothing"]
Edit = Callable[[Any], None]
PROFILE, NEWSLETTER = "profile-client", "newsletter"


@dataclass(frozen=True)
class Change:
    """One change, and whether it is made to the document or to a contract (``of`` names its consumer)."""

    says: str
    of: str
    expected: Expected
    edit: Edit

    def made(self, document: Json, contracts: Mapping[str, Json]) -> tuple[Json, dict[str, Json]]:
        """The document and the contracts with the change."""
        document, changed = copy.deepcopy(document), copy.deepcopy(dict(contracts))
        self.edit(document if self.of == "document" else changed[self.of])
        return document, changed


def _at(*steps: str | int) -> Callable[[Any], Any]:
    def found(value: Any) -> Any:
        for step in steps:
            value = value[step]
        return value

    return found


def _put(*steps: Any) -> Edit:
    """The last of *steps* is the value, the one before it the key."""
    *way, key, new = steps

    def edit(value: Any) -> None:
        _at(*way)(value)[key] = new

    return edit


def _drop(*steps: str | int) -> Edit:
    *way, key = steps

    def edit(value: Any) -> None:
        del _at(*way)(value)[key]

    return edit


def _interaction(name: str, edit: Edit) -> Edit:
    def found(contract: Any) -> None:
        edit(next(one for one in contract["interactions"] if one["description"] == name))

    return found


def _both(*edits: Edit) -> Edit:
    def edit(value: Any) -> None:
        for one in edits:
            one(value)

    return edit


def _rule(path: str, matcher: Json) -> Edit:
    def edit(interaction: Any) -> None:
        rules = interaction["response"].setdefault("matchingRules", {}).setdefault("body", {})
        rules[path] = {"combine": "AND", "matchers": [matcher]}

    return edit


def _request_rule(path: str, matcher: Json) -> Edit:
    def edit(interaction: Any) -> None:
        rules = interaction["request"].setdefault("matchingRules", {}).setdefault("body", {})
        rules[path] = {"combine": "AND", "matchers": [matcher]}

    return edit


USER = ("components", "schemas", "User")
FIELDS = (*USER, "properties")
GET_USER = ("paths", "/users/{id}")
NEW_USER = ("components", "schemas", "NewUser")
BODY = ("response", "body", "content")
GET, CREATE, RENAME = "a request for a user", "a request to create a user", "a request to rename a user"
PAGE = "a request for a page of users with a next page"
EVENTS = "a request for the events from the beginning"
PARAMETER = {"name": "page", "in": "query", "required": True, "schema": {"type": "integer"}}
HEADER = {"name": "X-Tenant", "in": "header", "required": True, "schema": {"type": "string"}}

DOCUMENT = [
    Change("no change at all", "document", "nothing", lambda _: None),
    Change("the operation is gone", "document", "error", _drop(*GET_USER, "get")),
    Change("the path is gone", "document", "error", _drop("paths", "/events")),
    Change(
        "the path has another name",
        "document",
        "error",
        _both(lambda one: one["paths"].update({"/people/{id}": one["paths"].pop("/users/{id}")})),
    ),
    Change(
        "the status is another success",
        "document",
        "error",
        lambda one: one["paths"]["/users/"]["post"]["responses"].update(
            {"202": one["paths"]["/users/"]["post"]["responses"].pop("201")}
        ),
    ),
    Change(
        "the status is given by its hundred",
        "document",
        "nothing",
        lambda one: one["paths"]["/users/"]["post"]["responses"].update(
            {"2XX": one["paths"]["/users/"]["post"]["responses"].pop("201")}
        ),
    ),
    Change("a refusal is not documented", "document", "error", _drop(*GET_USER, "patch", "responses", "403")),
    Change(
        "only a default is documented",
        "document",
        "nothing",
        lambda one: one["paths"]["/users/{id}"]["get"].update(
            responses={"default": {"$ref": "#/components/responses/User"}}
        ),
    ),
    Change(
        "a field that is read is gone",
        "document",
        "error",
        _both(
            _drop(*FIELDS, "created_on"),
            lambda one: one["components"]["schemas"]["User"]["required"].remove("created_on"),
        ),
    ),
    Change(
        "a field that nobody reads is gone",
        "document",
        "nothing",
        _both(
            _drop(*FIELDS, "ip_address"),
            lambda one: one["components"]["schemas"]["User"]["required"].remove("ip_address"),
        ),
    ),
    Change(
        "a field that is read becomes optional",
        "document",
        "warning",
        lambda one: one["components"]["schemas"]["User"]["required"].remove("name"),
    ),
    Change(
        "a field that nobody reads becomes optional",
        "document",
        "nothing",
        lambda one: one["components"]["schemas"]["User"]["required"].remove("hobbies"),
    ),
    Change("a field has another type", "document", "error", _put(*FIELDS, "id", {"type": "string"})),
    Change("an integer becomes a number", "document", "warning", _put(*FIELDS, "id", {"type": "number"})),
    Change("a field may be null too", "document", "nothing", _put(*FIELDS, "id", {"type": ["integer", "null"]})),
    Change("a field is only null", "document", "error", _put(*FIELDS, "created_on", {"type": "null"})),
    Change(
        "a field has another pattern",
        "document",
        "error",
        _put(*FIELDS, "created_on", {"type": "string", "format": "date-time"}),
    ),
    Change("other fields may be there", "document", "nothing", _put(*USER, "additionalProperties", True)),
    Change("a request's field becomes required", "document", "error", _put(*NEW_USER, "required", ["name", "email"])),
    Change(
        "a request's field is longer",
        "document",
        "error",
        _put("components", "schemas", "Name", {"type": "string", "minLength": 10}),
    ),
    Change(
        "a parameter becomes required",
        "document",
        "error",
        lambda one: one["paths"]["/users"]["get"]["parameters"].append(PARAMETER),
    ),
    Change("a header becomes required", "document", "error", _put(*GET_USER, "get", "parameters", [HEADER])),
    Change(
        "a parameter is smaller",
        "document",
        "error",
        _put("paths", "/users", "get", "parameters", 0, "schema", "maximum", 10),
    ),
    Change("a token becomes needed", "document", "error", _put(*GET_USER, "delete", "security", [{"admin_token": []}])),
    Change(
        "the body has another media type",
        "document",
        "error",
        lambda one: one["components"]["responses"]["User"].update(
            content={"application/hal+json": {"schema": {"$ref": "#/components/schemas/User"}}}
        ),
    ),
    Change(
        "an enum gets another value",
        "document",
        "nothing",
        _put(
            "components",
            "schemas",
            "Event",
            "oneOf",
            0,
            "properties",
            "type",
            {"enum": ["user-created", "user-changed", "user-moved"]},
        ),
    ),
    Change(
        "an enum loses the value",
        "document",
        "error",
        _put("components", "schemas", "Event", "oneOf", 0, "properties", "type", {"enum": ["user-changed"]}),
    ),
    Change(
        "a list is at most empty",
        "document",
        "error",
        _put("components", "schemas", "Page", "properties", "users", "maxItems", 0),
    ),
    Change(
        "a reference leads nowhere",
        "document",
        "warning",
        _put(
            *GET_USER,
            "get",
            "responses",
            "200",
            {"description": "", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Missing"}}}},
        ),
    ),
]
CONTRACT = [
    Change("the path has a typo", PROFILE, "error", _interaction(GET, _put("request", "path", "/user/1"))),
    Change("the id is a word", PROFILE, "error", _interaction(GET, _put("request", "path", "/users/alice"))),
    Change("the method is another", PROFILE, "error", _interaction(GET, _put("request", "method", "PUT"))),
    Change("the status is another", PROFILE, "error", _interaction(GET, _put("response", "status", 203))),
    Change(
        "a field is called otherwise",
        PROFILE,
        "error",
        _interaction(
            GET,
            _both(
                _put(*BODY, "createdOn", "2020-01-01T12:00:00+0000"),
                _drop(*BODY, "created_on"),
                _drop("response", "matchingRules"),
            ),
        ),
    ),
    Change("the type of a field is another", PROFILE, "error", _interaction(GET, _put(*BODY, "id", "1"))),
    Change(
        "a matcher accepts another type only",
        PROFILE,
        "error",
        _interaction(CREATE, _both(_put(*BODY, "id", 3.0), _rule("$.id", {"match": "decimal"}))),
    ),
    Change(
        "a matcher accepts any number", PROFILE, "nothing", _interaction(CREATE, _rule("$.id", {"match": "number"}))
    ),
    Change(
        "a list has at least more than there can be",
        NEWSLETTER,
        "error",
        _interaction(PAGE, _rule("$.users", {"match": "type", "min": 101})),
    ),
    Change(
        "a list has at least one",
        NEWSLETTER,
        "nothing",
        _interaction(PAGE, _rule("$.users", {"match": "type", "min": 1})),
    ),
    Change(
        "a regex leaves out a value of the enum",
        NEWSLETTER,
        "warning",
        _interaction(EVENTS, _rule("$[0].type", {"match": "regex", "regex": "user-created"})),
    ),
    Change(
        "a field more is sent",
        PROFILE,
        "error",
        _interaction(CREATE, _put("request", "body", "content", {"name": "Carol", "age": 3})),
    ),
    Change("a field less is sent", PROFILE, "error", _interaction(CREATE, _put("request", "body", "content", {}))),
    Change("no body is sent", PROFILE, "error", _interaction(CREATE, _drop("request", "body"))),
    Change(
        "the body is sent as text",
        PROFILE,
        "error",
        _interaction(
            CREATE,
            _both(
                _put("request", "headers", "Content-Type", ["text/plain"]),
                _put("request", "body", {"content": "Carol", "contentType": "text/plain", "encoded": False}),
            ),
        ),
    ),
    Change(
        "the consumer may send any number as a name",
        PROFILE,
        "error",
        _interaction(
            CREATE, _both(_put("request", "body", "content", "name", 3), _request_rule("$.name", {"match": "number"}))
        ),
    ),
    Change(
        "a parameter that there is not",
        NEWSLETTER,
        "warning",
        _interaction(PAGE, _put("request", "query", "limitt", ["1"])),
    ),
    Change(
        "a parameter is out of range",
        NEWSLETTER,
        "error",
        _interaction(PAGE, _put("request", "query", "limit", ["1000"])),
    ),
    Change(
        "a parameter is no number", NEWSLETTER, "error", _interaction(PAGE, _put("request", "query", "limit", ["many"]))
    ),
    Change(
        "a header of the answer has another value",
        NEWSLETTER,
        "error",
        _interaction(EVENTS, _put("response", "headers", "Cache-Control", ["public"])),
    ),
    Change(
        "the answer has another media type",
        PROFILE,
        "error",
        _interaction(GET, _put("response", "headers", "Content-Type", ["text/html"])),
    ),
    Change(
        "the consumer takes only XML",
        PROFILE,
        "error",
        _interaction(GET, _put("request", "headers", {"Accept": ["application/xml"]})),
    ),
    Change(
        "a body where there is none",
        PROFILE,
        "error",
        _interaction(
            "a request to delete a user",
            _put("response", "body", {"content": {"id": 6}, "contentType": "application/json", "encoded": False}),
        ),
    ),
    Change(
        "a wrong request that is refused",
        PROFILE,
        "nothing",
        _interaction("a request to create a user with an empty name", _put("request", "body", "content", {"name": 3})),
    ),
]
