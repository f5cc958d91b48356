"""Rules about provider states: an answer that needs data must say which, and say it in one way."""

import re
from collections.abc import Iterator, Sequence

from pact_harness.checks.lint.rule import Violation, for_each_contract, for_each_interaction
from pact_harness.pactfile.contract import Interaction

IDENTIFIER = re.compile(
    r"\d+|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|(?=.*\d)[0-9a-f]{16,}",
    re.IGNORECASE,
)
# These answers are given before anybody looks for the data.
WITHOUT_DATA = {201, 202, 400, 401, 403, 405, 406, 413, 414, 415, 422, 429}
NOISE = re.compile(r"[\W_]+|\b(?:a|an|the)\b", re.IGNORECASE)


@for_each_interaction(
    "state-missing",
    reason="The response depends on data, and no state says which data the provider must have.",
    page="getting_started/provider_states",
)
def state_missing(interaction: Interaction) -> Iterator[Violation]:
    request = interaction.request
    if request is None or request.path is None or interaction.states:
        return
    statuses = {answer.status for answer in interaction.responses}
    if any(status is None or status in WITHOUT_DATA or status >= 500 for status in statuses):
        return
    segment = next((one for one in request.path.split("/") if IDENTIFIER.fullmatch(one)), None)
    if segment and not request.path.startswith("/status/"):
        yield Violation(
            "the path",
            f"{request.method} {request.path} asks for {segment} without a provider state.",
            f"Say with given(…) what the provider has, also if {segment} must not exist.",
        )


@for_each_contract(
    "state-spelt-twice",
    reason="The provider needs a function for each spelling of a state.",
    page="getting_started/provider_states",
)
def state_spelt_twice(interactions: Sequence[Interaction]) -> Iterator[Violation]:
    spelt: dict[str, str] = {}
    told: set[str] = set()
    for interaction in interactions:
        for state in interaction.states:
            earlier = spelt.setdefault(_essence(state.name), state.name)
            if earlier != state.name and state.name not in told:
                told.add(state.name)
                yield Violation(
                    "the state",
                    f"The state {state.name!r} is also spelled {earlier!r}.",
                    "Use one spelling for one state.",
                    interaction,
                )


def _essence(name: str) -> str:
    """Letters and digits alone: case, spaces, punctuation and articles do not make another state."""
    return NOISE.sub(" ", name.replace("'", "").lower()).strip().replace(" ", "")


@for_each_interaction(
    "state-repeated",
    reason="A state that is named twice is set up twice. Perhaps two different states were intended.",
    page="getting_started/provider_states",
)
def state_repeated(interaction: Interaction) -> Iterator[Violation]:
    states = interaction.states
    for index, state in enumerate(states):
        if state in states[:index]:
            yield Violation("the state", f"The state {state.name!r} is named twice.", "Name it once.")
