"""Rules about responses that ask more than a consumer can need: words, moments, the form of ids."""

import re
from collections.abc import Iterator, Mapping

from pact_harness.checks.lint.rule import Violation, for_each_interaction
from pact_harness.pactfile.contract import Interaction
from pact_harness.pactfile.example_value import ExampleValue
from pact_harness.pactfile.interaction_part import InteractionPart
from pact_harness.pactfile.readable_text import shorten

SENTENCE = re.compile(r"\S+\s+\S+")
ERROR_KEY = re.compile(
    r"(?:error|exception)?[_-]?(?:message|messages|msg|text|detail|details|title|description|reason|error|errors)s?",
    re.IGNORECASE,
)
OPAQUE = re.compile(r"_?id|.+[_-]id|.+Id|.+ID", re.ASCII)
# A UUID's form is its type: clients parse it as one.
UUID_FORM = re.compile(r"a-f.*\{8\}|\{8\}.*a-f|0-9a-f-", re.IGNORECASE | re.DOTALL)
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?\s*(Z|[+-]\d\d:?\d\d)?")
FEW, SHOWN = 2, 3


@for_each_interaction(
    "exact-error-text",
    reason="The words of an error are for people. The provider must be able to improve them.",
    page="consumer/contract_tests_not_functional_tests",
)
def exact_error_text(interaction: Interaction) -> Iterator[Violation]:
    for answer in interaction.responses:
        if answer.status is None or answer.status < 400:
            continue
        for node in answer.leaves:
            if isinstance(node.value, str) and node.exact and _is_prose(node.key, node.value):
                yield Violation(
                    node.shown,
                    f"The contract has the exact text of an error: {shorten(node.value, 60)!r}.",
                    "Match it by type, and let the client decide by the status or a code.",
                )


def _is_prose(key: str, value: str) -> bool:
    return SENTENCE.search(value) is not None and (not key or ERROR_KEY.fullmatch(key) is not None)


@for_each_interaction(
    "regex-on-id",
    reason="A client sends an id back unchanged. Only the provider decides its form.",
    page="consumer",
)
def regex_on_id(interaction: Interaction) -> Iterator[Violation]:
    for answer in interaction.responses:
        for node in answer.leaves:
            regex = next((str(one.get("regex")) for one in node.matchers if one["match"] == "regex"), None)
            if regex and OPAQUE.fullmatch(node.key) and not UUID_FORM.search(regex):
                yield Violation(
                    node.shown,
                    f"The id must match the regex {regex!r}.",
                    "Match it by type, unless the client reads parts of the id.",
                )


@for_each_interaction(
    "exact-moment",
    reason="A date or time that the provider sets is different each time. A literal fails a correct provider.",
    page="consumer",
)
def exact_moment(interaction: Interaction) -> Iterator[Violation]:
    known = _known(interaction)
    for answer in interaction.responses:
        for node in answer.leaves:
            value = node.value
            if isinstance(value, str) and node.exact and MOMENT.fullmatch(value) and value not in known:
                yield Violation(
                    node.shown,
                    f"The moment {value!r} is exact in the contract, and no state sets it.",
                    "Match it by its format, or let a provider state set it.",
                )


@for_each_interaction(
    "exact-answer",
    reason="Every value is fixed, so the provider can change none, even if the consumer does not read it.",
    page="consumer",
)
def exact_answer(interaction: Interaction) -> Iterator[Violation]:
    known = _known(interaction)
    for answer in interaction.responses:
        if answer.status is not None and not 200 <= answer.status < 300:
            continue
        fixed = [node for node in answer.leaves if _is_free(node, known)]
        if len(fixed) >= FEW and not _has_rules(answer):
            named = ", ".join(node.shown for node in fixed[:SHOWN])
            more = f" and {len(fixed) - SHOWN} more" if len(fixed) > SHOWN else ""
            yield Violation(
                "$",
                f"Every value of the response is a literal: {named}{more}.",
                "Match by type where any value is fine for the client. Remove what the client does not read.",
            )


def _is_free(node: ExampleValue, known: set[object]) -> bool:
    """A value that neither the request nor a state has named; true, false and null are few enough to mean it."""
    return (
        node.exact
        and isinstance(node.value, str | int | float)
        and (not isinstance(node.value, bool) and node.value not in known)
    )


def _has_rules(answer: InteractionPart) -> bool:
    return any(node.matchers for node in answer.nodes)


def _values(tree: object) -> Iterator[object]:
    """What is not a container itself, however deep in lists and objects."""
    if isinstance(tree, Mapping | list):
        for part in tree.values() if isinstance(tree, Mapping) else tree:
            yield from _values(part)
    else:
        yield tree


def _known(interaction: Interaction) -> set[object]:
    """What the request sends and the states set: values that an answer may well repeat to the letter."""
    told = [value for state in interaction.states for value in _values(state.parameters)]
    if interaction.request:
        told += [node.value for node in interaction.request.leaves + interaction.request.query]
        told += (interaction.request.path or "").split("/")
    known: set[object] = {one for one in told if isinstance(one, str | int | float)}
    return known | {int(one) for one in known if isinstance(one, str) and one.isdecimal() and len(one) < 20}
