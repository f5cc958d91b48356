"""Rules within a body that is text to JSON, such as XML, told rule by rule: no value there can be named."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from pact_harness.pactfile.change import Effect
from pact_harness.pactfile.interaction_part import InteractionPart

Difference = tuple[Effect, str, str]  # effect, place, words


def compare_text_rules(before: InteractionPart, after: InteractionPart) -> Iterator[Difference]:
    """A rule that came leaves more open than the text did, one that went less; a change may ask for anything."""
    if not (isinstance(before.body, str) and isinstance(after.body, str)):
        return
    old, new = _rules(before), _rules(after)
    for path in sorted({*old, *new}):
        if path not in old:
            yield "less", path, f"has the rule {new[path]} now, where the text stood for itself"
        elif path not in new:
            yield "more", path, f"has no rule any more; it was {old[path]}"
        elif old[path] != new[path]:
            yield "more", path, f"has the rule {new[path]} now, instead of {old[path]}"


def _rules(part: InteractionPart) -> dict[str, str]:
    rules = part.raw.get("matchingRules")
    of_body: Any = rules.get("body") if isinstance(rules, Mapping) else None
    found = of_body.items() if isinstance(of_body, Mapping) else ()
    return {path: json.dumps(_matchers(rule), sort_keys=True) for path, rule in found if path != "$"}


def _matchers(rule: object) -> object:
    return rule.get("matchers", rule) if isinstance(rule, Mapping) else rule
