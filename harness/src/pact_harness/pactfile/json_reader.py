"""Reading a JSON file that others wrote: each wrong type is told with its file, its place and what to do."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import accumulate
from pathlib import Path
from typing import Any, NoReturn

# Deeper than any contract means to be, and far from where functions that call themselves run out of stack.
DEEPEST = 200
MOVE = "Only pact files belong here: repair it, or move it elsewhere."
BRACKETS = re.compile(r"[][{}]")
JSON_TYPES: Mapping[type, str] = {dict: "an object", list: "a list", str: "a string", bool: "true or false"}


class PactFileError(ValueError):
    """A file that should be a pact and is not: its ``path``, the ``problem``, and ``advice``, what to do."""

    def __init__(self, path: Path, problem: str, advice: str = "Record the contract again.") -> None:
        super().__init__(f"{path} {problem} {advice}")
        self.path, self.problem, self.advice = path, problem, advice


def load(path: Path) -> object:
    """The file's JSON. Pact's other readers are strict about NaN, so it is refused here too."""
    if path.exists() and not path.is_file():
        raise PactFileError(
            path, "is not an ordinary file.", "Move it out of the folder of contracts."
        )  # a pipe or a device, which may never end
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise PactFileError(path, f"cannot be read: {error.strerror}.", "Check path and rights.") from error
    except UnicodeDecodeError as error:
        raise PactFileError(path, f"is not UTF-8: byte {error.start} cannot be decoded.", MOVE) from error
    return parse(text, path)


def parse(text: str, path: Path) -> object:
    """The JSON that *text* is; *path* is where it stands."""
    try:
        return _parsed(text)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise PactFileError(path, f"is not JSON: {error.msg} at {where}.", MOVE) from error
    except RecursionError as error:
        raise PactFileError(path, "is nested too deeply to be read.", MOVE) from error
    except ValueError as error:
        raise PactFileError(path, f"is not JSON: {error}.", MOVE) from error


def _parsed(text: str) -> object:
    document: object = json.loads(text, parse_constant=_no_constant, object_pairs_hook=_object)
    if _may_be_deep(text) and _is_deep(document):
        raise RecursionError
    return document


def _may_be_deep(text: str) -> bool:
    """A quick look that spares most files the walk: brackets, also those within strings."""
    steps = (1 if bracket in "[{" else -1 for bracket in BRACKETS.findall(text))
    return max(accumulate(steps), default=0) > DEEPEST


def _is_deep(document: object) -> bool:
    waiting = [(document, 1)]
    while waiting:
        value, depth = waiting.pop()
        if depth > DEEPEST:
            return True
        children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        waiting += [(child, depth + 1) for child in children if isinstance(child, dict | list)]
    return False


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Of two values for one key most readers keep the last: an interaction would vanish, and nobody notice."""
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for key, count in Counter(key for key, _ in pairs).items() if count > 1)
        raise ValueError(f"an object has the key {twice!r} twice")
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


class Reader:
    """A JSON object that knows where in its file it stands, so that what is wrong with it can be found."""

    def __init__(self, path: Path, value: object, place: str) -> None:
        self.path, self.place = path, place
        if not isinstance(value, dict):
            raise PactFileError(path, f"is not a pact file: {place} is {_type_of(value)}, not an object.")
        self.raw: Mapping[str, Any] = value

    def refuse(self, problem: str) -> NoReturn:
        raise PactFileError(self.path, f"is not a pact file: {self.place} {problem}.")

    def _get(self, key: str, kind: type, default: object) -> Any:
        value = self.raw.get(key)
        if value is None:
            return default
        if not isinstance(value, kind):
            self.refuse(f"has {_type_of(value)} as {key!r}, where {JSON_TYPES[kind]} belongs")
        return value

    def string(self, key: str, default: str) -> str:
        return str(self._get(key, str, default))

    def boolean(self, key: str) -> bool:
        return bool(self._get(key, bool, False))

    def object(self, key: str) -> "Reader":
        return Reader(self.path, self._get(key, dict, {}), f"{key!r} of {self.place}")

    def objects(self, key: str) -> Iterator["Reader"]:
        noun = key.removesuffix("s")
        for index, value in enumerate(self._get(key, list, []), start=1):
            yield Reader(self.path, value, f"{noun} {index} of {self.place}")

    def required_string(self, key: str) -> str:
        if self.raw.get(key) is None:
            self.refuse(f"has no {key!r}")
        return self.string(key, "")

    def required_object(self, key: str) -> "Reader":
        if self.raw.get(key) is None:
            self.refuse(f"has no {key!r}")
        return self.object(key)


def _type_of(value: object) -> str:
    if value is None:
        return "null"
    return JSON_TYPES.get(type(value), "a number")
