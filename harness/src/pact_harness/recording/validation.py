"""What may not enter a contract, although pact would write it without a word.

Each rule looks at one interaction as its JSON stands in a pact file, and says what is wrong and what to do.
The format: https://github.com/pact-foundation/pact-specification/tree/version-4
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pact_harness.pactfile.empty_interaction import has_no_contents
from pact_harness.recording.datetime_examples import refused_moments
from pact_harness.recording.missing_examples import places_without_example

Json = Mapping[str, Any]

WITHOUT_EXAMPLE = (
    "the matcher at {} has no example, so every run would invent another one: "
    "give it a value, as in {} (`a & b` loses its values: use one matcher)"
)
# What to write, by the generator that pact puts where an example is missing.
WITH_EXAMPLE = {
    "Date": 'match.date("2020-01-31")',
    "Time": 'match.time("13:05:00")',
    "DateTime": 'match.datetime("2020-01-31T13:05:00+0000")',
    "RandomDecimal": "match.number(1.5)",
    "RandomBoolean": "match.bool(True)",
    "RandomString": 'match.str("a text")',
    "Uuid": 'match.uuid("f81d4fae-7dec-11d0-a765-00a0c91e6bf6")',
    "Regex": 'match.regex("abc", regex="[a-c]+")',
}
NO_CONTENTS = (
    "a message without contents checks nothing, because the provider may send anything: describe them with "
    'with_body(…), or, if it means that something was deleted, mark it with set_comment("tombstone", True)'
)
NO_REPLY = (
    "a synchronous message whose response has no contents checks nothing, because the provider may answer "
    "anything: describe them with will_respond_with().with_body(…)"
)
ANY_OBJECT = (
    "a {} body of {{}} checks nothing, because every object fits: expect what the consumer reads, or leave the body out"
)


def refusals(interaction: Json) -> list[str]:
    """Why *interaction* may not be recorded, a sentence for each reason; empty if it may."""
    found = []
    for name, half in halves(interaction):
        for place, generator in places_without_example(half):
            found.append(WITHOUT_EXAMPLE.format(f"{name} {place}", WITH_EXAMPLE.get(generator, "match.int(1)")))
        found += refused_moments(half, name)
        if name == "message" and is_without_contents(half):
            found.append(NO_CONTENTS)
        if name != "request" and _is_any_object(half):
            found.append(ANY_OBJECT.format(name))
    if interaction["type"] == "Synchronous/Messages" and all(map(has_no_contents, interaction["response"])):
        found.append(NO_REPLY)
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


def is_without_contents(message: Json) -> bool:
    """Whether the file says nothing of what the message holds, and does not call it a tombstone either."""
    return has_no_contents(message) and (message.get("comments") or {}).get("tombstone") is not True


def _is_any_object(half: Json) -> bool:
    """Whether the body is `{}`, and no rule says more of it than that it is an object."""
    content = (half.get("body") or half.get("contents") or {}).get("content")
    rules = half.get("matchingRules", {}).get("body", {}).values()
    return content == {} and all(matcher["match"] == "type" for rule in rules for matcher in rule["matchers"])
