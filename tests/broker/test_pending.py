"""New contracts are forgiven, kept ones are not: https://docs.pact.io/pact_broker/advanced_topics/pending_pacts

- content that the provider's branch never kept is pending: it fails, and the build does not
- content that was verified once fails from then on
- new content is forgiven as a whole, old promises included; the deployed version's own content is not
- work in progress on a branch of the consumer's is verified too, and forgiven
- a webhook's job verifies one contract, and forgives nothing
"""

import pytest

from tests.broker.life import Life, promise

pytestmark = pytest.mark.broker

NAME = promise("a user's name", "/users/1", {"name": "Alice"})
CITY = promise("a user's city", "/users/1/address", {"city": "Oslo"})
NAME_ONLY = {"/users/1": {"name": "Alice"}}
CITY_ONLY = {"/users/1/address": {"city": "Oslo"}}


def test_new_content_is_forgiven_until_it_was_kept_once(life: Life) -> None:
    shop, users, production = life.consumer("shop"), life.provider("users"), life.environment("production")
    shop.publish("1", NAME, of=users)
    forgiven = users.verify("1", {})
    assert forgiven.code == 0, forgiven.output
    assert "pending" in forgiven.output
    assert life.can_i_deploy(shop, "1", production).code == 1  # forgiven is not kept

    assert users.verify("2", NAME_ONLY).code == 0
    assert users.verify("3", {}).code == 1


def test_new_content_is_forgiven_as_a_whole_and_the_deployed_one_is_not(life: Life) -> None:
    shop, users, production = life.consumer("shop"), life.provider("users"), life.environment("production")
    shop.publish("1", NAME, of=users)
    assert users.verify("1", NAME_ONLY).code == 0
    shop.publish("2", NAME, CITY, of=users)

    breaking = users.verify("2", CITY_ONLY)
    assert breaking.code == 0, breaking.output  # the old promise is broken, in content that is new
    life.record_deployment(shop, "1", production)
    assert users.verify("3", CITY_ONLY).code == 1


def test_work_in_progress_is_verified_and_forgiven(life: Life) -> None:
    shop, users = life.consumer("shop"), life.provider("users")
    shop.publish("1", NAME, of=users)
    assert users.verify("1", NAME_ONLY).code == 0
    shop.publish("2", NAME, CITY, of=users, branch="feat/city")
    run = users.verify("2", NAME_ONLY)
    assert run.code == 0, run.output
    assert "a user's city" in run.output
    assert "pending" in run.output


def test_a_webhooks_job_forgives_nothing(life: Life) -> None:
    shop, users = life.consumer("shop"), life.provider("users")
    shop.publish("1", NAME, of=users)
    url = f"{life.rest.broker.url}/pacts/provider/{users.name}/consumer/{shop.name}/latest"
    assert users.verify("1", {}, PACT_URL=url).code == 1
    assert users.verify("2", NAME_ONLY, PACT_URL=url).code == 0
