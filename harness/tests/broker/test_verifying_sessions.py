"""Which sessions of `pytest --pact-broker` publish: complete ones, in CI. The others verify too, and say so."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.tests.broker.fake import FakeBroker
from harness.tests.providers import ALICE, FILE, contract, interaction, provider_project

USER = interaction("a user", "/users/1", ALICE, body={"name": "Alice"})
NOBODY = interaction("nobody", "/users/2", status=404)
ONE = f"{FILE}::test_contract[profile-client: a user]"


@pytest.fixture
def broker() -> Iterator[FakeBroker]:
    with FakeBroker() as broker:
        broker.hold(contract(NOBODY, USER))
        yield broker


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ((FILE, "-k", "user"), "-k"),
        ((FILE, "-x"), "-x"),
        ((FILE, "--deselect", ONE), "--deselect"),
        ((FILE, "--lf"), "--lf"),
        ((ONE,), "a selection"),
    ],
    ids=["-k", "-x", "--deselect", "--lf", "node id"],
)
def test_a_part_is_verified_and_not_published(
    tmp_path: Path, broker: FakeBroker, arguments: tuple[str, ...], reason: str
) -> None:
    run = provider_project(tmp_path).pytest(
        "--pact-broker", *arguments, timeout=60, **broker.variables, CI="true", PACT_URL=""
    )
    assert run.code == 0, run.output
    assert "passed" in run.output
    (line,) = run.lines("nothing was published: ")
    assert line.startswith(f"nothing was published: {reason}")
    assert broker.results == []
    assert broker.branches == []


def test_a_part_can_fail(tmp_path: Path, broker: FakeBroker) -> None:
    broker.hold(contract(interaction("a user", "/users/1", ALICE, body={"name": "Bob"}), consumer="shop"))
    run = provider_project(tmp_path).pytest(
        FILE, "--pact-broker", "-x", timeout=60, **broker.variables, CI="true", PACT_URL=""
    )
    assert run.code == 1
    assert "expected Bob, got Alice" in run.output
    assert broker.results == []


@pytest.mark.parametrize("where", ["", "false"])
def test_only_ci_publishes(tmp_path: Path, broker: FakeBroker, where: str) -> None:
    run = provider_project(tmp_path).pytest(
        FILE, "--pact-broker", timeout=60, **broker.variables, CI=where, PACT_URL=""
    )
    assert run.code == 0, run.output
    assert run.lines("nothing was published: ")
    assert broker.results == []


def test_listing_the_items_verifies_nothing(tmp_path: Path, broker: FakeBroker) -> None:
    run = provider_project(tmp_path).pytest(
        FILE, "--pact-broker", "--collect-only", "-q", timeout=60, **broker.variables, CI="true", PACT_URL=""
    )
    assert run.code == 0, run.output
    assert "test_contract[profile-client: a user]" in run.output
    assert broker.results == []
