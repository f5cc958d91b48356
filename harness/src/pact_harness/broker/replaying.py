"""All that a broker wants verified, in one run of the Verifier, while each promise still is a pytest item of its own.

A run with a filter publishes its outcome for the whole contract, so there is exactly one run, without a filter, that
publishes one result a contract; and since its results are there only at its end, the items are gone through twice:
first each makes its world (fixtures, provider, states) while the Verifier, in a process of its own, replays its
interaction, and waits at the gate of the next one's states; then each tells what the results say of it.
"""

import json
import os
import subprocess
import sys
import time
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import accumulate
from pathlib import Path
from threading import Condition
from typing import Any

from pact_harness.broker.fetching import Wanted
from pact_harness.pactfile.contract import Contract, Interaction
from pact_harness.verifying.callbacks import NoWorldError
from pact_harness.verifying.ffi_call import Replayed, VerifierError
from pact_harness.verifying.provider_states import ActiveStates, StateHandlers
from pact_harness.verifying.selection import SelectedInteraction
from pact_harness.verifying.server import ProviderServer

PATIENCE = 10.0  # seconds that making a world may take, or the broker; beyond what the provider may take
STARTING = 15.0  # seconds until the core must have what it asks the broker for: it tries for two minutes on its own
PUBLISHING = 60.0  # seconds for what the broker is told at the end


class Gate:
    """Where the core waits, at a state's setup, until the world of its interaction has been made.

    The core announces each interaction with one setup for each of its states, all of them even if one fails, or with
    one for no state; so the setups tell which interaction it is at. It tries none of them twice, as long as it is
    answered anything but 5xx.
    """

    def __init__(self, interactions: Sequence[Interaction]) -> None:
        self._ends = list(accumulate(max(1, len(one.states)) for one in interactions))
        self._condition = Condition()
        self._setups = 0
        self._ready = -1
        self._refused: set[int] = set()
        self._closed = False

    def __call__(self) -> None:
        """The core sets a state up: wait for its world. Raises NoWorldError where there will be none, and for one more
        than the contracts hold."""
        with self._condition:
            self._setups += 1
            at = self._at()
            self._condition.notify_all()
            self._condition.wait_for(lambda: self._closed or self._ready >= at or at >= len(self._ends))
            if self._closed or at in self._refused or at >= len(self._ends):
                raise NoWorldError("no promise is waiting here")

    def _at(self) -> int:
        """The interaction that the core is at, from 0; -1 before the first."""
        return bisect_left(self._ends, self._setups) if self._setups else -1

    @property
    def reached(self) -> bool:
        """Whether the core has begun with any interaction."""
        return self._setups > 0

    def open(self, at: int) -> None:
        """The world of the interaction *at* is ready."""
        with self._condition:
            self._ready = at
            self._condition.notify_all()

    def refuse(self, at: int) -> None:
        """There will be no world for the interaction *at*: it fails in the core as one whose state cannot be made."""
        with self._condition:
            self._refused.add(at)
        self.open(at)

    def wait_until_left(self, at: int, seconds: float) -> bool:
        """Wait until the core has gone on to the next interaction; False if it has not."""
        with self._condition:
            return self._condition.wait_for(lambda: self._at() > at, seconds)

    def close(self) -> None:
        """Let nobody wait any more."""
        with self._condition:
            self._closed = True
            self._condition.notify_all()


