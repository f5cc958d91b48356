"""Rules about matching rules and generators that no verifier can use, and about interactions that ask for nothing.

Pact's verifier fails on some of them for the whole file, and takes no notice of others. The file alone tells.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pact_harness.checks.lint.compiled_regex import compiled
from pact_harness.checks.lint.rule import Violation, for_each_interaction
from pact_harness.pactfile.contract import Interaction
from pact_harness.pactfile.empty_interaction import what_is_missing
from pact_harness.pactfile.path_expressions import parse, values_at

Json = Mapping[str, Any]
FORMAT = "implementation_guides/pact_specification"
MATCHING = "getting_started/matching"

# A path as the verifier reads it (tried on the Pact FFI 0.5.12): letters and digits of any script, and - _ : # @.
NAME = r"[\w:#@-]+"
PATH = re.compile(rf"\$?(?:(?<!\$){NAME})?(?:\.(?:\*|{NAME})|\[(?:\d+|\*|'[^']+')\])*")
NAMES_A_VALUE = re.compile(r"\$\{[^}]+\}|^[\w.-]+$")  # a text that is a name and nothing else needs no ${}
MATCHERS = {
    *("type", "regex", "equality", "include", "integer", "decimal", "number", "boolean", "null", "notEmpty", "semver"),
    *("date", "time", "datetime", "timestamp", "contentType", "statusCode", "arrayContains", "eachKey", "eachValue"),
    *("values", "min", "max", "minType", "maxType", "minMaxType"),
}
# What Python says of a regex that is none to Oniguruma either, which is the verifier's; other dialects are not judged.
NO_REGEX = ("unterminated character set", "missing ), unterminated", "unbalanced parenthesis", "nothing to repeat")
END_OF_PATTERN = "bad escape (end of pattern)"


@for_each_interaction(
    "rule-unreadable",
    reason="The verifier cannot read the path of the rule, and may then verify nothing of the whole file.",
    page=FORMAT,
)
def rule_unreadable(interaction: Interaction) -> Iterator[Violation]:
    for category, path, _ in _all_rules(interaction):
        if not PATH.fullmatch(path) or path == "":
            yield Violation(
                path,
                f"{category} has a rule whose path no verifier reads.",
                "Put the name in brackets and quotes, as in $.data['user/address'].id; a quote cannot be in it.",
            )


@for_each_interaction("matcher-unknown", reason="Verifiers do not know it, so it checks nothing.", page=FORMAT)
def matcher_unknown(interaction: Interaction) -> Iterator[Violation]:
    for _, path, matcher in _all_rules(interaction):
        kind = matcher.get("match")
        if isinstance(kind, str) and kind not in MATCHERS:
            yield Violation(path, f"There is no matcher {kind!r}.", f"Use one of {', '.join(sorted(MATCHERS))}.")


@for_each_interaction("regex-invalid", reason="No value fits a regex that does not compile.", page=MATCHING)
def regex_invalid(interaction: Interaction) -> Iterator[Violation]:
    for _, path, matcher in _all_rules(interaction):
        regex = matcher.get("regex")
        if matcher.get("match", "regex") == "regex" and isinstance(regex, str) and (problem := _problem(regex)):
            yield Violation(
                path, f"The regex {regex!r} does not compile: {problem}.", "Correct it where it is recorded."
            )


@for_each_interaction(
    "rule-without-value",
    reason="The rule is for a value that the example does not have, so it checks nothing.",
    page=MATCHING,
)
def rule_without_value(interaction: Interaction) -> Iterator[Violation]:
    for category, path, _, half in _rules_of_halves(interaction):
        if category == "body" and PATH.fullmatch(path) and path and not _has_value(half, path):
            yield Violation(path, "The example has nothing at this place.", "Correct the path, or remove the rule.")


@for_each_interaction(
    "generator-expression",
    reason="Without ${name} the verifier finds no value of a provider state, and sends the example.",
    page="getting_started/provider_states",
)
def generator_expression(interaction: Interaction) -> Iterator[Violation]:
    for half in _halves(interaction):
        for generator in _objects(half.get("generators")):
            expression = generator.get("expression")
            if generator.get("type") == "ProviderState" and not NAMES_A_VALUE.search(str(expression)):
                yield Violation(
                    None,
                    f"The generator's expression {expression!r} names no value of a state.",
                    "Name it as ${name}, as in /users/${id}.",
                )


@for_each_interaction(
    "injected-without-state",
    reason="Nothing sets the value up, so the verifier sends the example.",
    page="getting_started/provider_states",
)
def injected_without_state(interaction: Interaction) -> Iterator[Violation]:
    """Which values a state returns, only its function tells: the check of states reads that."""
    if not interaction.states:
        for name in sorted(interaction.injected_names):
            said = f"The request takes {name} from a provider state, and the interaction has none."
            yield Violation(None, said, "Name the state that returns it, by given(…).")


@for_each_interaction(
    "messages-in-version-2", reason="Messages exist since version 3. A verifier ignores them here.", page=FORMAT
)
def messages_in_version_2(interaction: Interaction) -> Iterator[Violation]:
    version = interaction.specification
    if interaction.kind != "http" and version.startswith(("1", "2")):
        yield Violation(
            None,
            f"It is a message in a file of version {version}.",
            "Record it with version 3 or 4, or correct metadata.pactSpecification.version.",
        )


WHAT_TO_DESCRIBE = {
    "http": "Say at least which status the consumer expects.",
    "message": 'Describe its contents, or mark it as a tombstone by set_comment("tombstone", True).',
    "sync-message": "Describe its contents.",
}


@for_each_interaction(
    "empty-interaction", reason="The verification passes, whatever the provider sends.", page=MATCHING
)
def empty_interaction(interaction: Interaction) -> Iterator[Violation]:
    if missing := what_is_missing(interaction):
        yield Violation(None, missing, WHAT_TO_DESCRIBE[interaction.kind])


def _halves(interaction: Interaction) -> list[Json]:
    """The request and the responses, or the message, as they stand in the file."""
    raw = interaction.raw
    if interaction.kind == "message":
        return [raw]
    response = raw.get("response")
    found = [raw.get("request"), *(response if isinstance(response, list) else [response])]
    return [one for one in found if isinstance(one, Mapping)]


def _all_rules(interaction: Interaction) -> Iterator[tuple[str, str, Json]]:
    for category, path, matchers, _ in _rules_of_halves(interaction):
        for matcher in matchers:
            yield category, path, matcher


def _rules_of_halves(interaction: Interaction) -> Iterator[tuple[str, str, list[Json], Json]]:
    """Category, path and matchers of each rule; version 2 has no categories, but `$.body.id`."""
    for half in _halves(interaction):
        rules = half.get("matchingRules")
        for name, value in rules.items() if isinstance(rules, Mapping) else ():
            if name.startswith("$"):
                category = "body" if re.match(r"\$\.body\b", name) else "a part"
                yield category, re.sub(r"^\$\.body", "$", name), _matchers(value), half
            elif name in ("body", "content", "contents") and isinstance(value, Mapping):
                for path, rule in value.items():
                    yield "body", path, _matchers(rule), half


def _matchers(rule: object) -> list[Json]:
    if not isinstance(rule, Mapping):
        return []
    found = rule.get("matchers", [rule])
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []


def _has_value(half: Json, path: str) -> bool:
    """Whether a rule of the body points at something; only JSON is judged, and a star needs no item."""
    body = half.get("body", half.get("contents"))
    if isinstance(body, Mapping) and "content" in body:
        kind = str(body.get("contentType") or "json")
        body = body["content"] if "json" in kind and not body.get("encoded") else None
    if not isinstance(body, Mapping | list) or "json_class" in body:
        return True
    before_star = re.split(r"\[\*\]|\.\*", path)[0]
    places = [path] if before_star == path else [path, before_star]
    return any(values_at(body, parse(place) or ()) for place in places)


def _problem(regex: str) -> str:
    try:
        compiled(regex)
    except (re.error, RecursionError, OverflowError) as error:
        told = str(error)
        if told.startswith(NO_REGEX) or told.startswith(END_OF_PATTERN):
            return told
    return ""


def _objects(tree: object) -> Iterator[Json]:
    if isinstance(tree, Mapping):
        yield tree
        for value in tree.values():
            yield from _objects(value)
