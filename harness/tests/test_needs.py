"""What each consumer needs of a provider.

- fields of the OpenAPI document by name, over references, lists, allOf, schemas within schemas, server prefixes
- who reads each, by which interactions; what nobody reads; a contract that changes changes it
- messages, and answers that the document does not know
- the table, the answer to "can it be removed?", the exit codes, and what cannot be answered
"""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from harness.tests.checks.pacts import Json, answers, asks, http, message, write
from pact_harness.cli import main
from pact_harness.openapi.document import Document
from pact_harness.openapi.field_usage import Need, Needs, NeedsError, find_needs
from pact_harness.pactfile.contract import read_contracts

USER = {"$ref": "#/components/schemas/User"}
OPENAPI: Json = {
    "openapi": "3.1.0",
    "info": {"title": "user-service"},
    "paths": {
        "/users": {
            "get": {
                "responses": {
                    "200": {
                        "content": {
                            "application/json": {
                                "schema": {
                                    "properties": {
                                        "users": {"type": "array", "items": USER},
                                        "next": {"type": "string"},
                                    }
                                }
                            }
                        }
                    }
                }
            }
        },
        "/users/{id}": {
            "get": {
                "responses": {
                    "200": {"$ref": "#/components/responses/User"},
                    "4XX": {
                        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
                    },
                }
            }
        },
        "/users/me": {"get": {"responses": {"200": {"content": {"text/plain": {"schema": {"type": "string"}}}}}}},
    },
    "components": {
        "responses": {"User": {"content": {"application/json": {"schema": USER}}}},
        "schemas": {
            "User": {
                "allOf": [{"properties": {"id": {"type": "integer"}}}],
                "properties": {
                    "name": {"$ref": "#/components/schemas/Name"},
                    "address": {"properties": {"street": {}, "city": {}}},
                    "friends": {"type": "array", "items": USER},
                    "ip_address": {"type": "string"},
                },
            },
            "Name": {"type": "string"},
            "Problem": {"properties": {"detail": {"type": "string"}}},
        },
    },
}
FIELDS = [
    "GET /users.users",
    "User.name",
    "User.address",
    "User.address.street",
    "User.address.city",
    "User.friends",
    "User.ip_address",
    "User.id",
    "GET /users.next",
    "Problem.detail",
]
Find = Callable[..., Needs]


@pytest.fixture
def find(tmp_path: Path) -> Find:
    """The needs of consumers, each given by name with its interactions."""

    def find(openapi: Json = OPENAPI, **consumers: list[Json]) -> Needs:
        for name, interactions in consumers.items():
            write(tmp_path / f"{name}.json", *interactions, consumer=name, provider="user-service")
        return find_needs(read_contracts(tmp_path), Document(openapi))

    return find


def needed(needs: Needs) -> dict[str, list[str]]:
    return {name: [need.consumer for need in found] for name, found in needs.documented.items() if found}


def test_every_field_of_every_answer_is_listed_once(find: Find) -> None:
    needs = find(profile=[http()])
    assert list(needs.documented) == FIELDS
    assert needs.unneeded == FIELDS


def test_who_reads_a_field_and_by_which_interaction(find: Find) -> None:
    one = http("a user", response=answers({"id": 1, "name": "Alice"}))
    page = http("a page", request=asks("/users"), response=answers({"users": [{"id": 1}], "next": None}))
    needs = find(profile=[one], newsletter=[page, one])
    assert needs.documented["User.id"] == [
        Need("newsletter", "a page"),
        Need("newsletter", "a user"),
        Need("profile", "a user"),
    ]
    assert needed(needs) == {
        "GET /users.users": ["newsletter"],
        "User.name": ["newsletter", "profile"],
        "User.id": ["newsletter", "newsletter", "profile"],
        "GET /users.next": ["newsletter"],
    }
    assert needs.elsewhere == {}


def test_one_description_in_two_states_is_two_interactions(find: Find) -> None:
    there, gone = (http("a user", given={state: {}}, response=answers({"id": 1})) for state in ("there", "gone"))
    needs = find(profile=[there, gone])
    assert [need.interaction for need in needs.documented["User.id"]] == ["a user, given there", "a user, given gone"]


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"address": {"city": "Rome"}}, ["User.address", "User.address.city"]),
        ({"friends": [{"friends": [{"name": "Bob"}]}]}, ["User.name", "User.friends"]),
    ],
)
def test_fields_within_fields(find: Find, body: object, fields: list[str]) -> None:
    assert list(needed(find(profile=[http(response=answers(body))]))) == fields


