"""What runs where decides: two environments, a rollback, and a program that is taken away.

- a change that breaks what runs in production may still go to test
- after a rollback the older version counts again
- what no longer runs is in nobody's way
"""

import pytest

from tests.broker.life import Life, broken, promise, refused, succeeded

pytestmark = pytest.mark.broker

NAME = promise("a user's name", "/users/1", {"name": "Alice"})
FULL_NAME = promise("a user's full name", "/users/1", {"full_name": "Alice Liddell"})
NEW = {"/users/1": {"full_name": "Alice Liddell"}}


def test_two_environments_a_rollback_and_an_end(life: Life) -> None:
    shop, users = life.consumer("shop"), life.provider("users")
    test, production = life.environment("test"), life.environment("production")
    shop.publish("1", NAME, of=users)
    succeeded(users.verify("1", {"/users/1": {"name": "Alice"}}))
    life.record_deployment(shop, "1", production)
    shop.publish("2", FULL_NAME, of=users)
    life.record_deployment(shop, "2", test)
    broken(users.verify("2", NEW))
    succeeded(life.can_i_deploy(users, "2", test))
    refused(life.can_i_deploy(users, "2", production))

    life.record_deployment(shop, "2", production)
    succeeded(life.can_i_deploy(users, "2", production))
    life.record_deployment(shop, "1", production)  # rolled back
    refused(life.can_i_deploy(users, "2", production))

    succeeded(life.command("record-undeployment", "--pacticipant", shop.name, "--environment", production))
    succeeded(life.can_i_deploy(users, "2", production))
