"""Lesson 5, now you: a list whose items the provider decides."""

from pathlib import Path
from typing import Any

import pytest
from exercise import BODY
from flask import Flask
from pact import Pact, Verifier

from tests.serving import serving


@pytest.fixture
def contract(tmp_path: Path) -> Path:
    pact = Pact("profile-client", "user-service")
    pact.upon_receiving("a request for hobbies").with_request("GET", "/hobbies").will_respond_with(200).with_body(BODY)
    pact.write_file(tmp_path)
    return tmp_path


def is_kept(contract: Path, answer: dict[str, Any]) -> bool:
    """Whether a service that gives this answer keeps the contract."""
    app = Flask("a service that knows one answer")
    app.get("/hobbies")(lambda: answer)
    with serving(app) as url:
        verifier = Verifier("user-service", host="127.0.0.1").add_transport(url=url).add_source(contract)
        try:
            verifier.verify()
        except RuntimeError:
            return False
    return True


def test_a_list_of_other_hobbies_keeps_the_contract(contract: Path) -> None:
    for hobbies in (["go", "chess"], ["go"]):
        if not is_kept(contract, {"hobbies": hobbies}):
            pytest.fail(f"too strict: a service that answers {hobbies} breaks the contract", pytrace=False)


def test_what_the_client_could_not_read_breaks_it(contract: Path) -> None:
    answers: list[dict[str, Any]] = [{"hobbies": [7]}, {"hobbies": "chess"}, {}]
    for answer in answers:
        if is_kept(contract, answer):
            pytest.fail(f"too loose: the contract accepts a service that answers {answer}", pytrace=False)
