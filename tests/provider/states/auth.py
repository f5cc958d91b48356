"""The provider states of the admin token."""

from flask import Flask

from pact_harness import state
from tests.provider.conftest import ADMIN_TOKEN


@state("an admin token is configured")
def an_admin_token_is_configured(app: Flask) -> dict[str, str]:
    """The token itself is injected into the request: a contract holds a symbolic one only."""
    app.config["ADMIN_TOKEN"] = ADMIN_TOKEN
    return {"admin_token": ADMIN_TOKEN}


@state("no admin token is configured")
def no_admin_token_is_configured(app: Flask) -> None:
    app.config["ADMIN_TOKEN"] = None
