"""The event of a new user, promised by pact-python alone: no fixture of ours watches over it."""

import json
from typing import Any

from pact import Pact

from consumer.newsletter import Entry
from consumer.newsletter.handlers import user_created

ALICE = {"id": 1, "name": "Alice", "email": "alice@example.com"}


async def receive(body: str | bytes | None, metadata: dict[str, Any]) -> None:
    """Have the newsletter's own code read the message."""
    assert metadata["type"] == "user-created"
    assert user_created(json.loads(body or "null")) == Entry(user=1, name="Alice", email="alice@example.com")


def test_a_user_created_event() -> None:
    pact = Pact("newsletter", "user-service")
    (
        pact.upon_receiving("a user-created event", "Async")
        .given("the user was created", **ALICE)
        .with_metadata({"type": "user-created"})
        .with_body(ALICE)
    )
    pact.verify(receive, "Async")
    pact.write_file("build/plain", overwrite=True)
