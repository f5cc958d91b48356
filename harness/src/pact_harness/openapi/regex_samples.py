"""Strings that a regular expression matches: a few, the same each time, for what can only be tried."""

import re
import sys
from importlib import import_module
from typing import Any

# Python has no public parser of its expressions; its own compiler uses this one.
codes: Any = import_module("re._constants")
parser: Any = import_module("re._parser")

LONGEST = 200
MOST_REPEATED = 3
LETTERS = "aZ0_-. /:@"


def samples(pattern: str) -> list[str]:
    """Some strings that match the whole of *pattern*; none for what Python does not read the same way."""
    try:
        tree = parser.parse(pattern)
        found = [_Sampler(choice).of(tree) for choice in range(4)]
        compiled = re.compile(pattern)
        return [one for one in dict.fromkeys(found) if len(one) <= LONGEST and compiled.search(one)]
    except (re.error, RecursionError, OverflowError, _UnknownError):
        return []


class _UnknownError(Exception):
    """A part of an expression for which no string is made."""


class _Sampler:
    """Makes one string. ``choice`` 0 takes the first and the fewest of everything, others more and later ones."""

    def __init__(self, choice: int) -> None:
        self.choice = choice
        self.groups: dict[int, str] = {}

    def of(self, tree: Any) -> str:
        return "".join(self._one(code, value) for code, value in tree)

    def _one(self, code: Any, value: Any) -> str:
        if code is codes.LITERAL:
            return chr(value)
        if code is codes.NOT_LITERAL:
            return next(one for one in LETTERS if ord(one) != value)
        if code is codes.ANY:
            return LETTERS[self.choice % len(LETTERS)]
        if code is codes.IN:
            return self._in(value)
        if code is codes.BRANCH:
            return self.of(value[1][self.choice % len(value[1])])
        if code is codes.SUBPATTERN:
            text = self.of(value[3])
            self.groups[value[0]] = text
            return text
        if code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
            return self._repeated(*value)
        if code is codes.GROUPREF:
            return self.groups.get(value, "")
        if code is codes.AT:
            return ""
        if code in (codes.ASSERT, codes.ASSERT_NOT):
            return ""  # whether it holds is seen when the whole is tried
        if code is codes.ATOMIC_GROUP:
            return self.of(value)
        raise _UnknownError

    def _repeated(self, least: int, most: Any, tree: Any) -> str:
        highest = sys.maxsize if most is codes.MAXREPEAT else int(most)
        times = min(highest, least + min(self.choice, MOST_REPEATED))
        if times > LONGEST:
            raise _UnknownError
        return "".join(self.of(tree) for _ in range(times))

    def _in(self, items: Any) -> str:
        if items[0][0] is codes.NEGATE:
            return next((one for one in LETTERS if not any(_holds(each, one) for each in items[1:])), "é")
        code, value = items[self.choice % len(items)]
        if code is codes.LITERAL:
            return chr(value)
        if code is codes.RANGE:
            low, high = value
            return chr(low if self.choice % 2 == 0 else high)
        if code is codes.CATEGORY:
            return next((one for one in (*LETTERS, " ", "é") if _holds((code, value), one)), "a")
        raise _UnknownError


CATEGORIES = {
    codes.CATEGORY_DIGIT: r"\d",
    codes.CATEGORY_NOT_DIGIT: r"\D",
    codes.CATEGORY_SPACE: r"\s",
    codes.CATEGORY_NOT_SPACE: r"\S",
    codes.CATEGORY_WORD: r"\w",
    codes.CATEGORY_NOT_WORD: r"\W",
}


def _holds(item: Any, letter: str) -> bool:
    code, value = item
    if code is codes.LITERAL:
        return bool(ord(letter) == value)
    if code is codes.RANGE:
        return bool(value[0] <= ord(letter) <= value[1])
    return code is codes.CATEGORY and re.match(CATEGORIES[value], letter) is not None
