"""One interaction in a test's hands: `verify()` replays it against the provider, and fails with what is wrong."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from pact_harness.results.failure_message import failure_message, in_words
from pact_harness.results.ffi_results import result_of
from pact_harness.results.verification_result import VerificationResult
from pact_harness.verifying.ffi_call import Replayed, Verification
from pact_harness.verifying.messages import UnknownMessageError
from pact_harness.verifying.provider_states import ActiveStates, UnknownStateError
from pact_harness.verifying.selection import SelectedInteraction

RESULT: pytest.StashKey[VerificationResult] = pytest.StashKey()  # of an item: what became of its interaction so far


def begin_result(item: pytest.Item, selected: SelectedInteraction) -> None:
    """Before its verification an interaction is an error: whatever happens first keeps it from being verified."""
    contract, interaction = selected.contract, selected.interaction
    item.stash[RESULT] = VerificationResult(
        contract.provider,
        contract.consumer,
        interaction.description,
        interaction.states,
        selected.name,
        test=item.nodeid,
        recorded_by=interaction.test,
    )


@dataclass(repr=False)
class PactInteraction:
    """An interaction, the provider that it is verified against, and the test item that does it."""

    selected: SelectedInteraction
    url: str
    verification: Verification
    command: str
    item: pytest.Item

    def __repr__(self) -> str:
        return f"<{self.selected.name}>"

    @property
    def verified(self) -> bool:
        return self.item.stash[RESULT].milliseconds is not None

    def verify(self) -> None:
        """Replay the interaction. Fails with a message where the provider breaks the contract, and with the state's
        own exception where a provider state could not be set up or torn down; a pending one that fails is an xfail."""
        __tracebackhide__ = True
        contract, interaction = self.selected.contract, self.selected.interaction
        replayed = self.verification.replay(contract, interaction, self.url)
        result = self._remember(replayed)
        self._require_states(replayed.states)
        result = result_of(replayed.results, result)
        if result.result == "passed":
            self._require_injected(replayed.states)
            return
        self._fail(self._understood(result, replayed))

    def _remember(self, replayed: Replayed) -> VerificationResult:
        exchange = replayed.exchange
        self.item.stash[RESULT] = replace(
            self.item.stash[RESULT],
            milliseconds=round(replayed.milliseconds, 1),
            verified_at=datetime.now(UTC).isoformat(timespec="seconds"),
            request=exchange.request if exchange else None,
            response=exchange.response if exchange else None,
            crash=exchange.crash if exchange else None,
        )
        return self.item.stash[RESULT]

    def _require_states(self, states: ActiveStates) -> None:
        """Raise what setting the states up, or tearing them down, has raised."""
        __tracebackhide__ = True
        if isinstance(states.error, UnknownStateError | UnknownMessageError):
            pytest.fail(f"{self.selected.name}\n{states.error}\n\nthen: {self.command}", pytrace=False)
        if states.error:
            raise states.error

    def _require_injected(self, states: ActiveStates) -> None:
        """Without the value that a generator asks for, the core silently sends the contract's example instead."""
        __tracebackhide__ = True
        interaction = self.selected.interaction
        known = {name for state in interaction.states for name in state.parameters} | set(states.values)
        if missing := sorted(expressions(interaction.raw.get("request", {})) - known):
            given = ", ".join(in_words(state) for state in interaction.states) or "no state"
            pytest.fail(
                f"{self.selected.name}: the contract injects {', '.join(missing)}, and {given} returned none. "
                f"Return a dict with it from the state's function.",
                pytrace=False,
            )

    def _understood(self, result: VerificationResult, replayed: Replayed) -> VerificationResult:
        """The core says `error sending request` whether the provider hung, hung up or was not there, and of a provider
        state that hung only that one of them has failed."""
        of_core, seconds = result.error or "", self.verification.seconds
        late = f"within {seconds:g} s (provider_timeout in [tool.pact-harness])"
        hung, latest = replayed.milliseconds >= seconds * 1000, replayed.states.latest
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
        pending = result.result == "pending" or self.selected.pending
        return replace(result, error=said or None, result="pending" if pending else "failed")

    def _fail(self, result: VerificationResult) -> None:
        __tracebackhide__ = True
        text = failure_message(result, self.selected.interaction, self.command)
        self.item.stash[RESULT] = replace(result, failure_message=text)
        if result.result == "pending":
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
