"""Verifying by the harness: a pytest item for each promise."""

import pytest
import states
from app import app
from flask import Flask

from pact_harness import PactInteraction

pytestmark = pytest.mark.pact(provider="bench-service", states=states)


@pytest.fixture(scope="session")
def provider_app() -> Flask:
    return app


def test_contract(pact_interaction: PactInteraction) -> None:
    pact_interaction.verify()