class BrokerVerification:
    """Stands where `Verification` stands for contracts in files: replays all interactions in one run, in order.

    `perform` is called for each promise in turn while its item's world is there, then `finish`; from then on `replay`
    tells what became of each.
    """

    def __init__(
        self,
        wanted: Wanted,
        promises: Sequence[SelectedInteraction],
        server: ProviderServer,
        seconds: float,
        folder: Path,
    ) -> None:
        self.wanted, self.promises, self.server, self.seconds = wanted, promises, server, seconds
        self._results = folder / "results.json"
        self._log = folder / "verifier.txt"
        self._gate = Gate([one.interaction for one in promises])
        self._child: subprocess.Popen[bytes] | None = None
        self._done: list[Replayed] = []
        self.failure = ""  # why there are no results
        self.published, self.refused = 0, ""  # results that the broker has taken, and why it took one not
        self.finished = False

    def replay(self, contract: Contract, interaction: Interaction, url: str) -> Replayed:
        """In the first round, have the verifier replay it now; in the second, what became of it.

        Raises VerifierError where the run brought no results.
        """
        at = next(at for at, one in enumerate(self.promises) if one.interaction is interaction)
        if self.finished:
            if self.failure:
                raise VerifierError(self.failure)
            return self._done[at]
        self.let_pass(at)  # an item that was skipped before there was a verification
        if at == self.performed:
            self._perform(at, url)
        world = ActiveStates(
            StateHandlers({}), {}
        )  # without the error: raised in both rounds, it would show the frames of both
        world.values = self._done[at].states.values
        return replace(self._done[at], results=_kept(contract, interaction), states=world)

    @property
    def performed(self) -> int:
        """How many interactions have been replayed."""
        return len(self._done)

    def _perform(self, at: int, url: str) -> None:
        self._start(url)
        self.server.recorder.take()
        if self._gate.wait_until_left(at, 0):  # the core does not wait for ever, and what it met was no world
            self.stop(f"the world of {self.promises[at].name} took too long to make: the verifier gave up waiting")
        begun = time.perf_counter()
        self._gate.open(at)
        self._wait(at)
        milliseconds = (time.perf_counter() - begun) * 1000
        self._done.append(Replayed({}, milliseconds, *self.server.finish()))

    def let_pass(self, until: int) -> None:
        """The items before *until* that did not replay their promise never will, for their world could not be made."""
        for at in range(self.performed, until):
            self._gate.refuse(at)
            self._done.append(Replayed({}, 0.0, None, ActiveStates(StateHandlers({}), {})))

    def _start(self, url: str) -> None:
        if self._child:
            return
        self._results.unlink(missing_ok=True)
        self.server.endpoint.gate = self._gate
        variables = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        with self._log.open("wb") as log:
            self._child = subprocess.Popen(
                [sys.executable, "-m", "pact_harness.broker.child"],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                env=variables,
            )
        stream = self._child.stdin  # left open: its end is how the child learns that nobody waits for it any more
        assert stream  # noqa: S101 - it is a pipe
        stream.write(json.dumps(self._told(url)).encode() + b"\n")
        stream.flush()

    def _told(self, url: str) -> dict[str, Any]:
        wanted, broker = self.wanted, self.wanted.broker
        return {
            "provider": wanted.provider,
            "url": url,
            "endpoint": self.server.endpoint_url,
            "seconds": self.seconds + PATIENCE,  # for the core also waits at the gate
            "broker": vars(broker),
            "pact_url": wanted.url,
            "wip_since": wanted.wip_since,
            "branch": wanted.version.branch,
            "version": wanted.version.number,
            "build_url": wanted.version.build_url,
            "publish": wanted.publish,
            "results": str(self._results),
        }

    def _wait(self, at: int) -> None:
        """Until the core has left this interaction, has ended, or has taken too long over it."""
        assert self._child  # noqa: S101
        requests = 2 + len(self.promises[at].interaction.states)  # the last for the broker: at the start and the end
        limit = requests * (self.seconds + PATIENCE)
        if at + 1 == len(self.promises):
            limit += PUBLISHING
        begun = time.monotonic()
        while not self.failure and not self._gate.wait_until_left(at, 0.02):
            if self._child.poll() is not None:
                return
            took = time.monotonic() - begun
            if took > STARTING and not self._gate.reached:
                self.stop(f"the broker did not hand its contracts to the verifier within {STARTING:.0f} s")
            elif took > limit:
                name = self.promises[at].name
                self.stop(f"the verifier was not done with {name} after {limit:.0f} s: is the broker silent?")

    def stop(self, why: str) -> None:
        """End the verifier before its time: nothing is published then."""
        self.failure = self.failure or why
        self._gate.close()
        if self._child and self._child.poll() is None:
            self._child.kill()
            self._child.wait()
        if self._child and self._child.stdin:
            self._child.stdin.close()

    def finish(self) -> None:
        """Read the results, one for each promise in order; without them every promise is an error that says why."""
        self.let_pass(len(self.promises))
        self.finished = True
        if not self.failure and self._child:
            try:
                self._child.wait(PUBLISHING)
            except subprocess.TimeoutExpired:
                self.stop(f"the verifier did not end within {PUBLISHING:.0f} s: is the broker silent?")
        self._gate.close()
        self.server.endpoint.gate = lambda: None  # not before the core has ended: it would find the last world
        if self._child and self._child.stdin:
            self._child.stdin.close()
        try:
            heard = json.loads(self._results.read_text(encoding="utf-8"))
            results = heard["interactionResults"]
        except (OSError, ValueError, KeyError):
            said = self._log.read_text(encoding="utf-8", errors="replace") if self._log.exists() else ""
            self.failure = (
                self.failure or f"the verifier gave no results: {self.wanted.broker.masked(said.strip()[-2000:])}"
            )
            return
        self.published, self.refused = heard["published"], self.wanted.broker.masked(heard["refused"])
        if len(results) != len(self.promises):
            said = self.wanted.broker.masked("; ".join(_unread(heard))) or "was a contract published meanwhile?"
            self.failure = self.failure or (
                f"the verifier verified {len(results)} promises, where the broker had listed {len(self.promises)}: "
                f"{said} Run it again"
            )
            return
        self._done = [
            replace(one, results={"interactionResults": [result]})
            for one, result in zip(self._done, results, strict=True)
        ]


def _unread(results: Mapping[str, Any]) -> list[str]:
    """Why contracts could not be read, as the core says it."""
    said = [(one.get("mismatch") or {}).get("message") for one in results.get("errors") or ()]
    return [f"{one}." for one in said if one]


def _kept(contract: Contract, interaction: Interaction) -> dict[str, Any]:
    """What the first round takes for granted: it only makes the worlds."""
    result = {"consumer": contract.consumer, "provider": contract.provider, "description": interaction.description}
    return {"interactionResults": [{**result, "result": "OK"}]}
