"""A body line by line, each value with the rule that holds for it and the mismatch that was found there."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pact_harness.book.tree import LONGEST, WIDEST, Line, walk
from pact_harness.book.words import filled, rule
from pact_harness.pactfile.example_value import ExampleValue
from pact_harness.pactfile.interaction_part import ABSENT, InteractionPart
from pact_harness.pactfile.matching_rules import read_rules
from pact_harness.pactfile.path_expressions import Path, Wild, show, weight
from pact_harness.results.verification_result import Mismatch
from pact_harness.text import shorten

MOST_LINES = 400  # of one body; the rest is in the pact file


@dataclass(frozen=True)
class Block:
    """The lines of a body; ``column`` is where its rules begin, ``left_out`` counts what was too much to show."""

    lines: Sequence[Line]
    column: int
    left_out: int = 0


def block(lines: Iterator[Line]) -> Block:
    """The lines as a block, cut at a length that a browser can show."""
    kept: list[Line] = []
    left_out = 0
    for line in lines:
        if len(kept) < MOST_LINES:
            kept.append(line)
        else:
            left_out += 1
    widths = [len(line.text) for line in kept if line.rule and len(line.text) < WIDEST]
    return Block(kept, max(widths, default=0) + 2, left_out)


def body_lines(side: InteractionPart, mismatches: Sequence[Mismatch] = ()) -> Iterator[Line]:
    """The example body of a request, an answer or a message, with its rules."""
    if side.body is ABSENT:
        return
    nodes = {node.path: node for node in side.nodes}
    text = side.body if isinstance(side.body, str) and not nodes[()].kinds - {"equality"} else None
    if text is not None and "json" not in media_type(side):
        rules = list(_rules_within(side))
        yield from text_lines(text, "exactly, but for the rules below" if rules else "exactly", mismatches)
        yield from rules
        return
    found = placed(mismatches, nodes)
    for line, path in walk(side.body, nodes):
        node = nodes.get(path) if path is not None else None
        line.rule = " · ".join(filter(None, [rule(node) if node else "", filled(generator(side, "body", path))]))
        line.got = found.get(path, ()) if path is not None else ()
        yield line


def media_type(side: InteractionPart) -> str:
    """The body's media type as version 4 states it, or else as the headers do; in lower case."""
    for key in ("body", "contents"):
        raw = side.raw.get(key)
        if isinstance(raw, Mapping) and isinstance(raw.get("contentType"), str):
            return str(raw["contentType"]).lower()
    header = side.header("Content-Type")
    return str(header.value).lower() if header else ""


def generator(side: InteractionPart, category: str, path: Path | None) -> Mapping[str, Any] | None:
    """The generator that stands at a place."""
    for expression, found in side.generators.get(category, {}).items() if path is not None else ():
        if len(expression) == len(path or ()) and weight(expression, path or ()):
            return found
    return None


def text_lines(text: str, told: str, mismatches: Sequence[Mismatch] = ()) -> Iterator[Line]:
    """A body that is no JSON, as it is; what was found wrong with it is told at its end."""
    lines = [Line(shorten(one, LONGEST, count=True)) for one in text.replace("\r\n", "\n").split("\n")]
    lines[0].rule = told
    lines[-1].got = [one for one in mismatches if one.part == "body"]
    yield from lines


def _rules_within(side: InteractionPart) -> Iterator[Line]:
    """A line for each rule within text such as XML: its path, and what may stand there."""
    for one in read_rules(side.raw.get("matchingRules")):
        if one.category == "body" and one.expression:
            path = show(tuple("*" if isinstance(step, Wild) else step for step in one.expression)).replace(
                "['*']", "[*]"
            )
            yield Line(path, rule=rule(ExampleValue(path, (), "", one.matchers, True)))


def placed(mismatches: Sequence[Mismatch], known: Mapping[Path, object]) -> dict[Path, list[Mismatch]]:
    """Mismatches by the place in the example that they belong to."""
    found: dict[Path, list[Mismatch]] = {}
    for mismatch in mismatches:
        if mismatch.part == "body":
            found.setdefault(_nearest(mismatch.path, known), []).append(mismatch)
    return found


def _nearest(path: Path, known: Mapping[Path, object]) -> Path:
    """The place itself, the same one in a list's first item (an example for all of them), or what holds it."""
    first = tuple(0 if isinstance(step, int) or step == "*" else step for step in path)
    for length in range(len(path), 0, -1):
        for candidate in (path[:length], first[:length]):
            if candidate in known:
                return candidate
    return ()
