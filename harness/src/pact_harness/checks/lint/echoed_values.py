"""Rules about answers that would also fit another question: identity and updates proved by shape only."""

import re
from collections.abc import Iterator, Sequence

from pact_harness.checks.lint.rule import Violation, for_each_interaction
from pact_harness.pactfile.contract import Interaction
from pact_harness.pactfile.example_value import ExampleValue
from pact_harness.pactfile.interaction_part import InteractionPart

IDENTITY_KEY = re.compile(
    r"_?(id|key|uuid|guid|name|slug|code|ref|number|isbn|sku|email|username|login)"
    r"|.+([_-](id|key|uuid|guid|name|slug|code|ref|number)|Id|ID|Key|Uuid|UUID|Name|Slug|Code|Number)",
)
IDENTITY_ONLY = re.compile(r"_?id|.+[_-]id|.+Id|.+ID|uuid")
VERSION = re.compile(r"v\d+([._]\d+)*", re.IGNORECASE)
MOMENT_OR_NUMBER = re.compile(r"\d")
DISTINCT = 4  # a longer value hardly stands in the body by chance


@for_each_interaction(
    "identity-by-shape",
    reason="A provider that returns the data of another one passes too.",
    page="provider/using_provider_states_effectively",
)
def identity_by_shape(interaction: Interaction) -> Iterator[Violation]:
    request = interaction.request
    if request is None or request.path is None:
        return
    for answer in interaction.responses:
        if answer.status is None or not 200 <= answer.status < 300 or not answer.leaves:
            continue
        if request.generated("path") == "ProviderState":
            yield from _unproved(interaction, request.path, answer)
        else:
            yield from _repeated_by_shape(interaction, request.path, answer)


def _unproved(interaction: Interaction, path: str, answer: InteractionPart) -> Iterator[Violation]:
    texts = _texts_of_states(
        interaction
    )  # an injected id stands in a state that the file may not show: then any constant may prove it
    if not any(_proves(node, texts) if texts else _is_constant(node) for node in answer.leaves):
        yield Violation(
            _first_repeated(path, answer) or "$",
            "The id in the path is injected, and no value in the response is exact. Any other response would pass.",
            "Expect the exact value of another field that the state sets, or use a fixed id.",
        )


def _first_repeated(path: str, answer: InteractionPart) -> str | None:
    segments = path.split("/")
    return next((node.shown for node in answer.leaves if str(node.value) in segments), None)


def _repeated_by_shape(interaction: Interaction, path: str, answer: InteractionPart) -> Iterator[Violation]:
    segments = [one for one in path.strip("/").split("/") if not VERSION.fullmatch(one)]
    for segment in segments:
        last = segment == segments[-1]
        same = [node for node in answer.leaves if _is(node, segment) and _names_it(node, segment, last=last)]
        loose = [node for node in same if not node.exact]
        if (
            not loose
            or len(loose) < len(same)
            or any(_proves(node, _texts_of_states(interaction)) for node in answer.leaves)
        ):
            continue
        yield Violation(
            loose[0].shown,
            f"The path asks for {segment}, but the response repeats it only {_shape(loose[0])}.",
            "Expect this exact value.",
        )


def _is(node: ExampleValue, segment: str) -> bool:
    return isinstance(node.value, str | int) and not isinstance(node.value, bool) and str(node.value) == segment


def _names_it(node: ExampleValue, segment: str, *, last: bool) -> bool:
    """A word of a route, or a small number, may stand in a body by chance; then its key must say that it is an id."""
    has_digit = MOMENT_OR_NUMBER.search(segment) is not None
    if has_digit and len(segment) >= DISTINCT:
        return True
    return (has_digit or last) and IDENTITY_KEY.fullmatch(node.key) is not None


def _proves(node: ExampleValue, texts: Sequence[str]) -> bool:
    """An exact value that only the right answer has: one that the state sets."""
    return _is_constant(node) and node.value in texts


def _is_constant(node: ExampleValue) -> bool:
    return node.exact and isinstance(node.value, str | int) and not isinstance(node.value, bool) and node.value != ""


def _texts_of_states(interaction: Interaction) -> list[str]:
    """What the states say of the one asked for, besides its id."""
    return [
        value
        for state in interaction.states
        for key, value in state.parameters.items()
        if isinstance(value, str) and not IDENTITY_ONLY.fullmatch(key)
    ]


def _shape(node: ExampleValue) -> str:
    shapes = {"integer": "as an integer", "number": "as a number", "type": "by its type"}
    kind = sorted(node.kinds)[0]
    return shapes.get(kind, f"by the matcher {kind}")


@for_each_interaction(
    "update-by-shape",
    reason="A provider that ignores what was sent, such as a misspelled field, passes too.",
    page="consumer",
)
def update_by_shape(interaction: Interaction) -> Iterator[Violation]:
    request = interaction.request
    if request is None or request.method not in {"POST", "PUT", "PATCH"}:
        return
    sent = {(node.key, node.value): node for node in request.leaves if isinstance(node.value, str | int)}
    for answer in interaction.responses:
        if answer.status not in (200, 201):
            continue
        repeated = [
            node for node in answer.leaves if isinstance(node.value, str | int) and (node.key, node.value) in sent
        ]
        if repeated and all(node.loose for node in repeated):
            yield Violation(
                repeated[0].shown,
                f"The response repeats what was sent ({repeated[0].value!r}) only {_shape(repeated[0])}.",
                "Expect the exact new value. It shows that the provider has read it.",
            )
