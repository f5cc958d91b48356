"""Lesson 15: the token belongs to one request, and the requests that are refused go without it.

Step 1, the state of states/auth.py, with a verifier that adds nothing to a request:
- the token that it supplies makes an administrator
- what is refused is refused, with it or without it

Step 2, the verifier of one_header.py:
- it makes an administrator
- the request without a token, and that with a wrong one, are replayed as they are
- a service that lets everybody in looks different from ours
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NoReturn
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import pytest
from flask import Flask, request
from pact import Verifier

from provider import UserDb, create_app
from tests.provider import one_header
from tests.provider.conftest import ADMIN_TOKEN
from tests.provider.states import auth, users
from tests.serving import serving

CONTRACT = Path(__file__).parent.parent / "contracts" / "profile-client-user-service.json"
WITH_THE_TOKEN = "a request to make a user an administrator"
WITHOUT = f"{WITH_THE_TOKEN} without a token"
WITH_A_WRONG_ONE = f"{WITH_THE_TOKEN} with a wrong token"
MakeVerifier = Callable[[str], Verifier]


def plain(url: str) -> Verifier:
    """A verifier that sends what was promised, and adds nothing."""
    verifier = Verifier("user-service", host="127.0.0.1").add_transport(url=url).add_source(CONTRACT)
    verifier.filter(description="administrator").follow_redirects(False)
    return verifier.state_handler(f"{url}/pact/states", teardown=False, body=True)


def yours(url: str) -> Verifier:
    return one_header.administrators_verifier(CONTRACT, url)


@pytest.fixture
def app() -> Iterator[Flask]:
    """The service, and beside it the place where a verifier has the functions of states/auth.py called."""
    user_db = UserDb()
    app = create_app(user_db)
    functions: dict[str, Callable[[], object]] = {
        "an admin token is configured": lambda: auth.an_admin_token_is_configured(app),
        "no admin token is configured": lambda: auth.no_admin_token_is_configured(app),
    }

    @app.post("/pact/states")
    def set_up_state() -> Any:
        asked = request.get_json()
        if asked["state"] in functions:
            return functions[asked["state"]]() or {}
        if user_db.get(asked["params"]["id"]) is None:
            users.create(user_db, **asked["params"])
        return {}

    yield app
    user_db.close()


def lets_everybody_in(app: Flask) -> WSGIApplication:
    """The service, if it took every request for one with the token."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        return app({**environ, "HTTP_AUTHORIZATION": f"Bearer {ADMIN_TOKEN}"}, start_response)

    return answer


def complaints(app: WSGIApplication, verifier_for: MakeVerifier) -> dict[str, list[str]]:
    """What the verifier finds wrong, by the promise that is broken; a wrong status first, for it explains the rest."""
    with serving(app) as url:
        verifier = verifier_for(url)
        try:
            verifier.verify()
        except RuntimeError:
            errors = verifier.results["errors"]
            return {error["interaction"].split(" - ")[-1]: words(error["mismatch"]) for error in errors}
    assert len(verifier.results["interactionResults"]) == 4, "the promises about administrators are four"
    return {}


def words(mismatch: dict[str, Any]) -> list[str]:
    faults = sorted(mismatch.get("mismatches", []), key=lambda fault: fault["type"] != "StatusMismatch")
    return [fault["mismatch"] for fault in faults] or [str(mismatch)]


def require_kept(promise: str, app: Flask, verifier_for: MakeVerifier, why: str) -> None:
    if said := complaints(app, verifier_for).get(promise):
        fail(f"{promise}:\n{said[0]}\n{why}")


def test_the_token_makes_an_administrator(app: Flask) -> None:
    require_kept(WITH_THE_TOKEN, app, plain, why_refused(auth.an_admin_token_is_configured(app)))


def why_refused(returned: object) -> str:
    """Why the service refuses the request, by what the state returned."""
    if not returned:
        return "The service asks for its token, and the contract's own, a-symbolic-token, is another."
    if not isinstance(returned, dict):
        return "The state returned no dictionary. The contract asks for a value with a name."
    if "admin_token" not in returned:
        return f"The state returned {', '.join(map(str, returned))}, but the contract asks for admin_token."
    if returned["admin_token"] == f"Bearer {ADMIN_TOKEN}":
        return "The request had the word Bearer twice: the contract adds it to what the state returned."
    return "The state returned another token than that of the service, ADMIN_TOKEN."


def test_what_is_refused_stays_refused(app: Flask) -> None:
    assert set(complaints(app, plain)) <= {WITH_THE_TOKEN}


def test_your_verifier_makes_an_administrator(app: Flask) -> None:
    require_kept(WITH_THE_TOKEN, app, yours, "The request went without the token of the service.")


def test_a_request_without_the_token_is_still_one(app: Flask) -> None:
    require_kept(WITHOUT, app, yours, "The verifier sent the token with it.")


def test_a_wrong_token_is_still_a_wrong_one(app: Flask) -> None:
    require_kept(WITH_A_WRONG_ONE, app, yours, "The verifier replaced it by the right one.")


def test_a_service_that_lets_everybody_in_is_told_from_ours(app: Flask) -> None:
    ours = complaints(app, yours)
    if ours == complaints(lets_everybody_in(app), yours):
        fail("With one header for every request, the verifier says the same of a service that lets everybody in.")
    assert not ours, f"the service keeps its promises, and the verifier says: {ours}"


def fail(text: str) -> NoReturn:
    pytest.fail(text, pytrace=False)
