"""A body as lines of text, each value with the rule that holds for it and the mismatch that was found there."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pact_harness.book.rule_text import generator_text, rule_text
from pact_harness.pactfile.example_value import ExampleValue
from pact_harness.pactfile.interaction_part import ABSENT, InteractionPart
from pact_harness.pactfile.matching_rules import read_rules
from pact_harness.pactfile.path_expressions import Path, Wild, show, weight
from pact_harness.pactfile.readable_text import shorten
from pact_harness.results.verification_result import Mismatch

LONGEST = 400  # characters of one value
WIDEST = 44  # the column, at most, where rules begin
DEEPEST = 24  # levels that are indented
MOST_LINES = 400  # of one body; the rest is in the pact file


@dataclass(slots=True)
class BodyLine:
    """One line of a body: its text, the rule for its value ("" for none), and what came instead."""

    text: str
    rule: str = ""
    got: Sequence[Mismatch] = ()

    @property
    def exact(self) -> bool:
        return self.rule == "exactly"

    @property
    def depth(self) -> int:
        """Levels of two spaces before the text: where the line goes on when the screen is too narrow for it."""
        return min((len(self.text) - len(self.text.lstrip(" "))) // 2, DEEPEST)


@dataclass(frozen=True)
class BodyText:
    """The lines of a body; ``column`` is where its rules begin, ``left_out`` counts what was too much to show."""

    lines: Sequence[BodyLine]
    column: int
    left_out: int = 0

    def gap(self, line: BodyLine) -> str:
        """The spaces between a value and its rule, so that rules stand in a column, unless the value is too long."""
        return " " * max(1, self.column - len(line.text) - 1)


def body_text(lines: Iterator[BodyLine]) -> BodyText:
    """The lines as a block, cut at a length that a browser can show."""
    kept: list[BodyLine] = []
    left_out = 0
    for line in lines:
        if len(kept) < MOST_LINES:
            kept.append(line)
        else:
            left_out += 1
    widths = [len(line.text) for line in kept if line.rule and len(line.text) < WIDEST]
    return BodyText(kept, max(widths, default=0) + 2, left_out)


def example_lines(part: InteractionPart, mismatches: Sequence[Mismatch] = ()) -> Iterator[BodyLine]:
    """The example body of a request, a response or a message, with its rules."""
    if part.body is ABSENT:
        return
    nodes = {node.path: node for node in part.nodes}
    text = part.body if isinstance(part.body, str) and not nodes[()].kinds - {"equality"} else None
    if text is not None and "json" not in media_type(part):
        rules = list(_rules_within(part))
        yield from plain_text_lines(text, "exactly, but for the rules below" if rules else "exactly", mismatches)
        yield from rules
        return
    found = mismatches_by_path(mismatches, nodes)
    for line, path in json_lines(part.body, nodes):
        node = nodes.get(path) if path is not None else None
        line.rule = " · ".join(
            filter(None, [rule_text(node) if node else "", generator_text(generator_at(part, "body", path))])
        )
        line.got = found.get(path, ()) if path is not None else ()
        yield line


def media_type(part: InteractionPart) -> str:
    """The body's media type as version 4 states it, or else as the headers do; in lower case."""
    for key in ("body", "contents"):
        raw = part.raw.get(key)
        if isinstance(raw, Mapping) and isinstance(raw.get("contentType"), str):
            return str(raw["contentType"]).lower()
    header = part.header("Content-Type")
    return str(header.value).lower() if header else ""


def generator_at(part: InteractionPart, category: str, path: Path | None) -> Mapping[str, Any] | None:
    """The generator that stands at a place."""
    for expression, found in part.generators.get(category, {}).items() if path is not None else ():
        if len(expression) == len(path or ()) and weight(expression, path or ()):
            return found
    return None


def plain_text_lines(text: str, told: str, mismatches: Sequence[Mismatch] = ()) -> Iterator[BodyLine]:
    """A body that is no JSON, as it is; what was found wrong with it is told at its end."""
    lines = [BodyLine(shorten(one, LONGEST, count=True)) for one in text.replace("\r\n", "\n").split("\n")]
    lines[0].rule = told
    lines[-1].got = [one for one in mismatches if one.part == "body"]
    yield from lines


def _rules_within(part: InteractionPart) -> Iterator[BodyLine]:
    """A line for each rule within text such as XML: its path, and what may stand there."""
    for one in read_rules(part.raw.get("matchingRules")):
        if one.category == "body" and one.expression:
            path = show(tuple("*" if isinstance(step, Wild) else step for step in one.expression)).replace(
                "['*']", "[*]"
            )
            yield BodyLine(path, rule=rule_text(ExampleValue(path, (), "", one.matchers, True)))


def mismatches_by_path(mismatches: Sequence[Mismatch], known: Mapping[Path, object]) -> dict[Path, list[Mismatch]]:
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


def json_lines(value: object, nodes: Mapping[Path, ExampleValue]) -> Iterator[tuple[BodyLine, Path | None]]:
    """JSON as lines, each with the place of the value that begins on it. No recursion: a body may be deep."""
    waiting: list[tuple[Path, str, object, str] | BodyLine] = [((), "", value, "")]
    while waiting:
        item = waiting.pop()
        if isinstance(item, BodyLine):
            yield item, None
            continue
        path, key, value, comma = item
        if path in nodes:
            value = nodes[path].value  # version 1 of pact-ruby hides it in an object of its own
        indent = "  " * min(len(path), DEEPEST)
        if not isinstance(value, dict | list) or not value:
            yield BodyLine(f"{indent}{key}{shorten(_json(value), LONGEST, count=True)}{comma}"), path
            continue
        opening, closing = ("{", "}") if isinstance(value, dict) else ("[", "]")
        yield BodyLine(f"{indent}{key}{opening}"), path
        waiting.append(BodyLine(f"{indent}{closing}{comma}"))
        waiting += reversed(list(_inside(path, value)))


def _inside(path: Path, value: dict[str, Any] | list[Any]) -> Iterator[tuple[Path, str, object, str]]:
    last = len(value) - 1
    pairs: Iterable[tuple[str | int, Any]] = value.items() if isinstance(value, dict) else enumerate(value)
    for position, (step, child) in enumerate(pairs):
        key = f"{_json(step)}: " if isinstance(value, dict) else ""
        yield (*path, step), key, child, "" if position == last else ","


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
