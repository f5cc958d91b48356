"""One call of the Pact FFI's verifier, and everything about it that must not be forgotten.

Redirects are not followed unless a setting says so (Flask's 308 hides a broken contract), waiting is bounded, and
nothing is printed. What the outcome *means* is decided in `results`.
"""

import json
import time
from collections.abc import Mapping
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pact_harness.ffi_environment import TemporaryEnvironment, modest_logging, quiet
from pact_harness.pactfile.contract import Contract, Interaction
from pact_harness.verifying.callback_endpoint import MESSAGES, STATES
from pact_harness.verifying.exchange import Exchange

if TYPE_CHECKING:
    from pact import Verifier

    from pact_harness.verifying.server import ProviderServer, TestThread


class VerifierError(RuntimeError):
    """The FFI could not even begin; the message is its own."""


@dataclass(frozen=True)
class Replayed:
    """What became of one interaction: the FFI's results of it, and what was said on the wire."""

    results: Mapping[str, Any]
    milliseconds: float
    exchange: Exchange | None


def excerpt(contract: Contract, interaction: Interaction, *, with_states: bool) -> str:
    """A pact file that holds this one interaction. (A filter over the whole file costs more the longer the file is.)

    Without its states the FFI sets none up: that was done before.
    """
    # version 3 keeps messages in a list of their own; in version 4 each interaction tells its type
    place = "interactions" if interaction.kind == "http" or "type" in interaction.raw else "messages"
    kept = {key: contract.raw[key] for key in ("consumer", "provider", "metadata") if key in contract.raw}
    names = () if with_states else ("providerStates", "providerState", "provider_state")
    told = {key: value for key, value in interaction.raw.items() if key not in names}
    return json.dumps({**kept, place: [told]})


@dataclass(frozen=True)
class Verification:
    """What is the same for every interaction of a session: where the provider is, and how it is asked.

    `seconds` bounds the wait for a response; `folder` receives the file that holds one interaction; `variables` are
    the environment until the provider is asked; `thread` is where the FFI runs if the test's thread has other work.
    """

    server: "ProviderServer"
    seconds: float
    folder: Path
    variables: Mapping[str, str]
    thread: Executor
    follow_redirects: bool = False
    test_thread: "TestThread | None" = None  # where WSGI calls go if they must run in the test's own thread

    def replay(self, contract: Contract, interaction: Interaction, *, injects: bool = False) -> Replayed:
        """Have the FFI verify this interaction alone. *injects* says whether it needs values of provider states."""
        self.server.recorder.take()
        verifier = verifier_for(contract.provider, self.server, self.seconds, injects=injects)
        verifier.follow_redirects(self.follow_redirects)
        verifier.add_source(self._write(excerpt(contract, interaction, with_states=injects)))
        begun = time.perf_counter()
        # the FFI reads the environment when it builds its HTTP client; the provider must see its own
        with TemporaryEnvironment(self.variables) as environment, quiet():
            self.server.on_request = environment.restore
            failure = self._run(verifier)
        milliseconds = (time.perf_counter() - begun) * 1000
        exchanges = self.server.finish()
        exchange = exchanges[-1 if self.follow_redirects else 0] if exchanges else None
        try:
            return Replayed(verifier.results, milliseconds, exchange)
        except (RuntimeError, ValueError) as error:
            raise VerifierError(f"the Pact FFI gave no results: {failure or error}") from error

    def _run(self, verifier: "Verifier") -> RuntimeError | None:
        if self.server.test_thread is None:
            return verify(verifier)
        done: Future[RuntimeError | None] = self.thread.submit(verify, verifier)
        self.server.test_thread.serve_until(done)
        return done.result()

    def _write(self, text: str) -> Path:
        file = self.folder / "interaction.json"
        file.touch()
        with file.open("r+b") as stream:  # not "wb": a file that was emptied is flushed to disk when closed, up to 1 ms
            stream.write(text.encode())
            stream.truncate()
        return file


def verifier_for(provider: str, server: "ProviderServer", seconds: float, *, injects: bool = False) -> "Verifier":
    """A Verifier that asks *server*; it has no source yet. Where it *injects*, it asks for values of states too."""
    modest_logging()
    from pact import Verifier  # loads the FFI, which a run without interactions need not

    verifier = Verifier(provider, host="127.0.0.1").follow_redirects(False)
    verifier.set_request_timeout(round(seconds * 1000)).set_coloured_output(enabled=False)
    verifier.add_transport(url=server.url)
    own = urlsplit(server.endpoint_url)
    verifier.add_transport(protocol="message", port=own.port, path=f"{own.path}{MESSAGES}", scheme="http")
    if injects:  # else the FFI would ask for a state "" all the same, and build a client for it
        verifier.state_handler(f"{server.endpoint_url}{STATES}", teardown=False, body=True)
    return verifier


def verify(verifier: "Verifier") -> RuntimeError | None:
    """Run it. A broken contract is no exception: it is in the results.

    In the main thread Ctrl-C arrives when the FFI returns, which `seconds` bounds, for nothing calls back into Python.
    """
    try:
        verifier.verify()
    except RuntimeError as error:
        return error
    return None
