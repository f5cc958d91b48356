"""Lesson 5: each field is promised as strictly as the consumer needs it, and no more strictly.

Step 1, the promises of test_profile_contract.py about a user who exists:
- the service keeps them, whenever the user was created
- a service whose created_on cannot be read breaks them: none, a number, words

Step 2, the promise of test_new_user_plainly.py:
- the service keeps it, whichever id is the next
- a service whose id cannot be read breaks it: none, text
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

import pytest
from flask import Response, request
from pact import Pact, Verifier

from provider import User, UserDb, create_app
from tests.consumer import test_new_user_plainly as plainly
from tests.consumer.profile import test_profile_contract as profile
from tests.serving import serving

Body = dict[str, Any]
Spoil = Callable[[Body], object]
CREATED_ON = datetime(2024, 2, 29, 12, 30, tzinfo=UTC)
UNREADABLE: dict[str, Spoil] = {
    "missing": lambda user: user.pop("created_on"),
    "a number": lambda user: user.update(created_on=1709209800),
    "the text 'last leap day'": lambda user: user.update(created_on="last leap day"),
}


@pytest.fixture
async def promises(tmp_path: Path) -> Path:
    """What your contract tests record about a user who exists."""
    for contract_test in (profile.test_get_user, profile.test_rename_user):
        pact = Pact("profile-client", "user-service")
        await contract_test(pact)
        pact.write_file(tmp_path)
    return tmp_path


@pytest.fixture
async def plain_promise() -> Path:
    """What your plain test records about a new user."""
    await plainly.test_create_user()
    return Path("build/plain")


def complaints(contracts: Path, spoil: Spoil = lambda _: None) -> list[str]:
    """What Pact's verifier says against the real service, whose answers *spoil* may change; nothing if all is kept."""
    user_db = UserDb()
    user_db.create(User(id=41, name="Somebody Else", created_on=CREATED_ON))
    app = create_app(user_db)

    @app.post("/pact/states")
    def set_up_state() -> Body:
        if parameters := request.get_json()["params"]:
            user_db.create(User(created_on=CREATED_ON, **parameters))
        return {}

    @app.after_request
    def spoil_answer(response: Response) -> Response:
        if request.path.startswith("/users"):
            body = response.get_json()
            spoil(body)
            response.data = json.dumps(body)
        return response

    with serving(app) as url:
        verifier = Verifier("user-service", host="127.0.0.1").add_transport(url=url).add_source(contracts)
        verifier.state_handler(f"{url}/pact/states", teardown=False, body=True)
        try:
            verifier.verify()
        except RuntimeError:
            return [complaint(one) for error in verifier.results["errors"] for one in mismatches(error)]
    return []


def mismatches(error: Body) -> list[Body]:
    return error["mismatch"].get("mismatches") or [error["mismatch"]]


def complaint(mismatch: Body) -> str:
    return f"{mismatch.get('path', 'the answer')}\n  {mismatch.get('mismatch', mismatch)}"


def test_the_promises_about_a_user_are_just_right(promises: Path) -> None:
    if found := complaints(promises):
        told = "\n".join(dict.fromkeys(found))
        fail(f"The contract about a user is too strict: the service is right, but breaks it.\n{told}")
    for whose, spoil in UNREADABLE.items():
        if not complaints(promises, spoil):
            fail(f"The contract about a user is no longer too strict, but too loose: $.created_on may be {whose}.")


def test_the_promise_about_a_new_user_is_not_too_strict(plain_promise: Path) -> None:
    if found := complaints(plain_promise):
        told = "\n".join(found)
        fail(f"The contract about a new user is too strict: the service is right, but breaks it.\n{told}")


def test_a_new_user_without_an_id_breaks_the_promise(plain_promise: Path) -> None:
    if not complaints(plain_promise, lambda user: user.pop("id")):
        fail("The contract about a new user accepts a provider without an id.")


def test_a_new_user_whose_id_is_text_breaks_the_promise(plain_promise: Path) -> None:
    if not complaints(plain_promise, lambda user: user.update(id="forty-two")):
        fail("The contract about a new user accepts a provider whose ids are text.")


def fail(text: str) -> NoReturn:
    pytest.fail(text, pytrace=False)
