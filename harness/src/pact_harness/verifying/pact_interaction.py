"""One interaction in a test's hands: `verify()` replays it against the provider, and fails with what is wrong."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from pact_harness.pactfile.empty_interaction import what_is_missing
from pact_harness.results.failure_message import in_words, letter
from pact_harness.results.verification_result import Outcome, only
from pact_harness.verifying.exchange import Exchange
from pact_harness.verifying.ffi_call import Replayed, Verification
from pact_harness.verifying.messages import UnknownMessageError
from pact_harness.verifying.provider_states import UnknownStateError, World
from pact_harness.verifying.selection import Promised

if TYPE_CHECKING:
    from pact_harness.broker.replaying import BrokerVerification

DESCRIBE_IT = "Whatever the provider sends would pass: have the consumer record what it reads."


@dataclass(repr=False)
class PactInteraction:
    """A promise, the provider it is asked of, and, once verified, the record for `.pact/verification.json`."""

    promised: Promised
    url: str
    verification: "Verification | BrokerVerification"
    command: str
    record: dict[str, Any]

    def __repr__(self) -> str:
        return f"<{self.promised.name}>"

    @property
    def verified(self) -> bool:
        return self.record["milliseconds"] is not None

    def verify(self) -> None:
        """Replay the interaction. Fails with a letter where the promise is broken, and with the state's own exception
        where a provider state could not be set up or torn down; a pending promise that is not kept yet is an xfail."""
        __tracebackhide__ = True
        contract, interaction = self.promised.contract, self.promised.interaction
        if missing := what_is_missing(interaction):  # a warning would be overlooked, and a green be wrong
            pytest.fail(f"{self.promised.name} proves nothing. {missing} {DESCRIBE_IT}", pytrace=False)
        replayed = self.verification.replay(contract, interaction, self.url)
        self._remember(replayed)
        self._require_world(replayed.world)
        outcome = only(replayed.results, contract.consumer, interaction.description)
        if outcome.kept or not (outcome.pending or self.promised.pending):
            self._require_injected(replayed.world)  # otherwise a mismatch would be told of the contract's example
        if outcome.kept:
            return
        self._complain(self._understood(outcome, replayed), replayed.exchange)

    def _remember(self, replayed: Replayed) -> None:
        exchange = replayed.exchange
        self.record["milliseconds"] = round(replayed.milliseconds, 1)
        self.record["verified_at"] = datetime.now(UTC).isoformat(timespec="seconds")
        self.record["request"] = exchange and exchange.request
        self.record["response"] = exchange and exchange.response
        if exchange and exchange.crash:
            self.record["crash"] = exchange.crash

    def _require_world(self, world: World) -> None:
        """Raise what setting the states up, or tearing them down, has raised."""
        __tracebackhide__ = True
        if isinstance(world.error, UnknownStateError | UnknownMessageError):
            pytest.fail(f"{self.promised.name}\n{world.error}\n\nthen: {self.command}", pytrace=False)
        if world.error:
            raise world.error

    def _require_injected(self, world: World) -> None:
        """Without the value that a generator asks for, the core silently sends the contract's example instead."""
        __tracebackhide__ = True
        interaction = self.promised.interaction
        known = {name for state in interaction.states for name in state.parameters} | set(world.values)
        if missing := sorted(expressions(interaction.raw.get("request", {})) - known):
            states = ", ".join(in_words(state) for state in interaction.states) or "no state"
            pytest.fail(
                f"{self.promised.name}: the contract injects {', '.join(missing)}, and {states} returned none. "
                f"Return a dict with it from the state's function.",
                pytrace=False,
            )

    def _understood(self, outcome: Outcome, replayed: Replayed) -> Outcome:
        """The core says `error sending request` whether the provider hung, hung up or was not there, and of a provider
        state that hung only that one of them has failed."""
        of_core, seconds = outcome.error or "", self.verification.seconds
        late = f"within {seconds:g} s (provider_timeout in [tool.pact-harness])"
        hung, latest = replayed.milliseconds >= seconds * 1000, replayed.world.latest
        if of_core.startswith("One or more of the setup state") and hung and latest:
            said = f"the provider state {in_words(latest)} did not finish {late}"
        elif not of_core.startswith("error sending request"):
            said = of_core
        elif hung:
            said = f"the provider did not answer {late}"
        elif replayed.exchange:
            said = "the provider closed the connection without an answer that could be read"
        else:
            said = f"the provider could not be reached at {self.url}"
        return replace(outcome, error=said or None, pending=outcome.pending or self.promised.pending)

    def _complain(self, outcome: Outcome, exchange: Exchange | None) -> None:
        __tracebackhide__ = True
        text = letter(outcome, self.promised.interaction, self.command, exchange.crash if exchange else None)
        self.record["mismatches"] = [vars(one) for one in outcome.mismatches]
        self.record["letter"] = text
        if outcome.pending:
            pytest.xfail(text)
        pytest.fail(text, pytrace=False)  # also a pending one under --runxfail, where xfail does nothing


def expressions(request: Mapping[str, Any]) -> set[str]:
    """The names that a request's ProviderState generators take from provider states: `${id}` -> id."""
    return {
        name
        for generator in _objects(request.get("generators", {}))
        if generator.get("type") == "ProviderState"
        for name in re.findall(r"\$\{([^}]+)\}", str(generator.get("expression")))
    }


def _objects(tree: object) -> list[Mapping[str, Any]]:
    """Every object in a tree of objects: versions 2 to 4 nest generators differently."""
    if not isinstance(tree, Mapping):
        return []
    return [tree, *(one for value in tree.values() for one in _objects(value))]
