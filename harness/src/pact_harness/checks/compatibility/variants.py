"""What a list must contain (arrayContains): each variant as a body of its own, with the rules that hold below it."""

from collections.abc import Mapping

from pact_harness.pactfile.part import Side
from pact_harness.pactfile.value import Node


def variants_of(node: Node) -> list[Side]:
    """The variants of a list under arrayContains, in their order; what is malformed is left out."""
    found = []
    for matcher in node.matchers:
        variants = matcher.get("variants")
        for variant in variants if isinstance(variants, list) else ():
            index = variant.get("index") if isinstance(variant, Mapping) else None
            if isinstance(index, int) and isinstance(node.value, list) and 0 <= index < len(node.value):
                rules = variant.get("rules")
                found.append(Side({"body": node.value[index], "matchingRules": {"body": rules or {}}}, wrapped=False))
    return found
