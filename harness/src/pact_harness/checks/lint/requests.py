"""Rules about requests: the consumer knows what it sends, so its contract can say so exactly."""

import json
import re
from collections.abc import Callable, Iterator, Sequence, Set

from pact_harness.checks.lint.rule import Violation, for_each_contract, for_each_interaction
from pact_harness.pactfile.contract import Interaction
from pact_harness.pactfile.example_value import ExampleValue
from pact_harness.pactfile.interaction_part import ABSENT, InteractionPart

OPEN = re.compile(r"(?<!\\)\.[*+]")
ANY_TOKEN = re.compile(r"(\^|\\A)?\(?(Bearer|Basic|Token)(\\s|\s)[+*]?\(?(\.|\\S)[+*]\)?(\$|\\Z|\\z)?", re.IGNORECASE)
ANYTHING = re.compile(r"(\^|\\A)?\(?\.[*+]\)?(\$|\\Z|\\z)?")
ANY_KINDS = {"type", "notEmpty"}
PHILOSOPHY = "implementation_guides/pact_specification"
TOKENS = ("authorization", "proxy-authorization")


def _any_value(node: ExampleValue | None, *, but: Callable[[str], object], kinds: Set[str] = ANY_KINDS) -> bool:
    """Whether each matcher is of these kinds, or is a regex that says no more than ``but`` allows for."""
    if node is None or not node.kinds:
        return False
    return all(
        one["match"] in kinds or (one["match"] == "regex" and bool(but(str(one.get("regex", "")))))
        for one in node.matchers
    )


def _any_token(regex: str) -> bool:
    """The scheme alone is no token."""
    return bool(ANYTHING.fullmatch(regex) or ANY_TOKEN.fullmatch(regex))


@for_each_interaction(
    "any-path",
    reason="A client that sends another path, such as a misspelled one, passes its test.",
    page=PHILOSOPHY,
)
def any_path(interaction: Interaction) -> Iterator[Violation]:
    if interaction.request and _any_value(
        interaction.request.path_node, but=OPEN.search, kinds={*ANY_KINDS, "include"}
    ):
        yield Violation(
            "the path",
            f"Any path from the client would pass, not only {interaction.request.path}.",
            "Write the exact path. A provider state can inject an id with a generator alone.",
        )


@for_each_interaction(
    "any-token",
    reason="A client that sends a wrong or meaningless token passes its test.",
    page=PHILOSOPHY,
)
def any_token(interaction: Interaction) -> Iterator[Violation]:
    for name in TOKENS:
        node = interaction.request.header(name) if interaction.request else None
        if node and _any_value(node, but=_any_token):
            yield Violation(
                node.shown,
                "Any token from the client would pass.",
                "Write an exact, invented token. A provider state can inject the real one with a generator.",
            )


@for_each_interaction(
    "request-not-exact",
    reason="If a rule matches every part of a request, almost no wrong request fails its test.",
    page="consumer",
)
def request_not_exact(interaction: Interaction) -> Iterator[Violation]:
    if interaction.request is None or interaction.kind != "http" or interaction.request.path_node is None:
        return
    request = interaction.request
    parts = [interaction.request.path_node, *request.query, *request.leaves]
    if not any(node.exact for node in parts):
        yield Violation(
            None,
            f"Nothing in the request is exact: there are rules at {_listed(parts)}.",
            "Remove the rules from what the test knows. Begin with the path.",
        )


def _listed(nodes: Sequence[ExampleValue], most: int = 3) -> str:
    names = [node.shown for node in nodes]
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")


@for_each_contract(
    "same-request",
    reason="In one state, a provider gives one response to one request.",
    page="getting_started/provider_states",
)
def same_request(interactions: Sequence[Interaction]) -> Iterator[Violation]:
    first: dict[str, Interaction] = {}
    for interaction in interactions:
        if interaction.request is None or interaction.kind != "http":
            continue
        earlier = first.setdefault(_question(interaction, interaction.request), interaction)
        if earlier is interaction or _named_alike(earlier, interaction):
            continue
        if interaction.raw.get("response") == earlier.raw.get("response"):
            advice = "Keep one of them."
            problem = f"It sends the same request as {earlier.description!r}, in the same state, for the same response."
        else:
            advice = "Give the two different provider states."
            problem = f"It sends the same request as {earlier.description!r}, in the same state, for another response."
        yield Violation(None, problem, advice, interaction)


def _named_alike(one: Interaction, other: Interaction) -> bool:
    """Then the rule ``description-twice`` says so, and once is enough."""
    return one.description == other.description


def _question(interaction: Interaction, request: InteractionPart) -> str:
    """All that decides about the answer, rules aside; headers by name in small letters, in any order."""
    body = None if request.body is ABSENT else request.body
    headers = sorted((node.path[0], json.dumps(node.value)) for node in request.headers)
    query = sorted((node.path[0], json.dumps(node.value)) for node in request.query)
    states = sorted((state.name, json.dumps(state.parameters)) for state in interaction.states)
    return json.dumps([request.method, request.path, query, headers, body, states], sort_keys=True)
