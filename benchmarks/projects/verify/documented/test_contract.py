"""Verifying as pact-python documents it: one Verifier over a directory, states set up by functions."""

import os
from threading import Thread
from typing import Any

from app import ITEMS, app
from pact import Verifier
from werkzeug.serving import make_server


def the_item_exists(action: str, parameters: dict[str, Any]) -> None:
    ITEMS.clear()
    if action == "setup":
        ITEMS.add(parameters["id"])


def test_contract() -> None:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        verifier = Verifier("bench-service", host="127.0.0.1")
        verifier.add_transport(url=f"http://127.0.0.1:{server.port}").add_source(os.environ["CONTRACTS"])
        verifier.state_handler({"the item exists": the_item_exists}, teardown=True)
        verifier.verify()
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert len(verifier.results["interactionResults"]) == int(os.environ["COUNT"])
