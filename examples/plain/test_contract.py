"""Verifying by pact-python alone: the real service keeps every contract of contracts/, and at least one."""

import os
from datetime import UTC, datetime
from threading import Thread
from typing import Any

# before pact is imported: its core counts its users, and a proxy would swallow the loopback requests
os.environ["PACT_DO_NOT_TRACK"] = "true"
os.environ["NO_PROXY"] = os.environ["no_proxy"] = "127.0.0.1,localhost"

import pytest
from pact import Verifier
from werkzeug.serving import make_server

from provider import User, UserDb, create_app


# the server of pact-python's state functions leaves a socket open
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_the_service_keeps_every_contract() -> None:
    user_db = UserDb()

    def the_user_exists(action: str, parameters: dict[str, Any]) -> None:
        if action == "setup":
            everything = {"email": None, "ip_address": None, "hobbies": [], "admin": False} | parameters
            user_db.create(User(created_on=datetime.now(UTC), **everything))

    def the_user_does_not_exist(action: str, parameters: dict[str, Any]) -> None:
        if action == "setup":
            assert user_db.get(parameters["id"]) is None

    server = make_server("127.0.0.1", 0, create_app(user_db), threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        verifier = Verifier("user-service", host="127.0.0.1").add_transport(url=f"http://127.0.0.1:{server.port}")
        verifier.add_source("contracts").follow_redirects(False)
        states = {"the user exists": the_user_exists, "the user doesn't exist": the_user_does_not_exist}
        verifier.state_handler(states, teardown=True).verify()
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        user_db.close()
    assert verifier.results["interactionResults"], "nothing was verified: are there contracts in contracts/?"
