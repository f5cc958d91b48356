"""Verifying by the harness: a pytest item for each promise."""

import pytest
import states
from app import app
from flask import Flask

from harness.promise import Promise

pytestmark = pytest.mark.pact(provider="bench-service", states=states)


@pytest.fixture(scope="session")
def provider_app() -> Flask:
    return app


def test_contract(promise: Promise) -> None:
    promise.verify()
