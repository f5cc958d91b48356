"""Lesson 2: a hand-made stub is content with the client, and nobody has asked the provider.

- the unit test on a stub is green
- a contract test promises what get_user needs
- the provider keeps that promise when it is replayed
- the client finds Alice in the real service
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pact import Pact, Verifier

from consumer import User, UserClient, UserNotFoundError
from provider import User as StoredUser
from provider import UserDb, create_app
from tests.consumer.answering import ALICE, answering, http
from tests.consumer.profile import test_profile_contract
from tests.serving import serving

CREATED_ON = datetime(2020, 1, 1, 12, tzinfo=UTC)


@pytest.fixture
def service() -> Iterator[str]:
    """The address of the real service; Alice is its user 1."""
    user_db = UserDb()
    user_db.create(StoredUser(id=1, name="Alice", created_on=CREATED_ON))
    with serving(create_app(user_db)) as url:
        yield url
    user_db.close()


async def test_the_unit_test_on_a_stub_is_green() -> None:
    async with answering(http(200, ALICE)) as stub, UserClient(stub.url) as client:
        assert await client.get_user(1) == User(id=1, name="Alice", created_on=CREATED_ON)


@pytest.fixture
async def contract(tmp_path: Path) -> Path | None:
    """What the contract test test_get_user promises, as a file; None where there is no such test."""
    test = getattr(test_profile_contract, "test_get_user", None)
    if test is None:
        return None
    pact = Pact("profile-client", "user-service")
    await test(pact)
    pact.write_file(tmp_path)
    return tmp_path / "profile-client-user-service.json"


async def test_a_pact_test_promises_a_user(contract: Path | None, service: str) -> None:
    if contract is None:
        pytest.fail(
            "no contract test says what get_user needs: test_profile_contract.py has no test_get_user.\n"
            "The stub says Alice. "
            f"The real service, in which Alice is user 1, says: {await asked_for_user_1(service)}.",
            pytrace=False,
        )
    asked, answered = promised(contract)
    assert asked["method"] == "GET", f"test_get_user promises a {asked['method']}, and get_user sends a GET"
    assert answered["status"] == 200, f"test_get_user promises {answered['status']}, and a user comes with 200"


def test_the_provider_keeps_the_promise(contract: Path | None, service: str) -> None:
    assert contract, "there is no promise to replay yet"
    asked, _ = promised(contract)
    if faults := replayed(contract, service):
        pytest.fail(f"GET {asked['path']}, replayed by the provider:\n" + "\n".join(faults), pytrace=False)


async def test_the_client_finds_alice_in_the_real_service(service: str) -> None:
    answer = await asked_for_user_1(service)
    if answer != "Alice":
        pytest.fail(f"Alice is user 1 of the real service, and the client is told: {answer}", pytrace=False)


async def asked_for_user_1(url: str) -> str:
    """What the client makes of the answer: a name, or that there is nobody."""
    async with UserClient(url) as client:
        try:
            return (await client.get_user(1)).name
        except UserNotFoundError as error:
            return str(error)


def promised(contract: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """The request and the answer of the contract's only interaction."""
    [interaction] = json.loads(contract.read_text(encoding="utf-8"))["interactions"]
    return interaction["request"], interaction["response"]


def replayed(contract: Path, url: str) -> list[str]:
    """What pact-python's own Verifier finds wrong with the service's answer; Alice is there already, so no state is
    set up. A wrong status comes first, since it explains the rest."""
    verifier = Verifier("user-service", host="127.0.0.1").add_transport(url=url).follow_redirects(False)
    try:
        verifier.add_source(contract).verify()
    except RuntimeError:
        faults = [fault for error in verifier.results["errors"] for fault in error["mismatch"]["mismatches"]]
        return [fault["mismatch"] for fault in sorted(faults, key=lambda fault: fault["type"] != "StatusMismatch")]
    assert len(verifier.results["interactionResults"]) == 1, "nothing was replayed"
    return []
