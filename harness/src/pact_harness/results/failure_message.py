"""A failed interaction as a message: who breaks whose contract, given what, when, where, and who recorded it."""

import json

from pact_harness.pactfile.contract import Interaction, State
from pact_harness.pactfile.readable_text import shorten
from pact_harness.results.library_frames import folded
from pact_harness.results.verification_result import VerificationResult

LIMIT = 300  # characters shown of one value


def failure_message(result: VerificationResult, interaction: Interaction | None, command: str | None = None) -> str:
    """The message about *result*. *interaction* is what the contract says of it, None where it is not at hand;
    *command* verifies this interaction alone."""
    verb = "does not yet keep its pending contract with" if result.result == "pending" else "breaks its contract with"
    lines = [f"{result.provider} {verb} {result.consumer}"]
    lines += [f"  {label:<7} {text}" for label, text in _facts(result, interaction)]
    if result.recorded_by:
        lines.append(f"  recorded by {result.recorded_by}")
    if command:
        lines.append(f"  next    {command}")
    if result.crash:
        shown = folded(result.crash.rstrip())
        lines += ["", "The provider crashed:", *(f"  {line}" for line in shown.splitlines())]
        if shown != result.crash.rstrip():
            lines.append("  (verification.json holds every frame.)")
    return "\n".join(lines)


def _facts(result: VerificationResult, interaction: Interaction | None) -> list[tuple[str, str]]:
    facts = [("and" if at else "given", in_words(state)) for at, state in enumerate(result.states)]
    facts.append(("when", "        ".join(filter(None, [result.interaction, _request(interaction)]))))
    width = max((len(one.place) for one in result.mismatches), default=0)
    for one in result.mismatches:
        expected, actual = shorten(one.expected, LIMIT, count=True), shorten(one.actual, LIMIT, count=True)
        facts.append(("at", f"{one.place:<{width}}  expected {expected}, got {actual}"))
    if result.error:
        facts.append(("but", result.error))
    return facts


def in_words(state: State) -> str:
    """A state as a failure message names it: `the user exists {id: 1, name: "Alice"}`."""
    inside = ", ".join(f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in state.parameters.items())
    return f"{state.name} {{{inside}}}" if inside else state.name


def _request(interaction: Interaction | None) -> str:
    if interaction is None or interaction.request is None or interaction.kind != "http":
        return ""
    return f"{interaction.request.method} {interaction.request.target}"
