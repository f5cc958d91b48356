"""Lesson 2, now you: a second contract test, about another user."""

import json
from pathlib import Path

import pytest
from pact import Pact

from tests.consumer.profile import test_profile_contract


async def test_another_user_is_promised(tmp_path: Path) -> None:
    test = getattr(test_profile_contract, "test_get_another_user", None)
    if test is None:
        pytest.fail("test_profile_contract.py has no test_get_another_user", pytrace=False)
    pact = Pact("profile-client", "user-service")
    await test(pact)
    pact.write_file(tmp_path)
    contract = tmp_path / "profile-client-user-service.json"
    [interaction] = json.loads(contract.read_text(encoding="utf-8"))["interactions"]
    [state] = interaction["providerStates"]
    body = interaction["response"]["body"]["content"]
    about = {state["params"]["id"], int(interaction["request"]["path"].rpartition("/")[2]), body["id"]}
    if len(about) > 1:
        pytest.fail(f"state, path and answer are about different users: {sorted(about)}", pytrace=False)
    if about == {1} or state["params"]["name"] == "Alice":
        pytest.fail("this is Alice again: promise another user", pytrace=False)
    if body["name"] != state["params"]["name"]:
        pytest.fail(f"the state makes {state['params']['name']}, the answer is {body['name']}", pytrace=False)
