"""Lesson 3: the promises of the contract tests are still as strict as they were.

- the one about creating a user refuses a client that sends more
- the one about deleting a user refuses a client that asks elsewhere

The two contract tests themselves, which this lesson is about, stand in tests/consumer/profile/test_profile_contract.py.
"""

from typing import Any

import pytest
from pact import Pact
from pact.error import MismatchesError

from consumer import UserClient
from consumer.http.response import Response
from tests.consumer.profile import test_profile_contract as pact_tests


class SendsDebug(UserClient):
    """Adds to every body what nobody promised."""

    async def _call(self, method: str, *path: str, json: Any = None, **rest: Any) -> Response:
        return await super()._call(method, *path, json={**(json or {}), "debug": True}, **rest)


class AsksElsewhere(UserClient):
    """Asks for another path, whatever it was."""

    async def _call(self, method: str, *path: str, **rest: Any) -> Response:
        return await super()._call(method, "elsewhere", *path[1:], **rest)


async def test_the_promise_to_create_refuses_a_client_that_sends_debug(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pact_tests, "UserClient", SendsDebug)
    try:
        await pact_tests.test_create_user(Pact("profile-client", "user-service"))
    except MismatchesError:
        return
    pytest.fail("test_create_user now accepts a client that sends debug: fix the client, not the test")


async def test_the_promise_to_delete_refuses_a_client_that_asks_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pact_tests, "UserClient", AsksElsewhere)
    try:
        await pact_tests.test_delete_user(Pact("profile-client", "user-service"))
    except MismatchesError:
        return
    pytest.fail("test_delete_user now accepts a client that asks elsewhere: fix the client, not the test")
