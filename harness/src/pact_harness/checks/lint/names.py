"""Rules about descriptions and state names: sentences that people on both sides read."""

import re
from collections.abc import Iterator, Sequence

from pact_harness.checks.lint.rule import Violation, for_each_contract, for_each_interaction
from pact_harness.pactfile.contract import Interaction

IMPLEMENTATION = re.compile(
    r"\b(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\s+(?:https?:/)?/\S*"  # the request says so already
    r"|\b(?:SELECT\s.+\sFROM|INSERT\s+INTO|DELETE\s+FROM|UPDATE\s+\w+\s+SET)\b"
    r"|\b(?:[Ss][Qq][Ll]|[Pp]ostgres\w*|[Mm]y[Ss][Qq][Ll]|[Ss][Qq][Ll]ite|[Mm]ongo(?:DB)?|[Rr]edis|[Dd]ynamoDB)\b"
    r"|\b(?:[Dd]atabase|[Dd][Bb])\s+(?:table|row|column|record|mock|stub)s?\b"
    r"|\b(?:[Mm]ock(?:ed|s)?|[Ss]tub(?:bed|s)?)\b"
    r"|\b\w+\(\)"
    r"|\b[A-Z]\w*(?:Controller|Repository|Dao|DAO|ServiceImpl)\b"
)
SAYS_NOTHING = re.compile(
    r"(?:an? |the )?(?:test|request|interaction|message|pact|description|state|todo|foo|bar)? ?\d*", re.IGNORECASE
)


@for_each_interaction(
    "description-vague",
    reason="Failures, reviews and the broker name the interaction by its description alone.",
    page="consumer",
)
def description_vague(interaction: Interaction) -> Iterator[Violation]:
    if SAYS_NOTHING.fullmatch(interaction.description.strip()):
        yield Violation(
            "the description",
            f"The description {interaction.description!r} does not say what is asked for.",
            "Say what the consumer wants, as in 'a request for a user'.",
        )


@for_each_interaction(
    "names-implementation",
    reason="A name that tells how it is done must change when only that changes, and says less to people.",
    page="consumer",
)
def names_implementation(interaction: Interaction) -> Iterator[Violation]:
    texts = [("the description", interaction.description)]
    texts += [("the state", state.name) for state in interaction.states]
    for at, text in texts:
        if found := IMPLEMENTATION.search(text):
            yield Violation(
                at,
                f"{text!r} names the implementation: {found[0]!r}.",
                "Say what is wanted, or what is true, in words of the business.",
            )


@for_each_contract(
    "description-twice",
    reason="Pact tells interactions apart by description and states; of two alike only one is kept.",
    page="consumer",
)
def description_twice(interactions: Sequence[Interaction]) -> Iterator[Violation]:
    seen: set[tuple[str, ...]] = set()
    for interaction in interactions:
        key = (interaction.kind, interaction.description, *(state.name for state in interaction.states))
        if key in seen:
            yield Violation(
                "the description",
                f"Another interaction is called {interaction.description!r}, in the same state.",
                "Give each interaction a description of its own.",
                interaction,
            )
        seen.add(key)


@for_each_contract(
    "one-interaction-a-test",
    reason="A test of several interactions does not tell which of them failed.",
    page="consumer",
)
def one_interaction_a_test(interactions: Sequence[Interaction]) -> Iterator[Violation]:
    first: dict[str, Interaction] = {}
    for interaction in interactions:
        test = interaction.test
        if test and first.setdefault(test, interaction) is not interaction:
            yield Violation(
                None,
                f"The test {test} records this interaction and {first[test].description!r}.",
                "Give each interaction a test of its own.",
                interaction,
            )
