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
    reason="Failures, reviews and the broker name the interaction only by its description.",
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
    reason="Such a name must change when only the implementation changes, and people understand it less.",
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
    reason="Pact identifies an interaction by its description and states. If two have the same, it keeps only one.",
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
                "Give each interaction its own description.",
                interaction,
            )
        seen.add(key)


@for_each_contract(
    "one-interaction-a-test",
    reason="If a test of several interactions fails, you cannot see which one failed.",
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
                "Give each interaction its own test.",
                interaction,
            )
