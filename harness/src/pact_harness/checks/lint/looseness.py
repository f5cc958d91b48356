"""Rules about responses that ask less than they seem to: what matches anything, and what has no example."""

import json
import re
from collections.abc import Iterator

from pact_harness.checks.lint.compiled_regex import compiled
from pact_harness.checks.lint.rule import Violation, for_each_interaction
from pact_harness.pactfile.contract import Interaction
from pact_harness.pactfile.datetime_format import FORMATS, format_of, has_format
from pact_harness.pactfile.example_value import ExampleValue
from pact_harness.pactfile.interaction_part import InteractionPart

# What a server or HTTP itself adds to an answer (RFC 9110, sections 6.6.1, 7.6.1 and 8.6; RFC 9112, section 6.1).
SENT_ANYWAY = {"date", "content-length", "connection", "keep-alive", "transfer-encoding"}
NEEDS_NO_VALUE = {"null", "eachKey", "eachValue", "values", "arrayContains", "equality"}
NESTED_REPEAT = re.compile(r"[+*}]\)+[+*{]")
LONGEST_JUDGED = 500
RANDOM = {"RandomInt", "RandomDecimal", "RandomHexadecimal", "RandomString", "RandomBoolean", "Regex"}
RANDOM |= {"Uuid", "Date", "Time", "DateTime", "MockServerURL"}
# The formats of moments where a rule names none: https://docs.pact.io/getting_started/matching


@for_each_interaction(
    "matches-anything",
    reason="An empty object matches any object, and an empty list under a type rule matches any list.",
    page="getting_started/matching/gotchas",
)
def matches_anything(interaction: Interaction) -> Iterator[Violation]:
    for answer in interaction.responses:
        for node in answer.nodes:
            if node.value == {} and node.kinds <= {"type"}:
                yield Violation(
                    node.shown,
                    "{} accepts any object.",
                    "Name the members the consumer reads, or leave this one out.",
                )
            if node.value == [] and node.kinds == {"type"}:
                yield Violation(
                    node.shown,
                    "[] under a type rule accepts any list.",
                    "Give an example item (each_like), or remove the rule to expect an empty list.",
                )


@for_each_interaction(
    "no-minimum",
    reason="A list matched only by type may be empty, so the contract asks for no item.",
    page="getting_started/matching",
)
def no_minimum(interaction: Interaction) -> Iterator[Violation]:
    for answer in interaction.responses:
        for node in answer.nodes:
            if isinstance(node.value, list) and node.value and node.kinds == {"type"} and not _minimum(node):
                yield Violation(
                    node.shown,
                    "The list has no minimum: a provider that sends [] passes too.",
                    "Ask for at least one item: each_like(…, min=1).",
                )


def _minimum(node: ExampleValue) -> bool:
    """A minimum counts only where it stands: a rule further up does not hand it on to lists inside."""
    return node.own and any(isinstance(one.get("min"), int) and one["min"] > 0 for one in node.matchers)


@for_each_interaction(
    "value-missing",
    reason="Without an example the value is null in the file and random, or null, in the consumer's test.",
    page="consumer",
)
def value_missing(interaction: Interaction) -> Iterator[Violation]:
    for _, side in interaction.parts:
        for node in [*side.leaves, *side.headers, *side.query]:
            if _lacks_value(node, side):
                yield Violation(
                    node.shown,
                    f"The matcher {_matchers_in_words(node)} has no example: the file says {json.dumps(node.value)}.",
                    "Give the matcher a fixed value of the kind it accepts.",
                )


def _lacks_value(node: ExampleValue, side: InteractionPart) -> bool:
    if not node.own or not node.kinds or node.kinds & NEEDS_NO_VALUE:
        return False
    return node.value is None or (node.value == "" and side.generated("body", node.path) in RANDOM)


@for_each_interaction(
    "example-contradicts-matcher",
    reason="The consumer was tested with a value that its own contract would refuse from the provider.",
    page="getting_started/matching",
)
def example_contradicts_matcher(interaction: Interaction) -> Iterator[Violation]:
    for _, side in interaction.parts:
        places = [*side.leaves, *side.headers, *side.query, *([side.path_node] if side.path_node else [])]
        for node in places:
            if not _lacks_value(node, side) and (problem := _contradiction(node)):
                yield Violation(node.shown, problem, "Use an example that its own rule accepts.")


def _contradiction(node: ExampleValue) -> str | None:
    if not isinstance(node.value, str) or len(node.matchers) != 1:
        return None
    matcher = node.matchers[0]
    if matcher["match"] in FORMATS:
        pattern = format_of(matcher)
        if not has_format(node.value, pattern):
            return f"The example {node.value!r} does not fit its own format {pattern!r}."
    if matcher["match"] == "regex" and _refused(str(matcher.get("regex", "")), node.value):
        return f"The example {node.value!r} does not match its own regex {matcher['regex']!r}."
    return None


def _refused(regex: str, value: str) -> bool:
    """Only a regex that Python reads as well is judged: other languages' dialects differ.

    Nor is one that repeats a repetition: on a value that does not fit, it may search for years.
    """
    if NESTED_REPEAT.search(regex) or len(value) > LONGEST_JUDGED:
        return False
    try:
        return compiled(regex).search(value) is None
    except re.error:
        return False


@for_each_interaction(
    "header-sent-anyway",
    reason="HTTP or the server adds this header. The provider does not decide its value.",
    page="consumer",
)
def header_sent_anyway(interaction: Interaction) -> Iterator[Violation]:
    if interaction.request and interaction.request.method == "HEAD":
        return  # there the length is all of the answer
    for answer in interaction.responses:
        yield from (_unneeded_matcher(node) for node in _unneeded(answer))


def _unneeded(answer: InteractionPart) -> list[ExampleValue]:
    return [node for node in answer.headers if SENT_ANYWAY & set(node.path)]


def _unneeded_matcher(node: ExampleValue) -> Violation:
    name = node.shown.removeprefix("header ")
    return Violation(node.shown, f"The contract asks for {name}, which responses have anyway.", "Leave the header out.")


def _matchers_in_words(node: ExampleValue) -> str:
    return ", ".join(sorted(node.kinds))
