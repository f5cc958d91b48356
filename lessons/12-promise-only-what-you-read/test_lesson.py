"""Lesson 12: the newsletter's contract asks for all that the newsletter reads of users, and for nothing else.

- the check of necessity, over the tests about pages of users: a test misses each promise
- the service keeps the promises; one that answers an empty email instead of null breaks one, and so does one that
  leaves such an email out
- a test checks that a user without an email is no subscriber
"""

import inspect
import json
import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Response, request
from pact import Pact, Verifier

from consumer.newsletter import NewsletterClient, Subscriber
from pact_harness.verifying.state_handlers import ActiveStates, StateHandlers
from provider import UserDb, create_app
from tests.consumer.newsletter import test_newsletter_contract as newsletter
from tests.provider.states import users as states
from tests.serving import serving

Json = dict[str, Any]
ROOT = Path(__file__).parent.parent
TESTS = "tests/consumer/newsletter/test_newsletter_contract.py"
CONTRACT = "contracts/newsletter-user-service.json"
PAGES_ONLY = """

def pytest_collection_modifyitems(items):
    items[:] = [item for item in items if "event" not in item.name and "news" not in item.name]
"""


def test_each_promise_is_missed_by_a_test(tmp_path: Path) -> None:
    """The check tries each promise of a contract; a project with the tests about pages alone makes that quick."""
    for name in (TESTS, CONTRACT, "pyproject.toml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, tmp_path / name)
    (tmp_path / "conftest.py").write_text(PAGES_ONLY, encoding="utf-8")
    command = [sys.executable, "-m", "pact_harness", "--pact-set", "openapi=", "check", "necessity", CONTRACT, "--json"]
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(command, cwd=tmp_path, env=surroundings, capture_output=True, text=True, check=False)  # noqa: S603
    if ran.returncode not in {0, 1}:
        pytest.fail(ran.stderr, pytrace=False)
    findings = json.loads(ran.stdout)
    faults = [one for one in findings["findings"] if one["severity"] == "error"]
    if faults:
        pytest.fail("\n".join(f"{one['message']}\n{one['advice']}" for one in faults), pytrace=False)


async def test_the_contract_speaks_of_an_email_that_is_null(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    promises = await recorded(tmp_path)
    for promise in promises:
        if not kept(promise, lambda user: user, tmp_path):
            pytest.fail(f"the service is right, but breaks {promise['description']!r}", pytrace=False)
    for name, changed in BROKEN.items():
        if all(kept(promise, changed, tmp_path) for promise in promises):
            pytest.fail(
                f"The contract says nothing of an email that is null: a service that {name} fulfils it.",
                pytrace=False,
            )
    monkeypatch.setattr(NewsletterClient, "subscribers", everybody)
    if not await is_red():
        pytest.fail(
            "No test checks client.subscribers(): if it returns a user without an email, every test is green.",
            pytrace=False,
        )


async def everybody(client: NewsletterClient, *, limit: int = 50) -> AsyncIterator[Subscriber]:
    """What a client returns as subscribers that forgets to skip users without an email."""
    after: int | None = 0
    while after is not None:
        page = await client.page(limit=limit, after=after)
        for user in page.users:
            yield Subscriber.model_construct(**dict(user))
        after = page.after


def empty(user: Json) -> Json:
    return {**user, "email": user["email"] or ""}


def left_out(user: Json) -> Json:
    return {key: value for key, value in user.items() if key != "email" or value is not None}


BROKEN = {"answers an empty email instead": empty, "leaves such an email out": left_out}


async def recorded(folder: Path) -> list[Json]:
    """What the contract tests promise of pages of users."""
    for contract_test in contract_tests():
        pact = Pact("newsletter", "user-service")
        await contract_test(pact)
        pact.write_file(folder)
    found = json.loads((folder / "newsletter-user-service.json").read_text(encoding="utf-8"))["interactions"]
    return [one for one in found if one["request"]["path"] == "/users"]


async def is_red() -> bool:
    """Whether a contract test fails."""
    for contract_test in contract_tests():
        try:
            await contract_test(Pact("newsletter", "user-service"))
        except Exception:
            return True
    return False


def contract_tests() -> list[Callable[[Pact], Awaitable[None]]]:
    tests = [value for name, value in vars(newsletter).items() if name.startswith("test_")]
    return [
        one for one in tests if inspect.iscoroutinefunction(one) and list(inspect.signature(one).parameters) == ["pact"]
    ]


def kept(promise: Json, changed: Callable[[Json], Json], folder: Path) -> bool:
    """Whether the real service keeps the promise if each user of a page is *changed* on its way out."""
    file = folder / "promise.json"
    file.write_text(json.dumps({**SIDES, "interactions": [promise]}), encoding="utf-8")
    user_db = UserDb()
    for state in promise.get("providerStates", []):
        ActiveStates(StateHandlers.of(states), {"user_db": user_db}).set_up(state["name"], state.get("params", {}))
    with serving(changing(create_app(user_db), changed)) as url:
        verifier = Verifier("user-service", host="127.0.0.1").add_transport(url=url).follow_redirects(False)
        try:
            verifier.add_source(file).verify()
        except RuntimeError:
            return False
        finally:
            user_db.close()
    assert len(verifier.results["interactionResults"]) == 1, "nothing was replayed"
    return True


SIDES = {
    "consumer": {"name": "newsletter"},
    "provider": {"name": "user-service"},
    "metadata": {"pactSpecification": {"version": "4.0"}},
}


def changing(app: Flask, changed: Callable[[Json], Json]) -> Flask:
    @app.after_request
    def answer(response: Response) -> Response:
        if request.path == "/users" and response.status_code == 200:
            page = response.get_json()
            response.data = json.dumps({**page, "users": [changed(user) for user in page["users"]]})
        return response

    return app
