"""Lesson 14: a field of two consumers is renamed in three steps, and at no time is a consumer that runs broken.

- the newsletter, which asks for the new name, is served
- profile-client as it runs (deployed/) is served, all the time
- profile-client asks for the new name: in its tests, in its model, and in what runs
- in the end the service answers one name
"""

import json
from pathlib import Path
from typing import Any

import pytest
from pact import Pact, Verifier

from consumer import ContractError, UserClient
from pact_harness.verifying.state_handlers import ActiveStates, StateHandlers
from provider import UserDb, create_app
from tests.consumer.answering import answering, http
from tests.consumer.newsletter import test_newsletter_contract as newsletter
from tests.consumer.profile import test_profile_contract as profile_client
from tests.provider.states import users as states
from tests.serving import serving

DEPLOYED = Path(__file__).parent.parent / "deployed" / "profile-client-user-service.json"


async def test_the_newsletter_is_served(tmp_path: Path) -> None:
    pact = Pact("newsletter", "user-service")
    await newsletter.test_the_last_page(pact)
    pact.write_file(tmp_path)
    require_kept("newsletter", tmp_path / "newsletter-user-service.json")


def test_the_profile_client_that_runs_is_served() -> None:
    require_kept("profile-client as it runs (deployed/)", DEPLOYED)


async def test_profile_client_asks_for_the_new_name(tmp_path: Path) -> None:
    pact = Pact("profile-client", "user-service")
    await profile_client.test_get_user(pact)
    pact.write_file(tmp_path)
    file = tmp_path / "profile-client-user-service.json"
    if "full_name" in asked_for(file):
        pytest.fail("profile-client asks for full_name: see test_get_user", pytrace=False)
    require_kept("profile-client", file)


async def test_profile_client_reads_the_new_name_alone() -> None:
    """A client that still knows the old name would not notice that the new one is gone."""
    answer = {"id": 1, "full_name": "Alice", "created_on": "2020-01-01T12:00:00+0000"}
    async with answering(http(200, json.dumps(answer).encode())) as stub, UserClient(stub.url) as client:
        try:
            await client.get_user(1)
        except ContractError:
            return
    pytest.fail("profile-client reads full_name: see consumer/profile/models.py", pytrace=False)


def test_the_deployed_profile_client_asks_for_the_new_name() -> None:
    if "full_name" in asked_for(DEPLOYED):
        pytest.fail("the running profile-client asks for full_name: deploy the new one", pytrace=False)


def test_the_service_says_it_once() -> None:
    user_db = UserDb()
    states.create(user_db, id=1, name="Alice")
    answered = create_app(user_db).test_client().get("/users/1").get_json()
    user_db.close()
    if "full_name" in answered:
        pytest.fail("user-service still sends full_name. Who reads it?", pytrace=False)


def promise(file: Path) -> dict[str, Any]:
    [interaction] = json.loads(file.read_text(encoding="utf-8"))["interactions"]
    return dict(interaction)


def asked_for(file: Path) -> set[str]:
    return set(promise(file)["response"]["body"]["content"])


def require_kept(consumer: str, file: Path) -> None:
    """Replay the contract's only interaction against the real service, with plain pact-python."""
    user_db = UserDb()
    for state in promise(file)["providerStates"]:
        ActiveStates(StateHandlers.of(states), {"user_db": user_db}).set_up(state["name"], state["params"])
    with serving(create_app(user_db)) as url:
        verifier = Verifier("user-service", host="127.0.0.1").add_transport(url=url).follow_redirects(False)
        try:
            verifier.add_source(file).verify()
        except RuntimeError:
            faults = [fault for error in verifier.results["errors"] for fault in error["mismatch"]["mismatches"]]
            said = "\n  ".join(fault.get("mismatch", str(fault)) for fault in faults)
            pytest.fail(f"user-service breaks its contract with {consumer}:\n  {said}", pytrace=False)
        finally:
            user_db.close()
    assert len(verifier.results["interactionResults"]) == 1, "nothing was replayed"
