"""An interaction as a person reads it: given, when, then, and beside a failed one the provider's response."""

import base64
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from pact_harness.book.body_text import (
    LONGEST,
    BodyLine,
    BodyText,
    body_text,
    example_lines,
    generator_at,
    json_lines,
    media_type,
    mismatches_by_path,
    plain_text_lines,
)
from pact_harness.book.rule_text import generator_text, rule_text
from pact_harness.book.verification_status import verdict_of
from pact_harness.pactfile.contract import Interaction
from pact_harness.pactfile.example_value import ExampleValue
from pact_harness.pactfile.interaction_part import ABSENT, InteractionPart
from pact_harness.pactfile.matcher_diff import describe
from pact_harness.pactfile.readable_text import counted, shorten
from pact_harness.results.verification_result import Mismatch, VerificationResult

PHRASES: Mapping[int, str] = {status.value: status.phrase for status in HTTPStatus}


@dataclass(frozen=True)
class NamedValue:
    """A header, a parameter, a piece of metadata, or the status, with its rule."""

    name: str
    value: str
    rule: str = ""
    got: Sequence[Mismatch] = ()


@dataclass(frozen=True)
class PartText:
    """What is sent or answered: ``line`` comes first (method and path, or a status); ``note`` says what is missing."""

    label: str
    line: NamedValue
    named: Sequence[NamedValue] = ()
    body: BodyText | None = None
    note: str = ""


@dataclass(frozen=True)
class InteractionText:
    """An interaction ready to be read. ``actual`` is the provider's response, for one that failed."""

    parts: Sequence[PartText]
    actual: PartText | None = None


def interaction_text(interaction: Interaction, result: VerificationResult | None) -> InteractionText:
    """The interaction, with what is known to be wrong with it at its place."""
    mismatches = result.mismatches if result and result.result != "passed" else ()
    parts = [*_request(interaction), *_responses(interaction, mismatches)]
    if result is None or result.response is None or verdict_of(result) not in ("failed", "pending"):
        return InteractionText(parts)
    return InteractionText(parts, _actual_response(result.response, mismatches))


def _request(interaction: Interaction) -> Iterator[PartText]:
    request = interaction.request
    if request is None:
        return
    if interaction.kind == "sync-message":
        yield _part("when", NamedValue("", "this message is sent"), request, request.metadata)
        return
    path = request.path_node
    told = "" if path is None or path.exact else describe(path)
    rules = " · ".join(filter(None, [told, generator_text(generator_at(request, "path", ()))]))
    line = NamedValue("", f"{request.method} {request.target}", rules)
    loose = [node for node in request.query if not node.exact or generator_at(request, "query", node.path)]
    yield _part("when", line, request, [*loose, *request.headers])


def _responses(interaction: Interaction, mismatches: Sequence[Mismatch]) -> Iterator[PartText]:
    for number, response in enumerate(interaction.responses):
        label = "then" if number == 0 else "and"
        if interaction.kind == "http":
            yield _part(label, _status(response, mismatches), response, response.headers, mismatches)
        else:
            yield _part(label, NamedValue("", "a message"), response, response.metadata, mismatches)


def _status(response: InteractionPart, mismatches: Sequence[Mismatch]) -> NamedValue:
    rules = response.rules.named("status")
    told = rule_text(ExampleValue("status", (), response.status, rules, True)) if rules else ""
    return NamedValue("", _status_text(response.status), told, _mismatches_at("status", mismatches))


def _part(
    label: str,
    line: NamedValue,
    part: InteractionPart,
    nodes: Sequence[ExampleValue],
    mismatches: Sequence[Mismatch] = (),
) -> PartText:
    body = body_text(example_lines(part, mismatches))
    return PartText(
        label, line, [_named(part, node, mismatches) for node in nodes], body if body.lines else None, _note(part)
    )


def _named(part: InteractionPart, node: ExampleValue, mismatches: Sequence[Mismatch]) -> NamedValue:
    category, _, name = node.shown.partition(" ")
    value = ", ".join(map(_plain, node.value)) if isinstance(node.value, list) else _plain(node.value)
    rules = "exactly" if node.exact else rule_text(node) or "any"
    found = _mismatches_at(node.shown, mismatches)
    if category == "header" and name.lower() == "content-type":
        found += _mismatches_at("media type", mismatches)
    told = " · ".join(filter(None, [rules, generator_text(generator_at(part, category, node.path))]))
    return NamedValue(name, shorten(value, LONGEST, count=True), told, found)


def _plain(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _note(part: InteractionPart) -> str:
    """What a body holds that cannot be shown, or that nothing is said of it."""
    if part.body is not ABSENT:
        return ""
    raw = part.raw.get("body", part.raw.get("contents"))
    if isinstance(raw, Mapping) and raw.get("encoded") and isinstance(raw.get("content"), str):
        return f"A body of {_size_of(raw['content'])} of {media_type(part) or 'no known type'}, not shown."
    if raw is None and ("body" in part.raw or "contents" in part.raw):
        return "An empty body."
    return ""


def _actual_response(response: Mapping[str, Any], mismatches: Sequence[Mismatch]) -> PartText:
    """The provider's own words, as the harness's server saw them, with what is wrong marked at the same places."""
    headers = [
        NamedValue(
            str(one[0]), shorten(str(one[1]), LONGEST, count=True), got=_mismatches_at(f"header {one[0]}", mismatches)
        )
        for one in response.get("headers") or ()
        if isinstance(one, list | tuple) and len(one) == 2
    ]
    cut = response.get("cut")
    note = f"Cut: the whole body has {counted(cut, 'byte')}." if isinstance(cut, int) else ""
    text = str(response.get("body") or "")
    line = NamedValue("", _status_text(response.get("status")), got=_mismatches_at("status", mismatches))
    if response.get("base64"):
        return PartText("got", line, headers, None, f"A body of {_size_of(text)}, not text. {note}".strip())
    body = body_text(_response_lines(text, mismatches)) if text.strip() else None
    return PartText("got", line, headers, body, note or ("" if body else "An empty body."))


def _response_lines(text: str, mismatches: Sequence[Mismatch]) -> Iterator[BodyLine]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        yield from plain_text_lines(text, "")
        return
    lines = list(json_lines(value, {}))
    found = mismatches_by_path(mismatches, {path: None for _, path in lines if path is not None})
    for line, path in lines:
        line.got = found.get(path, ()) if path is not None else ()
        yield line


def _mismatches_at(place: str, mismatches: Sequence[Mismatch]) -> list[Mismatch]:
    """The mismatches that were found at a place such as ``status`` or ``header Location``."""
    return [one for one in mismatches if one.place.lower() == place.lower()]


def _status_text(status: object) -> str:
    """``404 Not Found``."""
    if not isinstance(status, int):
        return "any status"
    phrase = PHRASES.get(status, "")
    return f"{status} {phrase}".strip()


def _size_of(base64_text: str) -> str:
    """``1,200 bytes``."""
    try:
        return counted(len(base64.b64decode(base64_text)), "byte")
    except ValueError:
        return "unknown size"
