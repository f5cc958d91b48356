"""Branches come and go.

- what was published stands under its version and branch; the same again is no fault
- may a branch be merged? Its contract must be kept by the provider's main branch, whatever runs
- a branch that is deleted is no longer verified, and cannot be deleted twice
- without a main branch a contract would be left out: it is named, and merging gets no yes
"""

import pytest

from tests.broker.life import Life, promise, refused, succeeded

pytestmark = pytest.mark.broker

NAME = promise("a user's name", "/users/1", {"name": "Alice"})
CITY = promise("a user's city", "/users/1/address", {"city": "Oslo"})
NAME_ONLY = {"/users/1": {"name": "Alice"}}
BOTH = {**NAME_ONLY, "/users/1/address": {"city": "Oslo"}}


def test_a_version_is_published_with_its_branch(life: Life) -> None:
    shop, users = life.consumer("shop"), life.provider("users")
    first = shop.publish("1", NAME, of=users, branch="feat/name")
    assert shop.publish("1", NAME, of=users, branch="feat/name").output == first.output
    versions = life.rest.get(f"/pacticipants/{shop.name}/branches/feat%2Fname/versions")
    assert [one["number"] for one in versions["_embedded"]["versions"]] == ["1"]


def test_a_branch_is_merged_and_deleted(life: Life) -> None:
    shop, users = life.consumer("shop"), life.provider("users")
    shop.publish("1", NAME, of=users)
    succeeded(users.verify("1", NAME_ONLY))
    shop.publish("2", NAME, CITY, of=users, branch="feat/city")
    ask = ("can-i-merge", "--pacticipant", shop.name, "--version", "2", "--retry-while-unknown", "0")
    refused(life.command(*ask))
    assert "a user's city" in users.verify("2", BOTH, "-v").output
    succeeded(life.command(*ask))

    delete = ("delete-branch", "--pacticipant", shop.name, "--branch", "feat/city")
    succeeded(life.command(*delete))
    assert life.rest.get(f"/pacticipants/{shop.name}/branches/feat%2Fcity") is None
    assert "a user's city" not in users.verify("3", BOTH, "-v").output
    assert life.command(*delete).code != 0


def test_a_pacticipant_without_a_main_branch_is_named(life: Life) -> None:
    """The broker takes the first branch called main for one, and no other."""
    shop, users = life.consumer("shop"), life.provider("users")
    named = f"without a main branch in the broker: {shop.name}, {users.name}"
    assert named in shop.publish("1", NAME, of=users, branch="feat/name").output
    ask = ("can-i-merge", "--pacticipant", shop.name, "--version", "1", "--retry-while-unknown", "0")
    run = life.command(*ask)
    assert run.code == 2, run.output
    assert f"Without a main branch in the broker: {users.name}" in run.output
    run = users.verify("1", NAME_ONLY, branch="feat/name")  # the branch of the same name is asked for
    assert named.replace(f"{shop.name}, {users.name}", f"{users.name}, {shop.name}") in run.output

    names = ("--pacticipants", shop.name, users.name)
    succeeded(life.command("setup", *names, "--environments", life.environment("test"), "--main-branch", "feat/name"))
    succeeded(life.command(*ask))
    assert "without a main branch" not in users.verify("2", NAME_ONLY, branch="feat/name").output
