"""A broken promise as a letter: who breaks it to whom, given what, when, where, and who asked for it."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pact_harness.pactfile.contract import Interaction, State
from pact_harness.results.verification_result import Outcome

LIMIT = 300  # characters shown of one value


def letter(
    outcome: Outcome, interaction: Interaction | None, command: str | None = None, crash: str | None = None
) -> str:
    """The letter about *outcome*. *interaction* is what the contract says of it (a run from a broker may not know);
    *command* runs this promise alone; *crash* is the provider's traceback."""
    verb = "breaks its contract with" if not outcome.pending else "does not yet keep its pending contract with"
    lines = [f"{outcome.provider} {verb} {outcome.consumer}"]
    lines += [f"  {label:<7} {text}" for label, text in _facts(outcome, interaction)]
    if interaction and interaction.test:
        lines.append(f"  recorded by {interaction.test}")
    if command:
        lines.append(f"  next    {command}")
    if crash:
        lines += ["", "The provider crashed:", *(f"  {line}" for line in crash.rstrip().splitlines())]
    return "\n".join(lines)


def _facts(outcome: Outcome, interaction: Interaction | None) -> list[tuple[str, str]]:
    given = [in_words(state) for state in interaction.states] if interaction else list(outcome.states)
    facts = [
        ("given" if first else "and", text) for first, text in zip([True] + [False] * len(given), given, strict=False)
    ]
    facts.append(("when", "        ".join(filter(None, [outcome.description, _request(interaction)]))))
    width = max((len(one.where) for one in outcome.mismatches), default=0)
    for one in outcome.mismatches:
        facts.append(("at", f"{one.where:<{width}}  expected {_short(one.expected)}, got {_short(one.actual)}"))
    if outcome.error:
        facts.append(("but", outcome.error))
    return facts


def in_words(state: State) -> str:
    """A state as a letter names it: `the user exists {id: 1, name: "Alice"}`."""
    inside = ", ".join(f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in state.parameters.items())
    return f"{state.name} {{{inside}}}" if inside else state.name


def _request(interaction: Interaction | None) -> str:
    if interaction is None or interaction.kind != "http":
        return ""
    request = interaction.raw["request"]
    return f"{request.get('method', 'GET')} {request.get('path', '/')}{_query(request.get('query'))}"


def _query(query: str | Mapping[str, Sequence[Any]] | None) -> str:
    """Version 2 holds the query as it is sent, later ones as lists of values."""
    if not query:
        return ""
    if isinstance(query, str):
        return f"?{query}"
    return "?" + "&".join(f"{key}={value}" for key, values in query.items() for value in values)


def _short(text: str) -> str:
    return text if len(text) <= LIMIT else f"{text[:LIMIT]}… ({len(text)} characters)"
