"""Lesson 8: a green that verified nothing, and one that verified garbage.

Step 1, verify() of plain_verifier.py:
- two promises that are kept are green, and one that is broken is red
- red are two promises to a provider of another name, one of two contracts that is passed over, an empty folder

Step 2, the promises of test_plain_promises.py:
- a service that answers all users, whatever it was asked for, breaks the first
- a service that calls everybody '?', whatever it was sent, breaks the second

Step 3, the same:
- the service keeps both
"""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import pytest
from flask import Flask, Response
from pact import Verifier
from pydantic import ConfigDict, Field, TypeAdapter, with_config
from typing_extensions import TypedDict  # before Python 3.12 pydantic asks for this one

from provider import User, UserDb, create_app
from provider.http.validation import Number
from provider.users import views
from tests.consumer import test_plain_promises as plain
from tests.provider import plain_verifier
from tests.serving import serving

Json = dict[str, Any]
ALICE = {"id": 1, "name": "Alice"}
IGNORING = ConfigDict(extra="ignore")


@with_config(IGNORING)
class LooseUser(TypedDict):
    """Any new user: who has no name is called '?'."""

    name: Annotated[str, Field(default="?")]


@with_config(IGNORING)
class LooseQuery(TypedDict, total=False):
    """Any query, of which only these parameters are known."""

    limit: Number
    after: Number


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The service, with two users, and loosened: it ignores what it does not know, and makes up a name."""
    monkeypatch.setattr(views, "NEW_USER", TypeAdapter(LooseUser))
    monkeypatch.setattr(views, "PAGE_QUERY", TypeAdapter(LooseQuery))
    user_db = UserDb()
    for name in ("Alice", "Bob"):
        user_db.create(User(id=user_db.new_user_id(), name=name, created_on=datetime.now(UTC)))
    return create_app(user_db)


@pytest.fixture
def url(app: Flask) -> Iterator[str]:
    with serving(app) as url:
        yield url


# ---- step 1


def contract(provider: str, *paths: str) -> str:
    """A contract that promises Alice at each path."""
    interactions = [
        {
            "type": "Synchronous/HTTP",
            "description": f"a request for {path}",
            "request": {"method": "GET", "path": path},
            "response": {"status": 200, "body": {"content": ALICE, "contentType": "application/json"}},
        }
        for path in paths
    ]
    sides = {"consumer": {"name": "plain-client"}, "provider": {"name": provider}}
    return json.dumps({**sides, "interactions": interactions, "metadata": {"pactSpecification": {"version": "4.0"}}})


def test_promises_that_are_kept_are_green(tmp_path: Path, url: str) -> None:
    (tmp_path / "contract.json").write_text(contract("user-service", "/users/1", "/users/1?again"), encoding="utf-8")
    plain_verifier.verify(tmp_path, url)


def test_a_promise_that_is_broken_is_red(tmp_path: Path, url: str) -> None:
    (tmp_path / "contract.json").write_text(contract("user-service", "/users/1", "/users/2"), encoding="utf-8")
    require_red(tmp_path, url, "the service broke one of two promises")


def test_contracts_with_a_provider_of_another_name_are_red(tmp_path: Path, url: str) -> None:
    (tmp_path / "contract.json").write_text(contract("users-service", "/users/1", "/users/2"), encoding="utf-8")
    require_red(tmp_path, url, "verified 0 of 2: the contract is with users-service, and this is user-service")


def test_a_contract_that_is_passed_over_is_red(tmp_path: Path, url: str) -> None:
    (tmp_path / "one.json").write_text(contract("user-service", "/users/1"), encoding="utf-8")
    (tmp_path / "other.json").write_text(contract("users-service", "/users/1"), encoding="utf-8")
    require_red(tmp_path, url, "verified 1 of 2: one of two contracts is with users-service")


def test_an_empty_folder_is_red(tmp_path: Path, url: str) -> None:
    require_red(tmp_path, url, "verified 0 of 0: the folder is empty")


def require_red(contracts: Path, url: str, what: str) -> None:
    try:
        plain_verifier.verify(contracts, url)
    except Exception:
        return
    pytest.fail(f"verify() is green, and {what}.", pytrace=False)


# ---- steps 2 and 3


def complaint(folder: str, app: Flask) -> str:
    """What Pact's verifier says against *app*; nothing if the promise is kept."""
    with serving(app) as url:
        verifier = Verifier("user-service", host="127.0.0.1").add_transport(url=url).add_source(folder)
        try:
            verifier.verify()
        except RuntimeError:
            mismatch = verifier.results["errors"][0]["mismatch"]
            first = mismatch.get("mismatches", [mismatch])[0]
            return f"{first.get('path', 'the answer')}\n  {first.get('mismatch', first)}"
    assert verifier.results["interactionResults"]
    return ""


def garbled(app: Flask, garble: Callable[[Json], object]) -> Flask:
    """The service, whose answers are changed by *garble*."""

    @app.after_request
    def answer(response: Response) -> Response:
        body = response.get_json()
        garble(body)
        response.data = json.dumps(body)
        return response

    return app


async def test_a_service_that_ignores_the_filter_breaks_the_promise(app: Flask) -> None:
    await plain.test_the_first_user()
    everybody = [ALICE, {"id": 2, "name": "Bob"}]
    if not complaint("build/first-user", garbled(app, lambda page: page.update(users=everybody))):
        pytest.fail("The contract of the first user accepts a service that answers all of them.", pytrace=False)


async def test_a_service_that_ignores_the_field_breaks_the_promise(app: Flask) -> None:
    await plain.test_a_new_user()
    if not complaint("build/new-user", garbled(app, lambda user: user.update(name="?"))):
        pytest.fail("The contract of a new user accepts a service that calls everybody '?'.", pytrace=False)


async def test_the_service_keeps_the_promise_of_the_first_user(app: Flask) -> None:
    await plain.test_the_first_user()
    if said := complaint("build/first-user", app):
        pytest.fail(f"The service does not do what it was asked for.\n{said}", pytrace=False)


async def test_the_service_keeps_the_promise_of_a_new_user(app: Flask) -> None:
    await plain.test_a_new_user()
    if said := complaint("build/new-user", app):
        pytest.fail(f"The service does not do what it was asked for.\n{said}", pytrace=False)
