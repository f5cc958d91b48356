"""Every way in which pact-python verifies nothing and calls it a success is an error here.

The real Verifier against a server that answers 200 to all; `result_of` is what each item asks of its results.

- an empty folder, another provider's pact, no source, filters without a match, a pact without interactions
- another interaction than the one that was meant, two of them, a pending failure
- nothing is left: no socket, thread, file descriptor, environment
"""

import os
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pact import Verifier

from harness.tests.providers import contract, interaction
from pact_harness.ffi_environment import TemporaryEnvironment, loopback_only, quiet
from pact_harness.results.ffi_results import NothingVerifiedError, result_of, results_of
from pact_harness.results.verification_result import VerificationResult
from pact_harness.verifying.ffi_call import verifier_for, verify
from pact_harness.verifying.server import ProviderServer
from pact_harness.verifying.wsgi_application import WsgiApplication

ONE = interaction("one", "/users/1")
THE_ONE, THE_OTHER = (VerificationResult("user-service", "profile-client", name) for name in ("one", "two"))


@pytest.fixture(scope="module")
def server() -> Iterator[ProviderServer]:
    def app(_: object, start: Callable[[str, list[tuple[str, str]]], object]) -> list[bytes]:
        start("200 OK", [])
        return [b""]

    with ProviderServer().running() as server:
        server.mount(WsgiApplication(app))
        yield server


@pytest.fixture
def pact_file(tmp_path: Path) -> Path:
    file = tmp_path / "pacts" / "one.json"
    file.parent.mkdir()
    file.write_text(contract(ONE))
    return file


def nothing(folder: Path, _: Path, verifier: Verifier) -> Verifier:
    (folder / "empty").mkdir()
    return verifier.add_source(folder / "empty")


def no_interactions(folder: Path, _: Path, verifier: Verifier) -> Verifier:
    (folder / "none.json").write_text(contract())
    return verifier.add_source(folder / "none.json")


def of_another(_: Path, pact_file: Path, verifier: Verifier) -> Verifier:
    pact_file.write_text(contract(ONE, provider="somebody-else"))
    return verifier.add_source(pact_file.parent)


@pytest.mark.parametrize(
    "prepare",
    [
        pytest.param(nothing, id="an empty folder"),
        pytest.param(of_another, id="a folder with another provider's pact"),
        pytest.param(no_interactions, id="a pact without interactions"),
        pytest.param(lambda _, __, verifier: verifier, id="no source"),
        pytest.param(lambda _, file, verifier: verifier.add_source(file).filter("two"), id="a filter without a match"),
        pytest.param(
            lambda _, file, verifier: verifier.add_source(file).filter_consumers("nobody"),
            id="a consumer filter likewise",
        ),
    ],
)
def test_verifying_nothing_is_an_error(
    prepare: Callable[[Path, Path, Verifier], Verifier], tmp_path: Path, pact_file: Path, server: ProviderServer
) -> None:
    verifier = prepare(tmp_path, pact_file, verifier_for("user-service", server, seconds=5))

    with TemporaryEnvironment(loopback_only(tmp_path)), quiet():
        verify(verifier)

    with pytest.raises(NothingVerifiedError, match=r"^expected to verify profile-client: one; verified nothing$"):
        result_of(verifier.results, THE_ONE)


def verified(pact_file: Path, server: ProviderServer, *interactions: dict[str, object]) -> dict[str, object]:
    pact_file.write_text(contract(*interactions))
    verifier = verifier_for("user-service", server, seconds=5).add_source(pact_file)
    with TemporaryEnvironment(loopback_only(pact_file.parent.parent)), quiet():
        verify(verifier)
    return dict(verifier.results)


def lowest_free_descriptor() -> int:
    descriptor = os.dup(1)
    os.close(descriptor)
    return descriptor


def test_no_thread_and_no_socket_is_left(pact_file: Path) -> None:
    before = threading.active_count()
    with ProviderServer().running() as server:
        verified(pact_file, server, ONE)

    assert threading.active_count() == before
    with socket.socket() as client:
        assert client.connect_ex(("127.0.0.1", server.port)) != 0


def test_no_descriptor_is_left(capfd: pytest.CaptureFixture[str]) -> None:
    before = lowest_free_descriptor()
    with quiet():
        os.write(1, b"the core's report")
    os.write(1, b"ours")

    assert capfd.readouterr().out == "ours"
    assert lowest_free_descriptor() == before


def test_the_environment_is_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OF_OLD", "old")
    monkeypatch.delenv("OF_NOW", raising=False)
    before = dict(os.environ)

    with TemporaryEnvironment({"OF_OLD": "new", "OF_NOW": "now"}):
        assert (os.environ["OF_OLD"], os.environ["OF_NOW"]) == ("new", "now")

    assert dict(os.environ) == before


def test_the_one_interaction_that_was_meant_is_verified(pact_file: Path, server: ProviderServer) -> None:
    assert result_of(verified(pact_file, server, ONE), THE_ONE).result == "passed"


def test_verifying_something_else_is_an_error(pact_file: Path, server: ProviderServer) -> None:
    with pytest.raises(
        NothingVerifiedError, match=r"^expected to verify profile-client: two; verified profile-client: one$"
    ):
        result_of(verified(pact_file, server, ONE), THE_OTHER)


def test_verifying_more_than_that_is_an_error(pact_file: Path, server: ProviderServer) -> None:
    with pytest.raises(NothingVerifiedError, match=r"verified profile-client: one, profile-client: two$"):
        result_of(verified(pact_file, server, ONE, interaction("two", "/")), THE_ONE)


def test_a_pending_failure_is_pending_though_the_verifier_is_content(pact_file: Path, server: ProviderServer) -> None:
    results = verified(pact_file, server, interaction("one", "/", status=404, pending=True))

    assert results["result"] is True
    assert result_of(results, THE_ONE).result == "pending"


def test_a_run_of_many_tells_each_result(pact_file: Path, server: ProviderServer) -> None:
    many = [interaction(f"number {number:02}", "/", status=200 + number % 2) for number in range(40)]

    found = results_of(verified(pact_file, server, *many))

    assert {one.interaction: one.result == "passed" for one in found} == {
        f"number {n:02}": n % 2 == 0 for n in range(40)
    }
