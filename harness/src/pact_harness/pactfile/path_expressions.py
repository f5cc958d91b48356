"""The path expressions of matching rules: Pact's subset of JSONPath, read, weighed and shown.

https://github.com/pact-foundation/pact-specification/tree/version-2#matcher-path-expressions
"""

import re
from enum import Enum
from functools import lru_cache
from typing import Any


class Wild(Enum):
    """A star: ``.*`` stands for any key or index, ``[*]`` for any index."""

    ANY = ".*"
    INDEX = "[*]"


Step = str | int
Path = tuple[Step, ...]
Expression = tuple[Step | Wild, ...]

TOKEN = re.compile(
    r"\.?\[(?P<index>\d+)\]|(?P<every>\.?\[\*\])|(?P<any>\.\*)"
    r"|\.?\['(?P<single>(?:[^'\\]|\\.)*)'\]|\.?\[\"(?P<double>(?:[^\"\\]|\\.)*)\"\]|\.(?P<name>[^.\[\]*]+)"
)
PLAIN_NAME = re.compile(r"[^\W\d][\w-]*")


@lru_cache(maxsize=10_000)
def parse(text: str) -> Expression | None:
    """The steps after ``$``; None for text that is no path expression."""
    steps: list[Step | Wild] = []
    at = 1 if text.startswith("$") else 0
    while at < len(text):
        token = TOKEN.match(text, at)
        if not token:
            return None
        steps.append(_step(token))
        at = token.end()
    return tuple(steps)


def _step(token: re.Match[str]) -> Step | Wild:
    if token["index"]:
        return int(token["index"])
    if token["every"] or token["any"]:
        return Wild.INDEX if token["every"] else Wild.ANY
    return re.sub(r"\\(.)", r"\1", token["single"] or token["double"] or token["name"] or "")


def weight(expression: Expression, path: Path) -> int:
    """How closely the expression names the path or one of its parents; 0 where it names neither.

    The specification's product of 2 for a name and 1 for a star, times the length, as Pact's core reckons it.
    """
    if len(expression) > len(path):
        return 0
    product = 2
    for wanted, step in zip(expression, path, strict=False):
        if wanted is Wild.ANY or (wanted is Wild.INDEX and isinstance(step, int)):
            continue
        if wanted != step:
            return 0
        product *= 2
    return product * (len(expression) + 1)


def values_at(content: object, expression: Expression) -> list[Any]:
    """Every value of *content* that the expression names."""
    found = [content]
    for step in expression:
        found = [below for value in found for below in _below(value, step)]
    return found


def _below(value: Any, step: Step | Wild) -> list[Any]:
    if isinstance(value, list):
        return value if isinstance(step, Wild) else value[step : step + 1] if isinstance(step, int) else []
    if isinstance(value, dict) and isinstance(step, int):  # the FFI writes a key of digits as an index
        return [inner for name, inner in value.items() if name.isdecimal() and int(name) == step]
    if isinstance(value, dict):
        return list(value.values()) if step is Wild.ANY else [value[step]] if step in value else []
    return []


def show(path: Path) -> str:
    """``$.users[0].name``: how messages name a place in a body."""
    return "$" + "".join(_shown(step) for step in path)


def _shown(step: Step) -> str:
    if isinstance(step, int):
        return f"[{step}]"
    return f".{step}" if PLAIN_NAME.fullmatch(step) else f"['{step}']"
