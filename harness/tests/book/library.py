"""A small library for the book's tests: three consumers, two providers, requests and messages, every verdict."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from harness.tests.checks.pacts import Json, answers, asks, http, message, write
from pact_harness.book.book import Book, BookSources, read_book
from pact_harness.book.pages import write_book

ALICE: Json = {"id": 1, "name": "Alice"}
A_MOMENT = "2020-01-01T12:00:00+0000"
# every page of the library's book with a document, and the book in one file
PAGES = (
    "index",
    "coverage",
    "profile-client-user-service",
    "newsletter-user-service",
    "profile-client-billing",
    "../single",
)
EVIL = "\"><img src=x onerror='window.pwned=1'></pre></script><script>window.pwned=1</script>{{ 7*7 }}"
TURNED = "user\u202egpj.exe"  # shown by a browser as userexe.jpg

USER = http(
    "a request for a user",
    given={"the user exists": ALICE},
    response=answers(
        {**ALICE, "created_on": A_MOMENT},
        {"$.created_on": {"match": "datetime", "format": "yyyy-MM-dd'T'HH:mm:ssZ"}},
        headers={"Content-Type": ["application/json"]},
    ),
    comments={"testname": "tests/consumer/test_profile.py::test_get_user"},
)
NOBODY = http("a request for nobody", given={}, request=asks("/users/2"), response=answers(status=404))
PAGE = http(
    "a page of users",
    given={"there are users": {"count": 2}},
    request=asks("/users", query={"limit": ["2"]}),
    response=answers({"users": [{"email": "bob@example.org"}]}, {"$.users": {"match": "type", "min": 1}}),
)
CREATED = message("a user was created", {"id": 1}, metadata={"type": "user-created"})
INVOICE = http("an invoice", given={}, request=asks("/invoices/7"), response=answers({"total": 12}))


def record(consumer: str, interaction: Json, outcome: str = "passed", **more: Any) -> Json:
    """The result that the harness would have written of this interaction of user-service."""
    states = [{"name": one["name"], "parameters": one["params"]} for one in interaction.get("providerStates", ())]
    names = {"consumer": consumer, "provider": "user-service", "interaction": interaction["description"]}
    test = f"tests/provider/test_contract.py::test_contract[{consumer}: {interaction['description']}]"
    result = {"result": outcome, "mismatches": [], "milliseconds": 4.2, "request": None, "response": None}
    name = f"{consumer}: {interaction['description']}"
    return {**names, "name": name, "states": states, "test": test, "recorded_by": None, **result, **more}


def mismatch(part: str, path: list[str | int], expected: str, actual: str) -> Json:
    return {"part": part, "path": path, "expected": expected, "actual": actual}


BROKEN = record(
    "profile-client",
    USER,
    "failed",
    mismatches=[mismatch("body", ["created_on"], f"a datetime like {A_MOMENT}", "1577880000")],
    response={
        "status": 200,
        "headers": [["Content-Type", "application/json"]],
        "body": json.dumps({"hobbies": [], **ALICE, "created_on": 1577880000}),
    },
    failure_message="user-service breaks its contract with profile-client",
)
PENDING = record("newsletter", PAGE, "pending", mismatches=[mismatch("status", [], "200", "404")])


def shelve(folder: Path) -> Path:
    """The library's pact files, in ``folder/contracts``, which is returned."""
    contracts = folder / "contracts"
    write(contracts / "profile.json", USER, NOBODY, consumer="profile-client", provider="user-service")
    write(contracts / "newsletter.json", PAGE, CREATED, consumer="newsletter", provider="user-service")
    write(contracts / "billing.json", INVOICE, consumer="profile-client", provider="billing")
    return contracts


def results(folder: Path, *records: Mapping[str, Any]) -> Path:
    file = folder / "verification.json"
    file.write_text(json.dumps({"version": 1, "results": records}), encoding="utf-8")
    return file


def all_verdicts(folder: Path) -> BookSources:
    """The library: one interaction failed, one pending, one passed of each kind, and billing's not verified."""
    records = [BROKEN, PENDING, record("profile-client", NOBODY), record("newsletter", CREATED)]
    return BookSources(shelve(folder), root=folder, verification=results(folder, *records))


def a_book(sources: BookSources, output: Path, *, single: bool = False) -> Book:
    """The book of *sources*, written."""
    book = read_book(sources, single=single)
    write_book(book, output, single=single)
    return book
