"""A request or an answer, value by value, each with the matchers that decide about it."""

import json
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl

from pact_harness.pactfile.example_value import ExampleValue
from pact_harness.pactfile.matching_rules import Matcher, MatchingRules, read_generators, unwrap
from pact_harness.pactfile.path_expressions import Path, show, weight

ABSENT = object()
Waiting = tuple[Path, Any, tuple[Matcher, ...]]


class InteractionPart:
    """A request, a response or a message's contents. Strange types in the file read as absent parts."""

    def __init__(self, raw: object, *, body_key: str = "body", wrapped: bool) -> None:
        self.raw: Mapping[str, Any] = raw if isinstance(raw, Mapping) else {}
        self.rules = MatchingRules(self.raw.get("matchingRules"))
        self.generators = read_generators(self.raw.get("generators"))
        self.method = str(self.raw.get("method", "GET")).upper()
        self.path = self.raw.get("path") if isinstance(self.raw.get("path"), str) else None
        status = self.raw.get("status")
        self.status = status if isinstance(status, int) else None
        self.body = _body(self.raw.get(body_key, ABSENT), wrapped=wrapped)
        self.media_type = _media_type(self.raw.get(body_key)) if wrapped else None

    @cached_property
    def headers(self) -> list[ExampleValue]:
        return [self._named("header", name, value) for name, value in _pairs(self.raw.get("headers"))]

    @cached_property
    def metadata(self) -> list[ExampleValue]:
        found = self.raw.get("metadata", self.raw.get("metaData"))
        return [self._named("metadata", name, value) for name, value in _pairs(found)]

    @cached_property
    def query(self) -> list[ExampleValue]:
        raw = self.raw.get("query")
        pairs: object = dict(_parameters(raw)) if isinstance(raw, str) else raw
        return [self._named("query", name, value) for name, value in _pairs(pairs)]

    @property
    def target(self) -> str:
        """The path with its query, as people type it: ``/users?limit=2``."""
        raw = self.raw.get("query")
        pairs = [(node.shown.removeprefix("query "), node.value) for node in self.query]
        several = [(name, one) for name, value in pairs for one in (value if isinstance(value, list) else [value])]
        query = raw if isinstance(raw, str) else "&".join(f"{name}={value}" for name, value in several)
        return f"{self.path or '/'}{'?' if query else ''}{query}"

    @cached_property
    def path_node(self) -> ExampleValue | None:
        if self.path is None:
            return None
        return ExampleValue("the path", (), self.path, self.rules.named("path"), True)

    @cached_property
    def nodes(self) -> list[ExampleValue]:
        """Every value of the body, containers too, from the top down."""
        return list(self._walk()) if self.body is not ABSENT else []

    @cached_property
    def leaves(self) -> list[ExampleValue]:
        return [node for node in self.nodes if node.is_leaf]

    def generated(self, category: str, path: Path = ()) -> str:
        """The kind of the generator at a place, such as ``ProviderState``; empty for none."""
        for expression, generator in self.generators.get(category, {}).items():
            if len(expression) == len(path) and weight(expression, path):
                return str(generator.get("type", ""))
        return ""

    def header(self, name: str) -> ExampleValue | None:
        return next((node for node in self.headers if node.path == (name.lower(),)), None)

    def _named(self, part: str, name: str, value: object) -> ExampleValue:
        return ExampleValue(f"{part} {name}", (name.lower(),), value, self.rules.named(part, name), True)

    def _walk(self) -> Iterator[ExampleValue]:
        waiting: list[Waiting] = [((), self.body, ())]  # no recursion: a body may be deeper than the stack
        while waiting:
            path, value, inherited = waiting.pop()
            matchers, own = self.rules.at(path)
            if unwrapped := unwrap(value):
                value, inherited = unwrapped
                own = True
            node = ExampleValue(show(path), path, value, matchers or inherited, own)
            yield node
            if "arrayContains" in node.kinds:
                continue  # its variants have rules of their own, for items that may stand anywhere
            if isinstance(value, dict):
                waiting += [((*path, key), child, inherited) for key, child in reversed(value.items())]
            elif isinstance(value, list):
                waiting += [((*path, at), value[at], inherited) for at in reversed(range(len(value)))]


def _pairs(raw: object) -> list[tuple[str, Any]]:
    return [(str(name), _single(value)) for name, value in raw.items()] if isinstance(raw, Mapping) else []


def _single(value: object) -> object:
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _parameters(query: str) -> Iterator[tuple[str, list[str]]]:
    found: dict[str, list[str]] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        found.setdefault(name, []).append(value)
    yield from found.items()


def _media_type(raw: object) -> str | None:
    """What version 4 says beside a body; None where it says nothing."""
    found = raw.get("contentType") if isinstance(raw, Mapping) else None
    return found.lower() if isinstance(found, str) else None


def _body(raw: Any, *, wrapped: bool) -> Any:
    """Version 4 wraps a body with its media type; older files may hold JSON as a string."""
    if wrapped and raw == {}:
        return ABSENT
    if wrapped and isinstance(raw, dict) and "content" in raw:
        content, encoded = raw["content"], raw.get("encoded")
        if isinstance(encoded, str) and encoded.lower() == "json" and isinstance(content, str):
            return _parsed(content)  # the text of a JSON document, also of a number or a text
        return content if not encoded and content is not None else ABSENT
    if raw is None:
        return ABSENT
    if isinstance(raw, str) and raw.lstrip()[:1] in {"{", "["}:
        return _parsed(raw)
    return raw


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
