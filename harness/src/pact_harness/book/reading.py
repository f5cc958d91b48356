"""An interaction as a person reads it: given, when, then, and beside a failed one what the provider answered."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pact_harness.book.answer import real_answer
from pact_harness.book.lines import block, body_lines, generator, media_type
from pact_harness.book.parts import Named, Part, at, size, status_in_words
from pact_harness.book.tree import LONGEST
from pact_harness.book.verdict import verdict_of
from pact_harness.book.words import filled, rule
from pact_harness.pactfile.contract import Interaction
from pact_harness.pactfile.example_value import ExampleValue
from pact_harness.pactfile.interaction_part import ABSENT, InteractionPart
from pact_harness.pactfile.value_diff import describe
from pact_harness.results.verification_result import Mismatch, VerificationResult
from pact_harness.text import shorten


@dataclass(frozen=True)
class Reading:
    """An interaction ready to be read. ``answer`` is what came instead, for one that failed."""

    parts: Sequence[Part]
    answer: Part | None = None


def read(interaction: Interaction, result: VerificationResult | None) -> Reading:
    """The interaction, with what is known to be wrong with it at its place."""
    mismatches = result.mismatches if result and result.result != "passed" else ()
    parts = [*_parts_of_request(interaction), *_parts_of_responses(interaction, mismatches)]
    if result is None or result.response is None or verdict_of(result) not in ("failed", "pending"):
        return Reading(parts)
    return Reading(parts, real_answer(result.response, mismatches))


def _parts_of_request(interaction: Interaction) -> Iterator[Part]:
    request = interaction.request
    if request is None:
        return
    if interaction.kind == "sync-message":
        yield _part("when", Named("", "this message is sent"), request, request.metadata)
        return
    path = request.path_node
    told = "" if path is None or path.exact else describe(path)
    rules = " · ".join(filter(None, [told, filled(generator(request, "path", ()))]))
    line = Named("", f"{request.method} {request.target}", rules)
    loose = [node for node in request.query if not node.exact or generator(request, "query", node.path)]
    yield _part("when", line, request, [*loose, *request.headers])


def _parts_of_responses(interaction: Interaction, mismatches: Sequence[Mismatch]) -> Iterator[Part]:
    for number, answer in enumerate(interaction.responses):
        label = "then" if number == 0 else "and"
        if interaction.kind == "http":
            yield _part(label, _status(answer, mismatches), answer, answer.headers, mismatches)
        else:
            yield _part(label, Named("", "a message"), answer, answer.metadata, mismatches)


def _status(answer: InteractionPart, mismatches: Sequence[Mismatch]) -> Named:
    rules = answer.rules.named("status")
    told = rule(ExampleValue("status", (), answer.status, rules, True)) if rules else ""
    return Named("", status_in_words(answer.status), told, at("status", mismatches))


def _part(
    label: str, line: Named, side: InteractionPart, nodes: Sequence[ExampleValue], mismatches: Sequence[Mismatch] = ()
) -> Part:
    body = block(body_lines(side, mismatches))
    return Part(
        label, line, [_named(side, node, mismatches) for node in nodes], body if body.lines else None, _note(side)
    )


def _named(side: InteractionPart, node: ExampleValue, mismatches: Sequence[Mismatch]) -> Named:
    category, _, name = node.shown.partition(" ")
    value = ", ".join(map(_plain, node.value)) if isinstance(node.value, list) else _plain(node.value)
    rules = "exactly" if node.exact else rule(node) or "any"
    found = at(node.shown, mismatches)
    if category == "header" and name.lower() == "content-type":
        found += at("media type", mismatches)
    told = " · ".join(filter(None, [rules, filled(generator(side, category, node.path))]))
    return Named(name, shorten(value, LONGEST, count=True), told, found)


def _plain(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _note(side: InteractionPart) -> str:
    """What a body holds that cannot be shown, or that nothing is said of it."""
    if side.body is not ABSENT:
        return ""
    raw = side.raw.get("body", side.raw.get("contents"))
    if isinstance(raw, Mapping) and raw.get("encoded") and isinstance(raw.get("content"), str):
        return f"A body of {size(raw['content'])} bytes of {media_type(side) or 'no known type'}, not shown."
    if raw is None and ("body" in side.raw or "contents" in side.raw):
        return "An empty body."
    return ""