def test_an_error_by_the_hundreds_of_its_status(find: Find) -> None:
    needs = find(profile=[http(response=answers({"detail": "?"}, status=404))])
    assert needed(needs) == {"Problem.detail": ["profile"]}


def test_a_prefix_of_the_server(find: Find) -> None:
    openapi = {**OPENAPI, "servers": [{"url": "https://example.com/api/v1/"}]}
    needs = find(openapi, profile=[http(request=asks("/api/v1/users/1"), response=answers({"id": 1}))])
    assert needed(needs) == {"User.id": ["profile"]}


def test_a_contract_that_changes_changes_the_needs(find: Find) -> None:
    assert "User.ip_address" in find(profile=[http(response=answers({"id": 1}))]).unneeded
    changed = find(profile=[http(response=answers({"id": 1, "ip_address": "::1"}))])
    assert changed.documented["User.ip_address"] == [Need("profile", "a request for a user")]
    assert "User.ip_address" not in changed.unneeded


def test_what_the_document_does_not_know(find: Find) -> None:
    extra = http(response=answers({"id": 1, "age": 3, "address": {"zip": "1"}}))
    unknown = http("the news", request=asks("/news"), response=answers({"title": "x"}))
    event = message("a user was created", {"data": {"id": 1}})
    needs = find(profile=[extra, unknown, event])
    assert list(needs.elsewhere) == [
        "User.age",
        "User.address.zip",
        "GET /news.title",
        "a user was created.data",
        "a user was created.data.id",
    ]


EVENT: Json = {"oneOf": [{"properties": {"type": {}, "source": {}, "data": {"properties": {"id": {}, "email": {}}}}}]}
WITH_EVENTS = copy.deepcopy(OPENAPI)
WITH_EVENTS["components"]["schemas"]["Event"] = EVENT
LIST = {"type": "array", "items": {"$ref": "#/components/schemas/Event"}}
WITH_EVENTS["paths"]["/events"] = {"get": {"responses": {"200": {"content": {"application/json": {"schema": LIST}}}}}}


def of_messages(tmp_path: Path, *interactions: Json, messages: str | None = "Event.data") -> Needs:
    write(tmp_path / "reader.json", *interactions, consumer="reader", provider="user-service")
    return find_needs(read_contracts(tmp_path), Document(WITH_EVENTS), messages)


def test_a_message_reads_fields_of_its_schema(tmp_path: Path) -> None:
    metadata = {"contentType": "application/json", "source": "/users", "trace": "x"}
    events = [message(f"a user {what}", {"id": 1}, metadata=metadata) for what in ("came", "went")]
    needs = of_messages(tmp_path, *events)
    assert needed(needs) == {"Event.source": ["reader"] * 2, "Event.data.id": ["reader"] * 2}
    assert list(needs.elsewhere) == ["Event.trace"]


def test_metadata_and_headers_are_read_too(tmp_path: Path) -> None:
    event = message("a user came", {"id": 1}, metadata={"contentType": "text/plain", "source": "/users"})
    created = http(response=answers(headers={"Location": ["/users/1"], "Content-Type": ["text/plain"]}))
    needs = of_messages(tmp_path, event, created, messages=None)
    assert list(needs.elsewhere) == ["a user came.source", "a user came.id", "GET /users/1.Location"]


@pytest.mark.parametrize("name", ["Evnt.data", "Event.dta", "Event.data.id.no"])
def test_a_schema_of_messages_that_there_is_not(tmp_path: Path, name: str) -> None:
    with pytest.raises(NeedsError, match=r"messages names .*, and the document has no such schema"):
        of_messages(tmp_path, message("a user came", {"id": 1}), messages=name)


def test_contracts_with_other_providers_are_left_out(find: Find, tmp_path: Path) -> None:
    write(tmp_path / "other.json", http(response=answers({"name": "x"})), consumer="other", provider="shop")
    assert find(profile=[http()]).consumers == ["profile"]


