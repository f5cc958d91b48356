"""What runs where decides: two environments, a rollback, and a program that is taken away.

- a change that breaks what runs in production may still go to test
- after a rollback the older version counts again
- what no longer runs is in nobody's way
"""

import pytest

from tests.broker.life import Life, promise, succeeded

pytestmark = pytest.mark.broker

NAME = promise("a user's name", "/users/1", {"name": "Alice"})
FULL_NAME = promise("a user's full name", "/users/1", {"full_name": "Alice Liddell"})
NEW = {"/users/1": {"full_name": "Alice Liddell"}}


def test_two_environments_a_rollback_and_an_end(life: Life) -> None:
    shop, users = life.consumer("shop"), life.provider("users")
    test, production = life.environment("test"), life.environment("production")
    shop.publish("1", NAME, of=users)
    assert users.verify("1", {"/users/1": {"name": "Alice"}}).code == 0
    life.record_deployment(shop, "1", production)
    shop.publish("2", FULL_NAME, of=users)
    life.record_deployment(shop, "2", test)
    assert users.verify("2", NEW).code == 1
    assert life.can_i_deploy(users, "2", test).code == 0
    assert life.can_i_deploy(users, "2", production).code == 1

    life.record_deployment(shop, "2", production)
    assert life.can_i_deploy(users, "2", production).code == 0
    life.record_deployment(shop, "1", production)  # rolled back
    assert life.can_i_deploy(users, "2", production).code == 1

    succeeded(life.command("record-undeployment", "--pacticipant", shop.name, "--environment", production))
    assert life.can_i_deploy(users, "2", production).code == 0
