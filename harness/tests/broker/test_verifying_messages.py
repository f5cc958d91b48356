"""What a person reads of a promise is the same, whether its contract came from a broker or lies in a file.

- the failure message, and the record in .pact/verification.json
- a state that nobody provides, one that fails, one that cannot be torn down, one that injects nothing: each is
  published as failed
"""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from harness.tests.broker.fake import FakeBroker
from harness.tests.providers import (
    ALICE,
    FILE,
    STATES,
    contract,
    interaction,
    message_interaction,
    provider_project,
    record,
    with_token,
)

OF_THE_MOMENT = ("milliseconds", "verified_at")
SILENT = """

    @state("a silent administrator")
    def a_silent_administrator():
        pass
"""
CASES = {
    "kept": interaction("it", "/users/1", ALICE, body={"id": 1, "name": "Alice"}),
    "broken": interaction("it", "/users/1", ALICE, body={"id": 1, "name": "Bob"}),
    "two states": interaction("it", "/users/1", ALICE, {"name": "an administrator"}, body={"name": "Bob"}),
    "no state": interaction("it", "/users/1", body={"name": "Alice"}),
    "an unknown state": interaction("it", "/users/1", {"name": "nobody provides it"}),
    "a state that fails": interaction("it", "/users/1", {"name": "the database is down"}, ALICE),
    "an untidy state": interaction("it", "/users/1", {"name": "a world that cannot be tidied"}, status=404),
    "a crash": interaction("it", "/crash"),
    "no value to inject": interaction("it", "/admin", {"name": "a silent administrator"}, request=with_token("/admin")),
    "a message": message_interaction("a user was created", {"id": 1, "users": 2}, {"kind": "created"}, ALICE),
}


@pytest.mark.parametrize("case", CASES)
def test_the_same_failure_message_and_the_same_record(tmp_path: Path, case: str) -> None:
    text, name = contract(CASES[case]), f"profile-client: {CASES[case]['description']}"
    project = provider_project(tmp_path, text, states=STATES + SILENT)
    from_file = project.pytest(FILE, CI="", PACT_URL="")
    of_file = told(record(project, name))
    (tmp_path / ".pact/verification.json").unlink()

    with FakeBroker() as broker:
        broker.hold(text)
        from_broker = project.pytest(FILE, "--pact-broker", timeout=60, **broker.variables, CI="true", PACT_URL="")
    assert from_broker.code == from_file.code == (0 if case == "kept" else 1), from_broker.output
    assert told(record(project, name)) == of_file
    assert broker.results == [("profile-client", case == "kept")]


def told(of: dict[str, Any]) -> Any:
    """A record without what is different each time: when, how long, and on which port."""
    kept = {key: value for key, value in of.items() if key not in OF_THE_MOMENT}
    return json.loads(re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:PORT", json.dumps(kept)))
