"""JSON as lines of text, each with the place of the value that begins on it."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pact_harness.pactfile.example_value import ExampleValue
from pact_harness.pactfile.path_expressions import Path
from pact_harness.results.verification_result import Mismatch
from pact_harness.text import shorten

LONGEST = 400  # characters of one value
WIDEST = 44  # the column, at most, where rules begin
DEEPEST = 24  # levels that are indented


@dataclass(slots=True)
class Line:
    """One line of a body: its text, the rule for its value ("" for none), and what came instead."""

    text: str
    rule: str = ""
    got: Sequence[Mismatch] = ()

    @property
    def exact(self) -> bool:
        return self.rule == "exactly"

    @property
    def gap(self) -> str:
        """What stands between value and rule: a tab to the rules' column, unless the value reaches beyond it."""
        return "\t" if len(self.text) < WIDEST else "  "


def walk(value: object, nodes: Mapping[Path, ExampleValue]) -> Iterator[tuple[Line, Path | None]]:
    """JSON as lines, each with the place of the value that begins on it. No recursion: a body may be deep."""
    waiting: list[tuple[Path, str, object, str] | Line] = [((), "", value, "")]
    while waiting:
        item = waiting.pop()
        if isinstance(item, Line):
            yield item, None
            continue
        path, key, value, comma = item
        if path in nodes:
            value = nodes[path].value  # version 1 of pact-ruby hides it in an object of its own
        indent = "  " * min(len(path), DEEPEST)
        if not isinstance(value, dict | list) or not value:
            yield Line(f"{indent}{key}{shorten(_json(value), LONGEST, count=True)}{comma}"), path
            continue
        opening, closing = ("{", "}") if isinstance(value, dict) else ("[", "]")
        yield Line(f"{indent}{key}{opening}"), path
        waiting.append(Line(f"{indent}{closing}{comma}"))
        waiting += reversed(list(_inside(path, value)))


def _inside(path: Path, value: dict[str, Any] | list[Any]) -> Iterator[tuple[Path, str, object, str]]:
    last = len(value) - 1
    pairs: Iterable[tuple[str | int, Any]] = value.items() if isinstance(value, dict) else enumerate(value)
    for position, (step, child) in enumerate(pairs):
        key = f"{_json(step)}: " if isinstance(value, dict) else ""
        yield (*path, step), key, child, "" if position == last else ","


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
