"""The Pact that a test gets: pact-python's calls, and what it remembers of them.

- it serves on 127.0.0.1 unless told otherwise
- an interaction counts as called if a mock server matched it; a mismatch that the test lets pass does not count
- verify: a handler that accepts, one that raises, a coroutine function, a callable with a coroutine, no message
- averify: awaited message by message; a handler that raises; no message; raises=False
- a JSON body of which no content type is said logs no warning, unlike in pact-python's own Pact
- messages and requests in one pact are told apart, and not served together
"""

import json
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from pact import Pact, match
from pact.error import MismatchesError, PactVerificationError
from pact.pact import PactServer

from pact_harness.recording.contract_merge import RefusedError
from pact_harness.recording.recorded_pact import RecordedPact

REACHED = "no message reached the handler: define one with pact.upon_receiving(description, 'Async') first"
AWAIT = "verify() does not await its handler, so none of it ran: use `await pact.averify(handler)`"


def a_pact(*paths: str, messages: tuple[str, ...] = ()) -> RecordedPact:
    pact = RecordedPact("shop", "stock")
    for path in paths:
        pact.upon_receiving(path).with_request("GET", path).will_respond_with(200)
    for message in messages:
        pact.upon_receiving(message, "Async").with_body({"is": message})
    return pact


def call(server: PactServer, path: str) -> int:
    connection = HTTPConnection("127.0.0.1", server.port)
    connection.request("GET", path)
    status = connection.getresponse().status
    connection.close()
    return status


def uncalled(pact: RecordedPact, folder: Path) -> list[str]:
    pact.write_file(folder)
    return pact.uncalled(json.loads((folder / "shop-stock.json").read_bytes())["interactions"])


def accepts(body: str | bytes | None, metadata: dict[str, object]) -> None:
    """Handle a message by doing nothing."""


async def accepts_later(body: str | bytes | None, metadata: dict[str, object]) -> None:
    """Handle a message by doing nothing, in a coroutine."""


def test_it_is_a_pact_that_serves_on_the_loopback_address() -> None:
    pact = a_pact("/a")
    assert isinstance(pact, Pact)
    with pact.serve() as server:
        assert str(server.url) == f"http://127.0.0.1:{server.port}"
        assert call(server, "/a") == 200


def test_what_the_mock_server_matched_is_called(tmp_path: Path) -> None:
    pact = a_pact("/a", "/b")
    assert uncalled(pact, tmp_path / "before") == ["/a", "/b"]
    with pact.serve() as server:
        assert [call(server, "/a"), call(server, "/b")] == [200, 200]
    assert uncalled(pact, tmp_path / "after") == []


def test_a_mismatch_that_the_test_lets_pass_is_no_call(tmp_path: Path) -> None:
    pact = a_pact("/a")
    with pact.serve(raises=False, verbose=False) as server:
        assert [call(server, "/a"), call(server, "/other")] == [200, 500]
    with pytest.raises(MismatchesError), pact.serve(verbose=False):
        pass
    assert uncalled(pact, tmp_path) == ["/a"]


def test_an_interrupted_test_is_interrupted_and_no_mismatch_hides_it() -> None:
    """The private parts of pact-python that this needs, a server's `_raises` and `_verbose` and a pact's `_handle`:
    no public call changes them while the server runs. Without them a mismatch would be raised here instead."""
    server = a_pact("/a").serve()
    assert {"_raises", "_verbose"} <= vars(server).keys()
    with pytest.raises(KeyboardInterrupt), server:
        raise KeyboardInterrupt


def test_a_pact_with_messages_is_not_served_which_would_break_every_later_mock_server(tmp_path: Path) -> None:
    pact = a_pact("/a", messages=("m",))
    with pytest.raises(RefusedError) as refused:
        pact.serve()
    assert str(refused.value) == (
        "pact's mock server cannot serve a pact that also has messages: write one test for each kind"
    )
    pact.verify(accepts)
    assert uncalled(pact, tmp_path) == ["/a"]


def test_a_handler_gets_each_message() -> None:
    received: list[Any] = []
    pact = a_pact(messages=("m", "n"))
    pact.verify(lambda body, metadata: received.append((body, metadata)), "Async")
    kind = {"contentType": "application/json"}
    assert sorted(received, key=str) == [('{"is":"m"}', kind), ('{"is":"n"}', kind)]


def test_a_handler_that_raises_fails_as_in_pact_and_counts_for_nothing(tmp_path: Path) -> None:
    pact = a_pact(messages=("m",))

    def rejects(body: Any, _: Any) -> None:
        raise ValueError(body)

    with pytest.raises(PactVerificationError) as failed:
        pact.verify(rejects, "Async")
    assert isinstance(failed.value.__cause__, ValueError)
    assert str(failed.value.__cause__) == '{"is":"m"}'
    (error,) = pact.verify(rejects, "Async", raises=False)
    assert error.description == "m"
    assert uncalled(pact, tmp_path) == ["m"]


@pytest.mark.parametrize("handler", [accepts_later, partial(accepts_later), lambda *message: accepts_later(*message)])
def test_a_coroutine_handler_of_verify_is_refused(handler: Any, tmp_path: Path) -> None:
    pact = a_pact(messages=("m",))
    with pytest.raises(RefusedError) as refused:
        pact.verify(handler)
    assert str(refused.value) == AWAIT
    assert uncalled(pact, tmp_path) == ["m"]


def test_verify_without_a_message_is_refused() -> None:
    with pytest.raises(RefusedError) as refused:
        a_pact("/a").verify(accepts)
    assert str(refused.value) == REACHED


async def test_averify_without_a_message_is_refused() -> None:
    with pytest.raises(RefusedError) as refused:
        await a_pact("/a").averify(accepts_later)
    assert str(refused.value) == REACHED


async def test_a_coroutine_handler_is_awaited_for_each_message(tmp_path: Path) -> None:
    received: list[Any] = []
    pact = a_pact(messages=("m", "n"))

    async def handler(body: str | bytes | None, _: dict[str, object]) -> None:
        received.append(body)

    assert await pact.averify(handler) is None
    assert sorted(received) == ['{"is":"m"}', '{"is":"n"}']
    assert uncalled(pact, tmp_path) == []


async def test_a_coroutine_handler_that_raises_fails_and_names_its_message(tmp_path: Path) -> None:
    pact = a_pact(messages=("m", "n"))

    async def rejects_n(body: str | bytes | None, _: dict[str, object]) -> None:
        if body == '{"is":"n"}':
            raise ValueError("not that")

    with pytest.raises(PactVerificationError) as failed:
        await pact.averify(rejects_n)
    assert repr(failed.value.__cause__) == repr(ValueError("not that"))
    errors = await pact.averify(rejects_n, raises=False)
    assert errors is not None
    assert [error.description for error in errors] == ["n"]
    assert uncalled(pact, tmp_path) == ["m", "n"]


@pytest.mark.parametrize("body", [{"id": 1}, {}, match.like({"id": 1})], ids=["object", "empty", "matcher"])
def test_a_json_body_logs_no_warning(body: Any, caplog: pytest.LogCaptureFixture) -> None:
    plain, recorded = Pact("shop", "stock"), RecordedPact("shop", "stock")
    plain.upon_receiving("plainly").with_request("PUT", "/").with_body(body)
    assert caplog.messages == ["content_type is NULL!"], "the FFI does not warn any more: nothing need be told to it"
    recorded.upon_receiving("recorded").with_request("PUT", "/").with_body(body)
    assert len(caplog.messages) == 1
