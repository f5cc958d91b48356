"""New contracts are forgiven, kept ones are not: https://docs.pact.io/pact_broker/advanced_topics/pending_pacts

- content that the provider's branch never kept is pending: it fails, and the build does not
- content that was verified once fails from then on
- new content is forgiven as a whole, old promises included; the deployed version's own content is not
- work in progress on a branch of the consumer's is verified too, and forgiven
- a webhook's job verifies one contract, and forgives nothing
"""

import pytest

from tests.broker.life import Life, broken, promise, refused, succeeded

pytestmark = pytest.mark.broker

NAME = promise("a user's name", "/users/1", {"name": "Alice"})
CITY = promise("a user's city", "/users/1/address", {"city": "Oslo"})
NAME_ONLY = {"/users/1": {"name": "Alice"}}
CITY_ONLY = {"/users/1/address": {"city": "Oslo"}}


def test_new_content_is_forgiven_until_it_was_kept_once(life: Life) -> None:
    shop, users, production = life.consumer("shop"), life.provider("users"), life.environment("production")
    shop.publish("1", NAME, of=users)
    assert "pending" in succeeded(users.verify("1", {})).output
    refused(life.can_i_deploy(shop, "1", production))  # forgiven is not kept

    succeeded(users.verify("2", NAME_ONLY))
    broken(users.verify("3", {}))


def test_new_content_is_forgiven_as_a_whole_and_the_deployed_one_is_not(life: Life) -> None:
    shop, users, production = life.consumer("shop"), life.provider("users"), life.environment("production")
    shop.publish("1", NAME, of=users)
    succeeded(users.verify("1", NAME_ONLY))
    shop.publish("2", NAME, CITY, of=users)

    succeeded(users.verify("2", CITY_ONLY))  # the old promise is broken, in content that is new
    life.record_deployment(shop, "1", production)
    broken(users.verify("3", CITY_ONLY))


def test_work_in_progress_is_verified_and_forgiven(life: Life) -> None:
    shop, users = life.consumer("shop"), life.provider("users")
    shop.publish("1", NAME, of=users)
    succeeded(users.verify("1", NAME_ONLY))
    shop.publish("2", NAME, CITY, of=users, branch="feat/city")
    run = succeeded(users.verify("2", NAME_ONLY, "-v"))
    assert "a user's city" in run.output
    assert "pending" in run.output


def test_a_webhooks_job_forgives_nothing(life: Life) -> None:
    shop, users = life.consumer("shop"), life.provider("users")
    shop.publish("1", NAME, of=users)
    url = f"{life.rest.broker.url}/pacts/provider/{users.name}/consumer/{shop.name}/latest"
    broken(users.verify("1", {}, PACT_URL=url))
    succeeded(users.verify("2", NAME_ONLY, PACT_URL=url))
