"""Two programs reach production, and what they depend on is there first.

- the provider first: the consumer's "no" turns into "yes" when the provider is recorded, and not before
- a breaking change is refused, whether the broken promise stands before or after a kept one; only the consumer that
  is broken is in the way
- expand, migrate, contract: each step may be deployed, and the last one only after the consumer has moved
- a consumer that drops its last contract is asked for it until the two are parted
- an environment that nobody made, a program that nobody published, a version that nobody verified
"""

import pytest

from tests.broker.life import Life, broken, promise, refused, succeeded

pytestmark = pytest.mark.broker

NAME = promise("a user's name", "/users/1", {"name": "Alice"})
CITY = promise("a user's city", "/users/1/address", {"city": "Oslo"})
FULL_NAME = promise("a user's full name", "/users/1", {"full_name": "Alice Liddell"})
ANSWERS = {"/users/1": {"name": "Alice"}, "/users/1/address": {"city": "Oslo"}}


def test_the_provider_first(life: Life) -> None:
    shop, users, production = life.consumer("shop"), life.provider("users"), life.environment("production")
    shop.publish("1", NAME, of=users)

    before = refused(life.can_i_deploy(shop, "1", production))
    assert "no version is currently recorded as deployed" in before.output

    succeeded(users.verify("1", ANSWERS))
    after = refused(life.can_i_deploy(shop, "1", production))  # kept by a version that does not run there
    for asked in (before, after):
        assert f"no version of {users.name}, which {shop.name} needs, is recorded in {production}" in asked.output
        assert f"next, the pipeline of {users.name}: deploy it to {production} first" in asked.output
    succeeded(life.can_i_deploy(users, "1", production))
    life.record_deployment(users, "1", production)
    succeeded(life.can_i_deploy(shop, "1", production))


@pytest.mark.parametrize("promises", [(NAME, CITY), (CITY, NAME)], ids=["broken one first", "broken one last"])
def test_a_breaking_change_is_refused(life: Life, promises: tuple[dict[str, object], ...]) -> None:
    shop, mail, users = life.consumer("shop"), life.consumer("mail"), life.provider("users")
    both, only_mail = life.environment("both"), life.environment("only-mail")
    shop.publish("1", *promises, of=users)
    mail.publish("1", CITY, of=users)
    succeeded(users.verify("1", ANSWERS))
    life.record_deployment(shop, "1", both)
    life.record_deployment(mail, "1", both)
    life.record_deployment(mail, "1", only_mail)

    run = broken(users.verify("2", {**ANSWERS, "/users/1": {"full_name": "Alice"}}))
    assert "1 failed, 2 passed" in run.output
    asked = refused(life.can_i_deploy(users, "2", both)).output
    assert f"version 2 of {users.name} breaks its contract with version 1 of {shop.name}: a user's name" in asked
    assert f"next, the provider: keep the old response too, until {shop.name} in {both} no longer needs it" in asked
    assert mail.name not in asked.partition("the broker's own words")[0]
    succeeded(life.can_i_deploy(users, "2", only_mail))


def test_expand_migrate_contract(life: Life) -> None:
    shop, users, production = life.consumer("shop"), life.provider("users"), life.environment("production")
    shop.publish("1", NAME, of=users)
    succeeded(users.verify("1", ANSWERS))
    life.record_deployment(users, "1", production)
    life.record_deployment(shop, "1", production)

    expanded = {"/users/1": {"name": "Alice", "full_name": "Alice Liddell"}}
    contracted = {"/users/1": {"full_name": "Alice Liddell"}}
    shop.publish("2", FULL_NAME, of=users)
    succeeded(users.verify("2", expanded))
    succeeded(life.can_i_deploy(users, "2", production))
    refused(life.can_i_deploy(shop, "2", production))  # before the provider it needs
    life.record_deployment(users, "2", production)

    broken(users.verify("3", contracted))  # the old consumer still runs
    refused(life.can_i_deploy(users, "3", production))
    succeeded(life.can_i_deploy(shop, "2", production))
    life.record_deployment(shop, "2", production)
    succeeded(users.verify("3", contracted))  # the old one is neither deployed nor on main any more
    succeeded(life.can_i_deploy(users, "3", production))


def test_what_the_broker_does_not_know_is_named(life: Life) -> None:
    shop, users = life.consumer("shop"), life.provider("users")
    shop.publish("1", NAME, of=users)
    nowhere = life.can_i_deploy(shop, "1", f"nowhere-{life.run}")
    assert nowhere.code != 0
    assert f"nowhere-{life.run}" in nowhere.output
    nobody = life.can_i_deploy(life.consumer("nobody"), "1", life.environment("production"))
    assert nobody.code != 0
    assert f"nobody-{life.run}" in nobody.output


def test_a_version_that_has_not_verified_yet_is_named(life: Life) -> None:
    shop, users, production = life.consumer("shop"), life.provider("users"), life.environment("production")
    shop.publish("1", NAME, of=users)
    succeeded(users.verify("1", ANSWERS))
    life.record_deployment(users, "1", production)
    shop.publish("2", NAME, CITY, of=users, branch="feat/city")
    asked = refused(life.can_i_deploy(shop, "2", production)).output
    assert (
        f"the version of {users.name} in {production} has not verified its contract with version 2 of {shop.name}"
        in asked
    )
    assert "(a webhook starts it), then ask again" in asked


def test_a_consumer_that_drops_its_last_contract(life: Life) -> None:
    """Publishing nothing changes nothing: the provider is asked for the newest contract until the two are parted."""
    shop, users = life.consumer("shop"), life.provider("users")
    shop.publish("1", NAME, of=users)
    succeeded(users.verify("1", ANSWERS))
    assert "1 passed" in succeeded(users.verify("2", ANSWERS)).output
    life.rest.delete(f"/integrations/provider/{users.name}/consumer/{shop.name}")
    run = users.verify("3", ANSWERS)
    assert run.code == 2, run.output
    assert f"no contract for {users.name} to verify" in run.output
