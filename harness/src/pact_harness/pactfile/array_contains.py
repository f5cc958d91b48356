"""What a list must contain (arrayContains): each variant as a body of its own, with the rules that hold below it."""

from collections.abc import Mapping

from pact_harness.pactfile.example_value import ExampleValue
from pact_harness.pactfile.interaction_part import InteractionPart


def variants_of(value: ExampleValue) -> list[InteractionPart]:
    """The variants of a list under arrayContains, in their order; what is malformed is left out."""
    found = []
    for matcher in value.matchers:
        variants = matcher.get("variants")
        for variant in variants if isinstance(variants, list) else ():
            index = variant.get("index") if isinstance(variant, Mapping) else None
            if isinstance(index, int) and isinstance(value.value, list) and 0 <= index < len(value.value):
                rules = variant.get("rules")
                found.append(
                    InteractionPart({"body": value.value[index], "matchingRules": {"body": rules or {}}}, wrapped=False)
                )
    return found
