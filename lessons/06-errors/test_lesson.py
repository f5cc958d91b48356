"""Lesson 6: the contract says how a call fails, so that the right error reaches the caller; it does not say why.

- against the real service, asking for a user who does not exist raises UserNotFoundError
- a contract test promises it, in a state that says so
- the service keeps that promise, also when it explains itself in other words
- a service that answers 200 with null, 400 or 410 instead breaks it
"""

import inspect
import json
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest
from flask import Response, request
from pact import Pact, Verifier

from consumer import UserClient, UserClientError, UserNotFoundError
from provider import UserDb, create_app
from tests.consumer.profile import test_profile_contract as profile
from tests.serving import serving

Json = dict[str, Any]
STATE = "the user doesn't exist"
NOT_FOUND = json.dumps({"detail": "User not found"})
IN_OTHER_WORDS = json.dumps({"detail": "we have looked everywhere"})


async def test_the_right_error_reaches_the_caller() -> None:
    with serving(create_app(UserDb())) as url:
        async with UserClient(url) as client:
            try:
                await client.get_user(2)
            except UserNotFoundError:
                return
            except UserClientError as error:
                came = f"{type(error).__name__}:\n  {error}"
    pytest.fail(f"The wrong error reaches the caller. Expected UserNotFoundError, got {came}", pytrace=False)


async def test_the_contract_says_how_it_fails_and_not_why(tmp_path: Path) -> None:
    interaction = await recorded(tmp_path / "all")
    if [state["name"] for state in interaction.get("providerStates", [])] != [STATE]:
        unpromised(f'say when it holds, .given("{STATE}", id=…).')
    contract = tmp_path / "contract.json"
    contract.write_text(json.dumps({**SIDES, "interactions": [interaction]}), encoding="utf-8")
    if said := complaint(contract, 404, NOT_FOUND):
        unpromised(f"the service is right, and still breaks the promise.\n  {said}")
    if said := complaint(contract, 404, IN_OTHER_WORDS):
        unpromised(f"too strict, for no program reads these words.\n  {said}")
    for status, body in [(200, "null"), (400, NOT_FOUND), (410, NOT_FOUND)]:
        if not complaint(contract, status, body):
            unpromised(f"too loose, a provider may answer {status} and {body}.")


def unpromised(why: str) -> NoReturn:
    pytest.fail(f"The contract does not say how get_user fails for a user who does not exist: {why}", pytrace=False)


SIDES = {
    "consumer": {"name": "profile-client"},
    "provider": {"name": "user-service"},
    "metadata": {"pactSpecification": {"version": "4.0"}},
}


async def recorded(folder: Path) -> Json:
    """What your contract tests record of asking for a user in vain."""
    for contract_test in contract_tests():
        pact = Pact("profile-client", "user-service")
        try:
            await contract_test(pact)
        except Exception as error:
            unpromised(f"{contract_test.__name__} fails, {type(error).__name__}:\n  {error}")
        pact.write_file(folder)
    contract = json.loads((folder / "profile-client-user-service.json").read_text(encoding="utf-8"))
    found: list[Json] = [one for one in contract["interactions"] if is_in_vain(one["request"], one["response"])]
    return found[0] if found else unpromised("no contract test asks for one.")


def contract_tests() -> list[Callable[[Pact], Awaitable[None]]]:
    tests = [value for name, value in vars(profile).items() if name.startswith("test_")]
    return [test for test in tests if list(inspect.signature(test).parameters) == ["pact"]]


def is_in_vain(asked: Json, answer: Json) -> bool:
    return asked["method"] == "GET" and bool(re.fullmatch(r"/users/\d+", asked["path"])) and answer["status"] != 200


def complaint(contract: Path, status: int, body: str) -> str:
    """What Pact's verifier says against a service that answers every GET like this; nothing if the promise is kept."""
    app = create_app(UserDb())

    @app.post("/pact/states")
    def set_up_state() -> Json:
        return {}  # there are no users at all

    @app.after_request
    def answer(response: Response) -> Response:
        if request.method == "GET":
            response.status_code, response.data = status, body
        return response

    with serving(app) as url:
        verifier = Verifier("user-service", host="127.0.0.1").add_transport(url=url).add_source(contract)
        verifier.state_handler(f"{url}/pact/states", teardown=False, body=True)
        try:
            verifier.verify()
        except RuntimeError:
            mismatch = verifier.results["errors"][0]["mismatch"]
            return str(mismatch.get("mismatches", [mismatch])[0].get("mismatch", mismatch))
    return ""
