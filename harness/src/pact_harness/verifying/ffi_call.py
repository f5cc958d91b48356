"""One call of Pact's verifier, and everything about it that must not be forgotten.

Redirects are not followed (Flask's 308 hides a broken contract), waiting is bounded, states and messages come from the
server's endpoint, and nothing is printed. What the outcome *means* is decided in `results`.
"""

import json
import time
from collections.abc import Mapping
from concurrent.futures import Executor, wait
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pact_harness.environment import environment, modest_logging, quiet
from pact_harness.pactfile.contract import Contract, Interaction
from pact_harness.verifying.exchange import Exchange
from pact_harness.verifying.provider_states import ActiveStates

if TYPE_CHECKING:
    from pact import Verifier

    from pact_harness.verifying.server import ProviderServer


class VerifierError(RuntimeError):
    """The core could not even begin; the message is its own."""


@dataclass(frozen=True)
class Run:
    """What one call of the verifier brought: the core's `results` and how long it took."""

    results: Mapping[str, Any]
    milliseconds: float


@dataclass(frozen=True)
class Replayed:
    """What became of one interaction: the run's results that concern it, what was said on the wire, and the states of
    its provider states, torn down; what they raised is in it."""

    results: Mapping[str, Any]
    milliseconds: float
    exchange: Exchange | None
    states: ActiveStates


def excerpt(contract: Contract, interaction: Interaction) -> str:
    """A pact file that holds this one interaction. (A filter over the whole file costs more the longer the file is.)"""
    # version 3 keeps messages in a list of their own; in version 4 each interaction tells its type
    place = "interactions" if interaction.kind == "http" or "type" in interaction.raw else "messages"
    kept = {key: contract.raw[key] for key in ("consumer", "provider", "metadata") if key in contract.raw}
    return json.dumps({**kept, place: [interaction.raw]})


def verifier_for(provider: str, url: str, endpoint: str, seconds: float) -> "Verifier":
    """A Verifier that asks the provider at *url*, and for states and messages *endpoint*; it has no source yet."""
    modest_logging()
    from pact import Verifier  # loads the core, which a run without promises need not

    verifier = Verifier(provider, host="127.0.0.1").follow_redirects(False)
    verifier.set_request_timeout(round(seconds * 1000)).set_coloured_output(enabled=False)
    verifier.add_transport(url=url)
    own = urlsplit(endpoint)
    verifier.add_transport(protocol="message", port=own.port, path=f"{own.path}/messages", scheme="http")
    return verifier.state_handler(f"{endpoint}/states", teardown=False, body=True)


def verify(verifier: "Verifier", variables: Mapping[str, str], thread: Executor) -> Run:
    """Run it, with *variables* as environment. A broken promise is no exception here: it is in the results.

    It runs in *thread*, since Ctrl-C would be lost in the main one: it would end up in the core's log callback, which
    drops it. After Ctrl-C it is waited for all the same, as long as the verifier waits for an answer at most: it needs
    the environment, and would print its report past `quiet`. One thread serves a whole session, for the core sets
    itself up anew in each (1 ms).
    """
    begun = time.perf_counter()
    with environment(variables), quiet():
        execution = thread.submit(_execute, verifier)
        try:
            failure = execution.result()
        finally:
            wait([execution])
    milliseconds = (time.perf_counter() - begun) * 1000
    try:
        return Run(verifier.results, milliseconds)
    except (RuntimeError, ValueError) as error:
        raise VerifierError(f"Pact's verifier gave no results: {failure or error}") from error


def _execute(verifier: "Verifier") -> RuntimeError | None:
    try:
        verifier.verify()
    except RuntimeError as error:
        return error
    return None


@dataclass(frozen=True)
class Verification:
    """What is the same for every promise of a session: where the provider is, and how its promises are replayed.

    `seconds` bounds the wait for an answer; `folder` receives the file that holds one interaction; `variables` are
    the environment of each verification, and `thread` is where it runs.
    """

    server: "ProviderServer"
    seconds: float
    folder: Path
    variables: Mapping[str, str]
    thread: Executor

    def replay(self, contract: Contract, interaction: Interaction, url: str) -> Replayed:
        """Verify this interaction alone, against the provider at *url*, and tear its states down."""
        self.server.recorder.take()
        run = self._verify(contract, interaction, url)
        return Replayed(run.results, run.milliseconds, *self.server.finish())

    def _verify(self, contract: Contract, interaction: Interaction, url: str) -> Run:
        file = self.folder / "interaction.json"
        file.touch()
        with file.open("r+b") as stream:  # not "wb": a file that was emptied is flushed to disk when closed, up to 1 ms
            stream.write(excerpt(contract, interaction).encode())
            stream.truncate()
        verifier = verifier_for(contract.provider, url, self.server.endpoint_url, self.seconds).add_source(file)
        return verify(verifier, self.variables, self.thread)
