"""Which sessions publish a result: whole ones, in CI. https://docs.pact.io/provider/best_practices

- a partial one verifies, publishes nothing, and says so
- one that xdist spreads over two processes publishes as one process does
- on somebody's own machine likewise
- a wrong password is told, and shown nowhere
"""

from typing import Any

import pytest

from tests.broker.life import Consumer, Life, Provider, promise, succeeded

pytestmark = pytest.mark.broker

NAME = promise("a user's name", "/users/1", {"name": "Alice"})
CITY = promise("a user's city", "/users/1/address", {"city": "Oslo"})
ANSWERS = {"/users/1": {"name": "Alice"}, "/users/1/address": {"city": "Oslo"}}


def published(life: Life, shop: Consumer, users: Provider) -> Any:
    """The newest result of the newest contract, if there is one."""
    path = f"/pacts/provider/{users.name}/consumer/{shop.name}/latest"
    result = life.rest.get(path)["_links"].get("pb:latest-verification-results", {}).get("href")
    return result and life.rest.get(result.removeprefix(life.rest.broker.url))


@pytest.mark.parametrize("arguments", [("-k", "city"), ("-x",)], ids=" ".join)
def test_a_partial_session_publishes_nothing(life: Life, arguments: tuple[str, ...]) -> None:
    shop, users = life.consumer("shop"), life.provider("users")
    shop.publish("1", NAME, CITY, of=users)
    run = succeeded(users.verify("1", ANSWERS, *arguments))
    assert f"nothing was published: {arguments[0]} " in run.output
    assert published(life, shop, users) is None


def test_two_processes_publish_as_one_does(life: Life) -> None:
    shop, users = life.consumer("shop"), life.provider("users")
    shop.publish("1", NAME, CITY, of=users)
    run = succeeded(users.verify("1", ANSWERS, "-n", "2"))
    assert f"published: 1 result of {users.name} version 1 on branch main" in run.output
    result = published(life, shop, users)
    assert result["success"] is True
    told = sorted(one["interactionDescription"] for one in result["testResults"])
    assert told == ["a user's city", "a user's name"]


def test_how_many_results_failed_is_told(life: Life) -> None:
    shop, users = life.consumer("shop"), life.provider("users")
    shop.publish("1", NAME, CITY, of=users)
    run = succeeded(users.verify("1", {"/users/1": {"name": "Alice"}}))  # new content: pending, and forgiven
    assert f"published: 1 result of {users.name} version 1 on branch main: 1 failed" in run.output
    result = published(life, shop, users)
    assert result["success"] is False
    failed = [one["interactionDescription"] for one in result["testResults"] if not one["success"]]
    assert failed == ["a user's city"]


def test_only_ci_publishes(life: Life) -> None:
    shop, users = life.consumer("shop"), life.provider("users")
    shop.publish("1", NAME, of=users)
    succeeded(users.verify("1", ANSWERS, CI=""))
    assert published(life, shop, users) is None
    succeeded(users.verify("1", ANSWERS))
    result = published(life, shop, users)
    assert result["success"] is True
    assert result["providerApplicationVersion"] == "1"


def test_a_wrong_password_is_told_and_shown_nowhere(life: Life) -> None:
    if not life.rest.broker.username:
        pytest.skip("this broker asks nobody who he is: set PACT_BROKER_USERNAME and PACT_BROKER_PASSWORD")
    shop, users = life.consumer("shop"), life.provider("users")
    shop.publish("1", NAME, of=users)
    wrong = {"PACT_BROKER_PASSWORD": "a-wrong-password"}
    asked = life.command("can-i-deploy", "--pacticipant", shop.name, "--version", "1", "--to", "test", **wrong)
    verified = users.verify("1", ANSWERS, **wrong)
    for run in (asked, verified):
        assert run.code not in (0, 1), run.output
        assert "401" in run.output
        assert "a-wrong-password" not in run.output
