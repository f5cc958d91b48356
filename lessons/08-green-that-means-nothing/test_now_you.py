"""Lesson 8, now you: the guard says why nothing was verified."""

import json
from pathlib import Path

import pytest
from flask import Flask

from tests.provider import plain_verifier
from tests.serving import serving


def test_the_guard_says_whom_the_contract_is_with(tmp_path: Path) -> None:
    interaction = {
        "type": "Synchronous/HTTP",
        "description": "a request",
        "request": {"method": "GET", "path": "/"},
        "response": {"status": 200},
    }
    sides = {"consumer": {"name": "plain-client"}, "provider": {"name": "users-service"}}
    contract = {**sides, "interactions": [interaction], "metadata": {"pactSpecification": {"version": "4.0"}}}
    (tmp_path / "contract.json").write_text(json.dumps(contract), encoding="utf-8")
    app = Flask("a service that is not asked")
    app.get("/")(dict)
    with serving(app) as url:
        try:
            plain_verifier.verify(tmp_path, url)
        except Exception as error:
            said = str(error)
        else:
            pytest.fail("the guard is green, and nothing was verified", pytrace=False)
    if "users-service" not in said:
        pytest.fail(f"the guard does not say that the contract is with users-service. It says: {said}", pytrace=False)
