"""What a provider's tests bring for its contracts: checked before anything runs, and listed where it does not fit."""

from collections.abc import Iterable, Iterator, Sequence
from types import ModuleType

from pact_harness.verifying.handler_stubs import (
    CORRECT_IT,
    message_function,
    mistaken_for,
    state_function,
    with_imports,
)
from pact_harness.verifying.message_handlers import MessageHandlers
from pact_harness.verifying.selection import SelectedInteraction
from pact_harness.verifying.state_handlers import StateHandlers


class Handlers:
    """The state and message functions of the modules that the marker names."""

    def __init__(self, states: Iterable[ModuleType], messages: Iterable[ModuleType]) -> None:
        self.states, self.messages = StateHandlers.of(*states), MessageHandlers.of(*messages)

    def fixtures(self, selected: SelectedInteraction) -> set[str]:
        """The fixtures that this interaction's functions ask for."""
        interaction = selected.interaction
        of_states = self.states.fixtures(state.name for state in interaction.states)
        return of_states | self.messages.fixtures([interaction.description] if interaction.kind != "http" else [])

    def unfit(self, interactions: Sequence[SelectedInteraction], *, states: bool = True) -> list[str]:
        """Lines for a person: what contracts ask for and no function provides, and the other way round. Without
        *states*, no module of them was named: an endpoint of the provider's may set them up."""
        return [*(self._unfit_states(interactions) if states else ()), *self._unfit_messages(interactions)]

    def _unfit_states(self, interactions: Sequence[SelectedInteraction]) -> Iterator[str]:
        asked: dict[str, list[dict[str, object]]] = {}
        for state in (state for one in interactions for state in one.interaction.states):
            asked.setdefault(state.name, []).append(dict(state.parameters))
        functions = {name: state_function(name, uses) for name, uses in asked.items()}
        yield from _missing("provider state", functions, self.states.functions, self.states.place)
        yield from _unused("provider state", self.states.functions, asked)

    def _unfit_messages(self, interactions: Sequence[SelectedInteraction]) -> Iterator[str]:
        asked = {one.interaction.description for one in interactions if one.interaction.kind != "http"}
        functions = {description: message_function(description) for description in sorted(asked)}
        yield from _missing("message", functions, self.messages.functions, self.messages.place)
        yield from _unused("message", self.messages.functions, asked)


def _missing(noun: str, functions: dict[str, str], provided: Iterable[str], place: str) -> Iterator[str]:
    provided = set(provided)
    names = [name for name in functions if name not in provided]
    if names:
        named = f"{noun}{'s'[: len(names) > 1]} {', '.join(map(repr, names))}"
        yield f"no function provides the {named}; paste into {place}:"
        yield from (
            f"    {name!r}: {asked} {CORRECT_IT} paste." for name in names if (asked := mistaken_for(name, provided))
        )
        yield ""
        pasted = with_imports(*(functions[name] for name in names))
        yield from (f"    {line}".rstrip() for line in pasted.splitlines())
        yield ""


def _unused(noun: str, provided: Iterable[str], asked: Iterable[str]) -> Iterator[str]:
    names = [name for name in provided if name not in set(asked)]
    if names:
        yield f"no contract asks for the {noun}{'s'[: len(names) > 1]} {', '.join(map(repr, names))}"