def test_contracts_that_have_nothing_to_do_with_the_document(find: Find, tmp_path: Path) -> None:
    write(tmp_path / "one.json", http(), provider="shop")
    write(tmp_path / "two.json", http(), provider="bank")
    with pytest.raises(NeedsError, match="the contracts are for bank, shop, and the document is for 'user-service'"):
        find()


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    interaction = http("a user", response=answers({"id": 1, "name": "Alice"}))
    write(tmp_path / "contracts" / "a.json", interaction, consumer="profile", provider="user-service")
    (tmp_path / "provider").mkdir()
    only = copy.deepcopy(OPENAPI)
    only["paths"] = {"/users/{id}": only["paths"]["/users/{id}"]}
    del only["components"]["schemas"]["User"]["properties"]["friends"]
    (tmp_path / "provider" / "openapi.yaml").write_text(yaml.safe_dump(only))
    (tmp_path / "pyproject.toml").write_text('[tool.pact-harness]\nopenapi = "provider/openapi.yaml"\n')
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_table(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert project == Path.cwd()
    assert main(["needs"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "user-service         profile",
        "User.address",
        "User.address.city",
        "User.address.street",
        "User.ip_address",
        "User.name            x",
        "User.id              x",
        "Problem.detail",
        "",
        "User.name",
        "  profile: a user",
        "",
        "User.id",
        "  profile: a user",
        "",
        "Nobody needs User.address, User.address.city, User.address.street, User.ip_address, Problem.detail.",
    ]


@pytest.mark.parametrize(
    ("name", "code", "told"),
    [
        ("ip_address", 0, "Can User.ip_address be removed? Yes, nobody reads it.\n"),
        ("User.name", 1, "Can User.name be removed? No, it is read by profile: a user.\n"),
    ],
)
def test_can_it_be_removed(project: Path, capsys: pytest.CaptureFixture[str], name: str, code: int, told: str) -> None:
    assert project == Path.cwd()
    assert main(["needs", name]) == code
    assert capsys.readouterr().out == told


def test_needs_for_a_program(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert project == Path.cwd()
    assert main(["needs", "--json"]) == 0
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert document["consumers"] == ["profile"]
    assert document["documented"]["User.id"] == [{"consumer": "profile", "interaction": "a user"}]
    assert document["documented"]["User.ip_address"] == []


def test_without_an_openapi_document_the_contracts_alone_tell_who_needs_what(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "pyproject.toml").write_text("[tool.pact-harness]\n")
    assert main(["needs"]) == 0
    assert capsys.readouterr().out == (
        "user-service         profile\n"
        "GET /users/{…}.id    x\n"
        "GET /users/{…}.name  x\n\n"
        "GET /users/{…}.id\n  profile: a user\n\n"
        "GET /users/{…}.name\n  profile: a user\n\n"
        "No OpenAPI document of user-service was given, so fields are named by their requests, and which answered "
        "fields nobody needs is not known. Name it with --openapi FILE, or as "
        'openapi = "FILE" in [tool.pact-harness] of '
        f"{project / 'pyproject.toml'}, or in its provider's table.\n"
    )
    assert main(["needs", "name"]) == 1
    assert capsys.readouterr().out == "Can GET /users/{…}.name be removed? No, it is read by profile: a user.\n"


def test_without_a_document_each_of_several_providers_is_told_of(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "pyproject.toml").write_text("[tool.pact-harness]\n")
    account = http("an account", request=asks(path="/accounts/1"), response=answers({"iban": "x"}))
    write(project / "contracts" / "b.json", account, consumer="profile", provider="bank")
    assert main(["needs"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("bank                    profile\nGET /accounts/{…}.iban  x\n\nGET /accounts/{…}.iban\n")
    assert "No OpenAPI document of bank, user-service was given" in told
    assert main(["needs", "iban"]) == 1
    assert capsys.readouterr().out == "Can GET /accounts/{…}.iban be removed? No, it is read by profile: an account.\n"


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["needs", "ip_addr"], "there is no field 'ip_addr'; there are User.address"),
        (["needs", "--openapi", "missing.yaml"], "missing.yaml cannot be read as an OpenAPI document"),
        (
            ["needs", "--openapi", "contracts/a.json"],
            "contracts/a.json is not an OpenAPI document: it has no 'openapi'",
        ),
        (["needs", "--contracts", "nowhere"], "nowhere does not exist."),
        (["needs", "--contracts", "empty"], "empty holds no contract, so nobody is known to need anything"),
    ],
)
def test_what_cannot_be_answered(
    project: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], problem: str
) -> None:
    (project / "empty").mkdir()
    assert main(arguments) == 2
    assert problem in capsys.readouterr().err
