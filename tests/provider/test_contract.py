"""The real service keeps every promise of contracts/: one item for each, named `consumer: description`."""

import pytest
from flask import Flask

from pact_harness import PactInteraction
from tests.provider import messages
from tests.provider.states import auth, events, users

pytestmark = pytest.mark.pact(provider="user-service", states=[users, events, auth], messages=messages)


@pytest.fixture
def provider_app(app: Flask) -> Flask:
    """The service under test, over a database of this promise's own."""
    return app


def test_contract(pact_interaction: PactInteraction) -> None:
    pact_interaction.verify()
