"""Lesson 13: a new need, from the consumer's test by way of the state to the service.

- the newsletter promises the last page of users, neither too strictly nor too loosely
- the provider state makes the users it is asked for
- the service keeps the promise, and has a page of users whom no contract knows
"""

import json
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from pact import Pact, Verifier

from consumer import UserClientError
from consumer.newsletter import NewsletterClient
from pact_harness.verifying.state_handlers import ActiveStates, StateHandlers
from provider import UserDb, create_app
from tests.consumer.newsletter import test_newsletter_contract as newsletter
from tests.provider.states import users as states
from tests.serving import serving

Json = dict[str, Any]
STATE = "there are users"
OTHERS = [
    {"id": 40, "name": "Ursula", "email": "ursula@example.com"},
    {"id": 41, "name": "Vera", "email": "vera@example.com"},
]


@pytest.fixture
def user_db() -> Iterator[UserDb]:
    db = UserDb()
    yield db
    db.close()


async def recorded(folder: Path) -> Path | None:
    """What test_the_last_page promises, as a file; None as long as it promises nothing."""
    pact = Pact("newsletter", "user-service")
    try:
        await newsletter.test_the_last_page(pact)
    except Exception as error:
        pytest.fail(f"test_the_last_page is red itself: {type(error).__name__}: {error}", pytrace=False)
    pact.write_file(folder)
    file = folder / "newsletter-user-service.json"
    return file if promises(file) else None


def promises(file: Path) -> list[Json]:
    found: list[Json] = json.loads(file.read_text(encoding="utf-8"))["interactions"]
    return found


async def test_the_newsletter_promises_the_last_page(tmp_path: Path, user_db: UserDb) -> None:
    contract = await recorded(tmp_path)
    if contract is None:
        status = create_app(user_db).test_client().get("/users?limit=1&after=1").status_code
        said = "" if status == 200 else f" The service, asked for GET /users, answers {status}: it waits for you."
        pytest.fail(f"Nobody has promised a page of users yet.{said}", pytrace=False)
    [promise] = promises(contract)
    asked, answered = promise["request"], promise["response"]
    require(f"{asked['method']} {asked['path']}" == "GET /users", "the newsletter asks for GET /users")
    require([one["name"] for one in promise.get("providerStates", [])] == [STATE], f'say when it holds: "{STATE}"')
    require(answered["status"] == 200, "a page comes with 200")
    body = answered.get("body", {}).get("content", {})
    require(len(body.get("users", [])) == 1, "of two users, the last page of one has one: Bob")
    if faults := replayed(contract, page(body)):
        require(False, f"a service that answers just what is promised breaks it:\n  {faults[0]}")
    for name, answer in broken(body):
        require(bool(replayed(contract, page(answer))), f"the promise accepts {name}")


def require(holds: bool, otherwise: str) -> None:
    if not holds:
        pytest.fail(f"test_the_last_page expects something else: {otherwise}", pytrace=False)


def broken(body: Json) -> Iterator[tuple[str, Json]]:
    """Services that the newsletter could not use: what is wrong with each, and what it answers."""
    for field in ("id", "name", "email"):
        without = deepcopy(body)
        without["users"][0].pop(field, None)
        yield f"a service that leaves out the {field}", without
    yield "a service that answers somebody else", {**body, "users": [newsletter.ALICE]}
    yield "a service that answers everybody, whatever limit and after say", {**body, "users": [*body["users"]] * 2}
    yield "a service that does not say whether there is a next page", {"users": body["users"]}
    yield "a service to which the last page is not the last", {**body, "next": "/users?limit=1&after=2"}


def page(answer: Json) -> Flask:
    """A service that knows one answer."""
    app = Flask("a service that knows one answer")
    app.get("/users")(lambda: answer)
    return app


async def test_the_state_makes_the_users_it_is_asked_for(tmp_path: Path) -> None:
    contract = await recorded(tmp_path)
    assert contract, "there is no promise yet"
    [state] = promises(contract)[0]["providerStates"]
    for users in (state["params"]["users"], OTHERS):
        user_db = UserDb()
        ActiveStates(StateHandlers.of(states), {"user_db": user_db}).set_up(state["name"], {"users": users})
        made = [{"id": user.id, "name": user.name, "email": user.email} for user in user_db.page()]
        user_db.close()
        if made != users:
            pytest.fail(f"asked for\n  {users}\nthe state made\n  {made}", pytrace=False)


async def test_the_service_keeps_the_promise(tmp_path: Path, user_db: UserDb) -> None:
    contract = await recorded(tmp_path)
    assert contract, "there is no promise yet"
    [state] = promises(contract)[0]["providerStates"]
    ActiveStates(StateHandlers.of(states), {"user_db": user_db}).set_up(state["name"], state["params"])
    if faults := replayed(contract, create_app(user_db)):
        pytest.fail("user-service breaks its contract with newsletter\n  " + "\n  ".join(faults), pytrace=False)
    for one in OTHERS:
        states.create(user_db, **one)
    with serving(create_app(user_db)) as url:
        async with NewsletterClient(url) as client:
            try:
                came = [user.name for user in (await client.page(limit=1, after=40)).users]
            except UserClientError as error:
                came = [str(error)]
    if came != ["Vera"]:
        pytest.fail(f"After user 40, the next one is Vera. The newsletter is told: {', '.join(came)}", pytrace=False)


def replayed(contract: Path, app: Flask) -> list[str]:
    """What pact-python's own Verifier finds wrong with the answers of *app*; its state is set up already. A wrong
    status comes first, since it explains the rest."""
    with serving(app) as url:
        verifier = Verifier("user-service", host="127.0.0.1").add_transport(url=url).follow_redirects(False)
        try:
            verifier.add_source(contract).verify()
        except RuntimeError:
            faults = [fault for error in verifier.results["errors"] for fault in error["mismatch"]["mismatches"]]
            ordered = sorted(faults, key=lambda fault: fault["type"] != "StatusMismatch")
            return [fault.get("mismatch", str(fault)) for fault in ordered]
    assert len(verifier.results["interactionResults"]) == 1, "nothing was replayed"
    return []
