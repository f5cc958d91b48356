"""Rules about descriptions and state names: sentences that people on both sides read."""

import re
from collections.abc import Iterator, Sequence

from pact_harness.checks.lint.rule import Fault, for_each_contract, for_each_promise
from pact_harness.checks.promise import Promise

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


@for_each_promise(
    "description-vague",
    reason="Failures, reviews and the broker name the interaction by its description alone.",
    page="consumer",
)
def description_vague(promise: Promise) -> Iterator[Fault]:
    if SAYS_NOTHING.fullmatch(promise.name.strip()):
        yield Fault(
            "the description",
            f"The description {promise.name!r} does not say what is asked for.",
            "Say what the consumer wants, as in 'a request for a user'.",
        )


@for_each_promise(
    "names-implementation",
    reason="A name that tells how it is done must change when only that changes, and says less to people.",
    page="consumer",
)
def names_implementation(promise: Promise) -> Iterator[Fault]:
    texts = [("the description", promise.name)]
    texts += [("the state", state.name) for state in promise.interaction.states]
    for at, text in texts:
        if found := IMPLEMENTATION.search(text):
            yield Fault(
                at,
                f"{text!r} names the implementation: {found[0]!r}.",
                "Say what is wanted, or what is true, in words of the business.",
            )


@for_each_contract(
    "description-twice",
    reason="Pact tells interactions apart by description and states; of two alike only one is kept.",
    page="consumer",
)
def description_twice(promises: Sequence[Promise]) -> Iterator[Fault]:
    seen: set[tuple[str, ...]] = set()
    for promise in promises:
        key = (promise.interaction.kind, promise.name, *(state.name for state in promise.interaction.states))
        if key in seen:
            yield Fault(
                "the description",
                f"Another interaction is called {promise.name!r}, in the same state.",
                "Give each interaction a description of its own.",
                promise,
            )
        seen.add(key)


@for_each_contract(
    "one-interaction-a-test",
    reason="A test of several interactions does not tell which of them failed.",
    page="consumer",
)
def one_interaction_a_test(promises: Sequence[Promise]) -> Iterator[Fault]:
    first: dict[str, Promise] = {}
    for promise in promises:
        test = promise.interaction.test
        if test and first.setdefault(test, promise) is not promise:
            yield Fault(
                None,
                f"The test {test} records this interaction and {first[test].name!r}.",
                "Give each interaction a test of its own.",
                promise,
            )
