"""Who needs what: marks by consumer with their interactions, fields that nobody needs, and what cannot be told."""

from pathlib import Path

from harness.tests.book.library import shelve
from harness.tests.checks.pacts import answers, asks, http, write
from pact_harness.book.book import BookSources, read_book
from pact_harness.book.field_matrix import MOST_NAMED, MOST_ROWS, FieldMatrix, field_matrices
from pact_harness.openapi.document import Document
from pact_harness.pactfile.contract import read_contract

USER_SERVICE = Document(
    {
        "openapi": "3.1.0",
        "info": {"title": "user-service"},
        "paths": {"/users/{id}": {"get": {"responses": {"200": {"content": {"application/json": {
            "schema": {"$ref": "#/components/schemas/User"}}}}}}}},
        "components": {"schemas": {"User": {"properties": {"id": {}, "name": {}, "created_on": {}, "hobbies": {}}}}},
    }
)  # fmt: skip


def library(tmp_path: Path, document: Document | None = None) -> dict[str, FieldMatrix]:
    book = read_book(BookSources(shelve(tmp_path), root=tmp_path))
    found = field_matrices([one.contract for one in book.chapters], document, book.addresses)
    return {one.provider: one for one in found}


def test_a_mark_leads_to_its_interactions(tmp_path: Path) -> None:
    matrix = library(tmp_path, USER_SERVICE)["user-service"]
    assert matrix.consumers == ["newsletter", "profile-client"]
    (row,) = [row for row in matrix.rows if row.name == "User.created_on"]
    nobody, mark = row.uses
    assert nobody is None
    assert mark
    assert mark.interactions == [("a request for a user", "profile-client-user-service.html#a-request-for-a-user")]


def test_a_field_that_nobody_needs_is_named(tmp_path: Path) -> None:
    assert library(tmp_path, USER_SERVICE)["user-service"].unneeded == ["User.hobbies"]


def test_a_document_counts_for_its_own_provider_alone(tmp_path: Path) -> None:
    found = library(tmp_path, USER_SERVICE)
    assert found["user-service"].unknown == ""
    assert found["billing"].unknown == (
        "No OpenAPI document of billing was given, so fields are named by their requests, and which answered fields "
        "nobody needs is not known."
    )


def test_one_field_of_many_things_is_one_row(tmp_path: Path) -> None:
    one, other = "/things/7", "/things/123e4567-e89b-12d3-a456-426614174000"
    interactions = [http(path, request=asks(path), response=answers({"size": 1})) for path in (one, other)]
    contract = read_contract(write(tmp_path / "a.json", *interactions))
    (matrix,) = field_matrices([contract], None, {})
    assert [row.name for row in matrix.rows] == ["GET /things/{…}.size"]
    assert [mark and mark.count for mark in matrix.rows[0].uses] == [2]


def test_more_than_a_table_can_hold_is_counted(tmp_path: Path) -> None:
    body = {f"field{number}": 1 for number in range(MOST_ROWS + 5)}
    interactions = [http(f"number {number}", response=answers({"id": 1})) for number in range(MOST_NAMED + 3)]
    contract = read_contract(write(tmp_path / "a.json", *interactions, http("wide", response=answers(body))))
    (matrix,) = field_matrices([contract], None, {})
    assert (len(matrix.rows), matrix.left_out) == (MOST_ROWS, 6)
    mark = matrix.rows[0].uses[0]
    assert mark
    assert (len(mark.interactions), mark.more) == (MOST_NAMED, 3)
