"""What may not enter a contract, although pact would write it without a word.

Each rule looks at one interaction as its JSON stands in a pact file, and says what is wrong and what to do.
The format: https://github.com/pact-foundation/pact-specification/tree/version-4
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pact_harness.recording.missing_examples import places_without_example

Json = Mapping[str, Any]

WITHOUT_EXAMPLE = (
    "the matcher at {} has no example, so every run would invent another one: "
    "give it a value, as in match.int(1) (`a & b` loses its values: use one matcher)"
)
ANY_OBJECT = (
    "a {} body of {{}} promises nothing, for every object keeps it: "
    "promise what the consumer reads, or leave the body out"
)


def refusals(interaction: Json) -> list[str]:
    """Why *interaction* may not be recorded, a sentence for each reason; empty if it may."""
    found = []
    for name, half in halves(interaction):
        found += [WITHOUT_EXAMPLE.format(f"{name} {place}") for place in places_without_example(half)]
        if name != "request" and _is_any_object(half):
            found.append(ANY_OBJECT.format(name))
    return found


def halves(interaction: Json) -> Iterator[tuple[str, Json]]:
    """The request and the response, or the message: what they are called, and their JSON."""
    if interaction["type"] == "Asynchronous/Messages":
        yield "message", interaction
        return
    yield "request", interaction["request"]
    answers = interaction["response"]  # a synchronous message may have several
    for answer in answers if isinstance(answers, list) else [answers]:
        yield "response", answer


def _is_any_object(half: Json) -> bool:
    """Whether the body is `{}`, and no rule says more of it than that it is an object."""
    content = (half.get("body") or half.get("contents") or {}).get("content")
    rules = half.get("matchingRules", {}).get("body", {}).values()
    return content == {} and all(matcher["match"] == "type" for rule in rules for matcher in rule["matchers"])
