"""A broker that cannot be used, or holds nothing: pytest stops while collecting, and says why; no secret is shown."""

import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from harness.tests.broker.fake import Answer, FakeBroker, silent
from harness.tests.projects import Run
from harness.tests.providers import FILE, contract, interaction, provider_project

PASSWORD = "s3cret-word"
USER = interaction("nobody", "/users/2", status=404)


def verify(folder: Path, variables: dict[str, str]) -> Run:
    run = provider_project(folder).pytest(
        FILE, "--pact-broker", timeout=20, **{"CI": "true", "PACT_URL": "", **variables}
    )
    assert PASSWORD not in run.output
    assert not [file for file in folder.rglob("*.json") if PASSWORD in file.read_text(encoding="utf-8")]
    return run


def refused(run: Run, *words: str) -> None:
    """The run stopped while collecting, and said these words."""
    assert run.code == 2, run.output
    assert "no tests collected, 1 error" in run.output or "1 error" in run.output
    for word in words:
        assert word in run.output
    assert "Traceback" not in run.output


def only(status: int, media_type: str, body: bytes) -> Callable[[str], Answer]:
    return lambda _: (status, media_type, body)


@pytest.mark.parametrize(
    ("instead", "words"),
    [
        (silent, ["did not answer within 5 s"]),
        (only(500, "text/plain", b"out of order"), ["answers 500"]),
        (only(200, "text/html", b"<h1>Welcome</h1>"), ["text/html that is not JSON"]),
        (only(200, "application/hal+json", b'{"_links": '), ["is not JSON"]),
        (only(200, "application/json", b'{"hello": 1}'), ["not like a Pact Broker"]),
    ],
    ids=["silent", "500", "HTML", "a broken body", "something else"],
)
def test_a_broker_that_cannot_be_used(tmp_path: Path, instead: Callable[[str], Answer], words: list[str]) -> None:
    with FakeBroker(PASSWORD, instead) as broker:
        refused(verify(tmp_path, broker.variables), broker.url, *words)


def test_no_broker_answers(tmp_path: Path) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{nobody.getsockname()[1]}"
        refused(
            verify(tmp_path, {"PACT_BROKER_BASE_URL": url, "GIT_COMMIT": "1", "GIT_BRANCH": "main"}),
            f"no broker answers at {url}",
        )


def test_no_broker_is_named(tmp_path: Path) -> None:
    refused(verify(tmp_path, {"PACT_BROKER_BASE_URL": ""}), "set PACT_BROKER_BASE_URL")


def test_a_wrong_password(tmp_path: Path) -> None:
    with FakeBroker("the right one") as broker:
        refused(verify(tmp_path, {**broker.variables, "PACT_BROKER_PASSWORD": PASSWORD}), "(401)", "'sam'")


def test_nothing_to_verify(tmp_path: Path) -> None:
    with FakeBroker() as broker:
        refused(
            verify(tmp_path, broker.variables), "no contract for user-service to verify", "pact-harness broker publish"
        )


def test_a_contract_without_interactions(tmp_path: Path) -> None:
    with FakeBroker() as broker:
        broker.hold(contract(consumer="shop"))
        refused(verify(tmp_path, broker.variables), "shop", "no interactions")


def test_what_is_no_contract(tmp_path: Path) -> None:
    with FakeBroker() as broker:
        broker.hold('{"consumer": {"name": "shop"}, "provider": {"name": "user-service"}}')
        refused(verify(tmp_path, broker.variables), "not a contract")


def test_the_contract_of_another_provider(tmp_path: Path) -> None:
    with FakeBroker() as broker:
        url = broker.hold(contract(USER, provider="billing"))
        refused(verify(tmp_path, {**broker.variables, "PACT_URL": url}), "billing", "user-service")


def test_a_contract_that_is_no_longer_there(tmp_path: Path) -> None:
    with FakeBroker(PASSWORD) as broker:
        url = f"{broker.url}/deleted"
        refused(verify(tmp_path, {**broker.variables, "PACT_URL": url}), "no contract where PACT_URL leads", url)


def test_credentials_are_sent_to_the_broker_alone(tmp_path: Path) -> None:
    """A webhook's job takes PACT_URL from what it was sent."""
    with FakeBroker(PASSWORD) as broker, FakeBroker() as other:
        url = other.hold(contract(USER))
        refused(verify(tmp_path, {**broker.variables, "PACT_URL": url}), "PACT_URL", broker.url)
        url = url.replace("http://", f"http://sam:{PASSWORD}@")
        refused(verify(tmp_path, {**broker.variables, "PACT_URL": url}), "http://sam:***@127.0.0.1:")


def test_a_provider_that_no_contract_has_named(tmp_path: Path) -> None:
    """A real broker answers 404 then; what helps is the same as where it has nothing to verify."""
    with FakeBroker() as broker:
        broker.hold(contract(USER, provider="billing"))
        words = (
            "no contract for user-service to verify",
            "Its consumers publish theirs first: pact-harness broker publish",
        )
        refused(verify(tmp_path, broker.variables), *words)


def test_a_broker_that_fails_in_the_middle(tmp_path: Path) -> None:
    with FakeBroker(PASSWORD, lambda path: (500, "text/plain", b"") if path.startswith("/pacts/1") else None) as broker:
        broker.hold(contract(USER, consumer="shop"))
        broker.hold(contract(USER, consumer="mail"))
        refused(verify(tmp_path, broker.variables), "answers 500")
        assert broker.results == []
        assert not (tmp_path / ".pact/fetched").exists()  # what is there is whole


@pytest.mark.parametrize("variable", ["PACT_BROKER_PASSWORD", "PACT_BROKER_TOKEN"])
def test_a_secret_that_no_header_can_carry(tmp_path: Path, variable: str) -> None:
    with FakeBroker() as broker:
        broker.hold(contract(USER))
        run = verify(tmp_path, {**broker.variables, variable: f"{PASSWORD}\u20ac"})
    refused(run, f"{variable} holds a character that is not visible ASCII")


def test_what_asks_a_broker_is_not_installed(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text('import sys\nsys.modules["urllib3"] = None\n')
    run = verify(tmp_path, {})
    assert run.code == 4, run.output
    assert "--pact-broker needs urllib3, which is not installed: python -m pip install" in run.output
    assert "Traceback" not in run.output
