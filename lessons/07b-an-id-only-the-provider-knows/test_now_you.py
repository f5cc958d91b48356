"""Lesson 7b, now you: a token that only the provider knows reaches a header."""

from pathlib import Path
from typing import Any

import pytest
from exercise import GENERATORS
from flask import Flask, request
from pact import Pact, Verifier

from tests.serving import serving


def test_the_token_of_the_state_reaches_the_header(tmp_path: Path) -> None:
    pact = Pact("profile-client", "user-service")
    interaction = pact.upon_receiving("a request with a token").given("a token is valid")
    interaction = interaction.with_request("GET", "/me").with_header("Authorization", "Bearer any")
    if GENERATORS and isinstance(GENERATORS, dict):
        interaction.with_generators(GENERATORS, "Request")
    interaction.will_respond_with(200)
    pact.write_file(tmp_path)
    sent: list[str] = []
    app = Flask("a service that notes what it was sent")

    @app.post("/pact/states")
    def set_up_state() -> dict[str, Any]:
        return {"token": "8f3a"}

    @app.get("/me")
    def me() -> dict[str, Any]:
        sent.append(request.headers["Authorization"])
        return {}

    with serving(app) as url:
        verifier = Verifier("user-service", host="127.0.0.1").add_transport(url=url).add_source(tmp_path)
        verifier.state_handler(f"{url}/pact/states", teardown=False, body=True)
        verifier.verify()
    if sent != ["Bearer 8f3a"]:
        why = f". {fault}" if (fault := shape_fault(GENERATORS)) else ""
        pytest.fail(f"the service was sent {sent[0]!r}, and the state returned the token 8f3a{why}", pytrace=False)


def shape_fault(generators: Any) -> str:
    """Why Pact finds no generator for the header, which it does not say; "" if it finds one or if none is written."""
    if not generators:
        return ""
    headers = generators.get("header") if isinstance(generators, dict) else None
    if not isinstance(headers, dict):
        return f'Pact looks for the key "header", and GENERATORS is {generators}'
    generator = headers.get("Authorization")
    if not isinstance(generator, dict):
        return f'Under "header" Pact looks for the name of a header, and then for its generator. There is {headers}'
    if generator.get("type") != "ProviderState" or not isinstance(generator.get("expression"), str):
        return f'A generator has the type "ProviderState" and an expression, and this one is {generator}'
    return ""
