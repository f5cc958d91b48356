"""YAML and JSON as plain JSON values, from files that nobody vouches for: bounded in depth and in size.

PyYAML's own loaders copy merged mappings again and again and build dates that JSON has not, so values are built here
from its events. An alias is shared, never copied; what all aliases would come to, written out, is counted and bounded.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import yaml

DEEPEST = 200
MOST_BYTES = 20_000_000
MOST_VALUES = 1_000_000
INTEGER = re.compile(r"[-+]?[0-9]{1,400}")
FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
WORDS: dict[str, bool | None] = {"": None, "~": None, "null": None, "Null": None, "NULL": None}
WORDS |= {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
LOADER: Any = getattr(yaml, "CLoader", yaml.Loader)  # only its parser is used, which builds nothing
MERGE = object()


class UnreadableError(ValueError):
    """A text that is neither JSON nor YAML, or is more than is read; the message goes on from "cannot be read: "."""


def parse(text: str) -> object:
    """The value of a JSON or YAML text. UnreadableError."""
    if len(text) > MOST_BYTES:
        raise UnreadableError(f"it has {len(text):,} characters, and at most {MOST_BYTES:,} are read")
    try:
        value = _parse_json(text) if text.lstrip("\ufeff \r\n\t")[:1] in ("{", "[") else _Builder().build(text)
    except yaml.YAMLError as error:
        raise UnreadableError(f"it is not YAML: {' '.join(str(error).split())}") from error
    except RecursionError as error:
        raise UnreadableError(f"it is nested more than {DEEPEST} levels deep") from error
    _refuse_too_many(value)
    return value


def _parse_json(text: str) -> object:
    try:
        return json.loads(text.lstrip("\ufeff"))
    except ValueError:
        return _Builder().build(text)  # YAML may begin with a bracket too


class _Builder:
    def __init__(self) -> None:
        self.anchors: dict[str, Any] = {}
        self.open: list[tuple[Any, list[Any], str | None]] = []  # event, what it holds so far, its anchor

    def build(self, text: str) -> Any:
        documents = 0
        result: Any = None
        for event in yaml.parse(text, Loader=LOADER):
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise UnreadableError("it holds more than one document")
            elif isinstance(event, yaml.ScalarEvent):
                result = self._add(_scalar(event), event.anchor)
            elif isinstance(event, yaml.AliasEvent):
                if event.anchor not in self.anchors:
                    raise UnreadableError(f"the alias *{event.anchor} stands for nothing, or for what holds itself")
                result = self._add(self.anchors[event.anchor], None)
            elif isinstance(event, yaml.CollectionStartEvent):
                if len(self.open) >= DEEPEST:
                    raise UnreadableError(f"it is nested more than {DEEPEST} levels deep")
                self.anchors.pop(event.anchor or "", None)  # not complete: an alias inside would be a cycle
                self.open.append((event, [], event.anchor))
            elif isinstance(event, yaml.CollectionEndEvent):
                started, held, anchor = self.open.pop()
                is_list = isinstance(started, yaml.SequenceStartEvent)
                result = self._add(held if is_list else _mapping(held), anchor)
        return result

    def _add(self, value: Any, anchor: str | None) -> Any:
        if anchor:
            self.anchors[anchor] = value
        if self.open:
            self.open[-1][1].append(value)
        return value


def _mapping(held: list[Any]) -> dict[str, Any]:
    own: dict[str, Any] = {}
    merged: dict[str, Any] = {}
    for key, value in zip(held[::2], held[1::2], strict=True):
        if key is MERGE:
            for one in value if isinstance(value, list) else [value]:
                for name, inside in one.items() if isinstance(one, dict) else ():
                    merged.setdefault(name, inside)
        else:
            own[_name(key)] = value
    return {**merged, **own} if merged else own


def _name(key: object) -> str:
    """JSON's names are texts: a status that is written as a number, too."""
    if isinstance(key, str):
        return key
    if isinstance(key, dict | list):
        raise UnreadableError("a key is a list or a mapping")
    return json.dumps(key)


def _scalar(event: Any) -> Any:
    text: str = event.value
    if event.tag in ("tag:yaml.org,2002:str", "!") or (event.tag is None and event.style):
        return text
    if text == "<<":
        return MERGE
    if text in WORDS:
        return WORDS[text]
    if INTEGER.fullmatch(text):
        return int(text)
    if text.startswith("0x"):
        return int(text, 16) if re.fullmatch("0x[0-9a-fA-F]{1,300}", text) else text
    return float(text) if FLOAT.fullmatch(text) else text


def _refuse_too_many(value: object) -> None:
    """Counts what the value comes to with its aliases written out, each shared part looked at once."""
    sizes: dict[int, int] = {}
    waiting: list[tuple[Any, Iterator[Any], int]] = []
    total, current, children = 1, value, _children(value)
    while True:
        child = next(children, MERGE)
        if child is MERGE:
            sizes[id(current)] = total
            if not waiting:
                break
            current, children, above = waiting.pop()
            total += above
        elif not isinstance(child, dict | list):
            total += 1
        elif id(child) in sizes:
            total += sizes[id(child)]
        else:
            if len(waiting) > DEEPEST:
                raise UnreadableError(f"it is nested more than {DEEPEST} levels deep")
            waiting.append((current, children, total))
            current, children, total = child, _children(child), 1
        if total > MOST_VALUES:
            raise UnreadableError(f"with its aliases written out it holds more than {MOST_VALUES:,} values")


def _children(value: object) -> Iterator[Any]:
    if isinstance(value, dict):
        return iter(value.values())
    return iter(value if isinstance(value, list) else ())
