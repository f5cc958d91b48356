"""The words of a mismatch: its place, what was expected and what came, from the Pact FFI's structured mismatches.

The FFI's own sentences are for people, and change. Those known here become what a person would say; any other stands
whole beside the example, so that nothing is cut to something that reads wrong.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from pact_harness.pactfile.json_diff import NOTHING, differences
from pact_harness.pactfile.path_expressions import Path, Wild, parse, show
from pact_harness.results.verification_result import Mismatch

LIMIT = 2_000  # characters kept of one value: results and pages hold each of them several times
UNREADABLE = "ERROR: could not convert from bytes"  # what the FFI puts in the place of a body that is no UTF-8

# what the FFI says of a matcher -> what a person would say; {} is the contract's example
PHRASES = tuple(
    (re.compile(pattern, re.DOTALL), phrase)
    for pattern, phrase in (
        (r"to match a timestamp pattern of '.*': ", "a datetime like {}"),
        (r"to match a date pattern of '.*': ", "a date like {}"),
        (r"to match a time pattern of '.*': ", "a time like {}"),
        (r"to be an integer$", "an integer like {}"),
        (r"to be a decimal( number)?$", "a decimal number like {}"),
        (r"to be a number$", "a number like {}"),
        (r"to (?:be|match) a boolean$", "true or false"),
        (r"to be a null value$", "null"),
        (r"is not a valid semantic version", "a semantic version like {}"),
        (r"to be the same type as .* \(String\)$", "text like {}"),
        (r"to be the same type as .* \(Integer\)$", "a number like {}"),
        (r"to be the same type as .* \((?:Array|List)\)$", "a list like {}"),
        (r"to be the same type as .* \((?:Object|Map)\)$", "an object like {}"),
        (r"to be the same type as .* \((\w+)\)$", r"\1 like {}"),
        (r"to match '(.*)'$", r"text like {} that matches /\1/"),
        (r"to include '(.*)'$", r"text that includes \1"),
        (r"to have minimum size of (\d+)$", r"at least \1 of {}"),
        (r"to have maximum size of (\d+)$", r"at most \1 of {}"),
        (r"to be a (\w+) response \((.*)\)", r"a status of \2"),
        (r"unexpected key[^:]*: (.*)$", r"no \1"),
        (r"a List with (\d+) elements", r"{}, that is \1 elements"),
        (r"(Failed to parse the actual body)", r"{} (\1)"),
    )
)
MOMENT = re.compile(r"to match a (?:timestamp|date|time) pattern of '(.*)': ", re.DOTALL)
BYTES = re.compile(r"Actual body \[(.*)\] is not equal to the expected body \[(.*)\]$", re.DOTALL)
MISSING = "missing the following keys: "
VARIANT = re.compile(r"^Variant at index \d+ ")
KEY = re.compile(r"to match '(.*)'$", re.DOTALL)
# Sentences that say no more than example and actual value do.
NO_MORE_THAN_VALUES = re.compile(
    r"to be equal to|to have value|but was |but got|but received|Expected method|Expected path|"
    r"Expected body|a body of|Expected a Map|Expected an? |expected status|Expected query|was not equal|missing",
    re.IGNORECASE,
)


def read_mismatch(raw: Mapping[str, Any]) -> Iterator[Mismatch]:
    """One mismatch of the FFI's results; several where it tells of several keys at once."""
    part, path = _place(raw)
    for below, expected, actual in _in_words(raw, path):
        yield Mismatch(part, below, _cut(expected), _cut(actual))


def _in_words(raw: Mapping[str, Any], path: Path) -> Iterator[tuple[Path, str, str]]:
    said, expected, actual = str(raw.get("mismatch") or ""), raw.get("expected"), raw.get("actual")
    if MISSING in said:
        yield from _missing_keys(path, said, expected, actual)
    elif VARIANT.search(said):
        yield path, f"a list that contains {_plain(expected)}", _nearest(expected, actual)
    elif _is_key(raw, path):
        pattern = KEY.search(said)
        yield (
            path[:-1],
            f"a key that matches /{pattern[1]}/" if pattern else f"another key ({said})",
            f"the key {actual}",
        )
    elif bytes_ := BYTES.search(said):
        yield path, bytes_[2], bytes_[1]
    elif UNREADABLE in (expected, actual):
        yield path, "the contract's bytes" if expected == UNREADABLE else _plain(expected), f"other bytes ({said})"
    else:
        yield path, _expected(raw, said), _actual(raw, said)


