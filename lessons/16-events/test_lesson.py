"""Lesson 16: messages have no request and no answer; both sides are tested, and neither talks to the other.

Step 1, the producer, replayed by pact-python's own Verifier:
- the events of a new and of a changed user say what was promised

Step 2, the consumer, in test_events_plainly.py:
- the test is green with the newsletter's handler
- it is red with a handler that cannot read the event
"""

import asyncio
import base64
import inspect
import json
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest
from flask import Flask, Response, request
from pact import Pact, Verifier

from consumer.newsletter import Entry
from pact_harness.recording.recorded_pact import RecordedPact
from provider import UserDb
from provider.events.outbox import Outbox
from tests.consumer import test_events_plainly as plainly
from tests.provider import messages
from tests.provider.states import events as states
from tests.serving import serving

CONTRACT = Path(__file__).parent.parent / "contracts" / "newsletter-user-service.json"
STATES: dict[str, Callable[..., object]] = {
    "the user was created": states.the_user_was_created,
    "the user was changed": states.the_user_was_changed,
}


@pytest.fixture
def producer() -> Iterator[str]:
    """Where a verifier has states set up, and asks for the message that the service would send by then."""
    user_db = UserDb()
    outbox = Outbox(user_db.database)
    user_db.on_change = outbox.record
    app = Flask("the producer's test")

    @app.post("/states")
    def set_up_state() -> Any:
        asked = request.get_json()
        STATES[asked["state"]](user_db, **asked["params"])
        return {}

    @app.post("/message")
    def message() -> Response:
        made = messages.the_newest_event(outbox)
        metadata = json.dumps({"contentType": made.content_type, **made.metadata}).encode()
        headers = {"Pact-Message-Metadata": base64.b64encode(metadata).decode()}
        return Response(made.encoded(), content_type=made.content_type, headers=headers)

    with serving(app) as url:
        yield url
    user_db.close()


@pytest.mark.parametrize("event", ["a user-created event", "a user-changed event"])
def test_the_producer_keeps_the_promise(producer: str, event: str) -> None:
    verifier = Verifier("user-service", host="127.0.0.1").add_source(CONTRACT).filter(description=f"^{event}$")
    port = int(producer.rpartition(":")[2])
    verifier.add_transport(protocol="message", port=port, path="/message", scheme="http")
    verifier.state_handler(f"{producer}/states", teardown=False, body=True)
    try:
        verifier.verify()
    except RuntimeError:
        mismatch = verifier.results["errors"][0]["mismatch"]
        fail(f"{event}:\n" + "\n".join(one["mismatch"] for one in mismatch.get("mismatches", [])) or str(mismatch))
    assert len(verifier.results["interactionResults"]) == 1, "nothing was replayed"


def plain_test() -> None:
    """Your test, as it runs where nobody looks at warnings."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        if inspect.iscoroutine(asked := plainly.test_a_user_created_event()):  # type: ignore[func-returns-value]
            asyncio.run(asked)


def test_the_consumers_test_is_green_with_its_handler() -> None:
    plain_test()


def test_a_handler_that_cannot_read_the_event_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def cannot_read(data: object) -> Entry:
        raise LookupError(f"no idea what to do with {data}")

    monkeypatch.setattr(plainly, "user_created", cannot_read)
    try:
        plain_test()
    except Exception:
        return
    fail(f"The test is green, and its handler cannot read the event.\n{guard()}")


def guard() -> str:
    """What the plugin says to the same test, if it is given the plugin's Pact."""
    if not inspect.iscoroutinefunction(plainly.receive):
        return "Does receive call user_created, the newsletter's own code?"
    pact: Pact = RecordedPact("newsletter", "user-service")
    pact.upon_receiving("a user-created event", "Async").with_body(plainly.ALICE)
    with pytest.raises(AssertionError) as refused:
        pact.verify(plainly.receive, "Async")
    return (
        f"The plugin would refuse this handler: {refused.value}\n"
        "Only the plugin's Pact has averify. This test uses pact-python's own, which calls plain functions alone."
    )


def fail(text: str) -> NoReturn:
    pytest.fail(text, pytrace=False)
