"""What changed between two versions of contracts, and whether it asks more of the provider, less, or neither.

More means that a provider which passed before may fail now; less or neither means that it cannot. Where that cannot be
told, it is called more.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence

from pact_harness.pactfile.change import Change, Effect
from pact_harness.pactfile.contract import Contract, Interaction
from pact_harness.pactfile.interaction_diff import compare_interactions

ORDER: Mapping[Effect, int] = {"more": 0, "less": 1, "neither": 2}
Pair = tuple[Interaction | None, Interaction | None]
Key = Callable[[Interaction], object]


def compare(before: Sequence[Contract], after: Sequence[Contract]) -> list[Change]:
    """Every change between two versions of a folder of contracts, what asks more first."""
    old, new = ({(one.consumer, one.provider): one for one in contracts} for contracts in (before, after))
    changes = [
        Change(effect, *pacticipants, interaction, at, text)
        for pacticipants in sorted({*old, *new})
        for effect, interaction, at, text in _compare(old.get(pacticipants), new.get(pacticipants))
    ]
    return sorted(changes, key=lambda change: ORDER[change.effect])


def _compare(before: Contract | None, after: Contract | None) -> Iterator[tuple[Effect, str | None, str | None, str]]:
    for old, new in _pairs(_interactions(before), _interactions(after)):
        if old is None and new and after:
            yield "more", after.name_of(new), None, f"is newly asked for{_in_states(new, after)}"
        elif new is None and old and before:
            yield "less", before.name_of(old), None, f"is no longer asked for{_in_states(old, before)}"
        elif old and new and after:
            yield from ((effect, after.name_of(new), at, text) for effect, at, text in compare_interactions(old, new))
    if before and after and before.specification != after.specification:
        text = f"the file follows version {after.specification} now, instead of {before.specification}"
        yield "neither", None, None, text


def _interactions(contract: Contract | None) -> list[Interaction]:
    return list(contract.interactions) if contract else []


def _pairs(before: list[Interaction], after: list[Interaction]) -> Iterator[Pair]:
    """The same interaction in both versions: by its description and states, then without their parameters, then by its
    description alone, then by all but that."""
    for key in (_description_and_states, _identity, _description, _content):
        old = _by(key, before)
        for interaction in list(after):
            if found := old.pop(key(interaction), None):
                before, after = _without(before, found), _without(after, interaction)
                yield found, interaction
    yield from ((interaction, None) for interaction in before)
    yield from ((None, interaction) for interaction in after)


def _by(key: Key, interactions: list[Interaction]) -> dict[object, Interaction]:
    found: dict[object, Interaction] = {}
    for interaction in interactions:
        found.setdefault(key(interaction), interaction)
    return found


def _without(interactions: list[Interaction], one: Interaction) -> list[Interaction]:
    return [interaction for interaction in interactions if interaction is not one]


def _states(interaction: Interaction) -> str:
    states = [(state.name, state.parameters) for state in interaction.states]
    return json.dumps(states, sort_keys=True)


def _description_and_states(interaction: Interaction) -> object:
    return interaction.kind, interaction.description, _states(interaction)


def _identity(interaction: Interaction) -> object:
    return interaction.kind, interaction.identity


def _description(interaction: Interaction) -> object:
    return interaction.kind, interaction.description


def _content(interaction: Interaction) -> object:
    raw = interaction.raw
    content = {
        key: raw.get(key) for key in ("request", "response", "contents", "metadata", "metaData", "matchingRules")
    }
    return interaction.kind, _states(interaction), json.dumps(content, sort_keys=True)


def _in_states(interaction: Interaction, contract: Contract) -> str:
    """Where the interaction's name does not say so."""
    if contract.name_of(interaction) != interaction.description:
        return ""
    names = [state.name for state in interaction.states]
    return f" (given {' and '.join(names)})" if names else ""