def _place(raw: Mapping[str, Any]) -> tuple[str, Path]:
    kind = str(raw["type"])
    if kind == "BodyMismatch":
        return "body", _body_path(str(raw.get("path") or "$"))
    if kind == "BodyTypeMismatch":
        return "media type", ()
    part = kind.removesuffix("Mismatch").lower()
    return part, (str(raw.get("key")),) if part in ("header", "metadata") else ()


def _body_path(text: str) -> Path:
    """The steps of a path; text that is no path expression is one step, so that it is shown all the same."""
    if text == "/":
        return ()  # the whole body, in the FFI's words
    expression = parse(text)
    return (text,) if expression is None else tuple("*" if isinstance(step, Wild) else step for step in expression)


def _missing_keys(path: Path, said: str, expected: object, actual: object) -> Iterator[tuple[Path, str, str]]:
    """The lists of keys tell which are missing; the sentence cannot where a key holds a comma."""
    there, asked = _json(actual, []), _json(expected, None)
    if not isinstance(asked, list):
        asked = said.partition(MISSING)[2].split(", ")
    keys = ", ".join(map(str, there)) or "none"
    return (((*path, str(key)), "a value", f"none (there are: {keys})") for key in asked if key not in there)


def _is_key(raw: Mapping[str, Any], path: Path) -> bool:
    """Whether a rule for keys refused one: the FFI gives the key, without quotes, as if it were the value there."""
    actual = raw.get("actual")
    in_body = raw["type"] == "BodyMismatch" and raw.get("expected") == ""
    return in_body and bool(actual) and path[-1:] == (actual,)


def _nearest(expected: object, actual: object) -> str:
    """Which item of the list comes nearest to the variant, and what in it differs."""
    variant = _json(expected, None)
    items = [_json(one, one) if isinstance(one, str) else one for one in _json(actual, [])]
    if not items:
        return "an empty list"
    told = [
        (len(found), index, found) for index, item in enumerate(items) if (found := list(differences(variant, item)))
    ]
    if not told:
        return "none that its rules accept"
    _, index, found = min(told, key=lambda one: one[:2])
    parts = [f"{show(place)} is {_value(other)}, the contract has {_value(one)}" for place, one, other in found]
    return f"none; the nearest is item {index}: {'; '.join(parts)}"


def _value(value: Any) -> str:
    return "missing" if value is NOTHING else json.dumps(value, ensure_ascii=False)


def _expected(mismatch: Mapping[str, Any], said: str) -> str:
    example = _plain(mismatch.get("expected"))
    for pattern, phrase in PHRASES:
        if found := pattern.search(said):
            told = found.expand(phrase.replace("{}", "\x00")).replace("\x00", example)
            return f"{told}{_format(mismatch, said)}"
    if not said or NO_MORE_THAN_VALUES.search(said):
        return example
    return f"{example} ({said})"


def _format(mismatch: Mapping[str, Any], said: str) -> str:
    """The format of a date or time, where the value looks like one: the example alone would not tell them apart."""
    found = MOMENT.search(said)
    shapes = [re.sub(r"\d", "0", _plain(mismatch.get(side)))[:10] for side in ("expected", "actual")]
    return f" (format {found[1]})" if found and shapes[0] == shapes[1] else ""


def _actual(mismatch: Mapping[str, Any], said: str) -> str:
    actual = mismatch.get("actual")
    if "but was missing" in said and not actual:
        return "none"
    if actual is None and mismatch["type"] == "BodyMismatch":
        return "no body"
    return '""' if actual == "" else _plain(actual)


def _json(text: object, default: Any) -> Any:
    try:
        return json.loads(str(text))
    except ValueError:
        return default


def _plain(value: object) -> str:
    """The value as JSON shows it, but text that reads well without its quotes goes without; each line end shows."""
    text = str(value)
    bare = re.fullmatch(r'"([^"\\]+)"', text)
    if bare and not re.fullmatch(r"-?\d+(\.\d+)?|true|false|null|\s.*|.*\s", bare[1]):
        text = bare[1]
    return text.replace("\r", "\\r").replace("\n", "\\n")


def _cut(text: str) -> str:
    return text if len(text) <= LIMIT else f"{text[:LIMIT]}… ({len(text)} characters)"
