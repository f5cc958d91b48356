"""Formats of moments as matching rules write them, in the letters of Java's SimpleDateFormat.

https://docs.oracle.com/javase/8/docs/api/java/text/SimpleDateFormat.html
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

DEFAULTS = {
    "date": "yyyy-MM-dd",
    "time": "HH:mm:ss",
    "datetime": "yyyy-MM-dd'T'HH:mm:ss",
    "timestamp": "yyyy-MM-dd'T'HH:mm:ss",
}
RUN = re.compile(r"'(?P<quoted>(?:[^']|'')*)'|(?P<letters>([A-Za-z])\3*)|(?P<other>.)", re.DOTALL)
MONTH, DAY = r"(?:0?[1-9]|1[0-2])", r"(?:0?[1-9]|[12]\d|3[01])"
OFFSET = r"(?:Z|UTC|GMT|[+-]\d{2}(?::?\d{2}(?::?\d{2})?)?)"
NUMBERS = {
    "d": DAY,
    "H": r"(?:[01]?\d|2[0-3])",
    "k": r"(?:[01]?\d|2[0-4])",
    "h": r"(?:0?\d|1[0-2])",
    "K": r"(?:0?\d|1[01])",
    "m": r"[0-5]?\d",
    "s": r"(?:[0-5]?\d|60)",
    "D": r"\d{1,3}",
    "w": r"\d{1,2}",
    "u": r"\d{1,4}",
}


def pattern_of(matcher: Mapping[str, Any]) -> str:
    """The rule's format; it has stood under three names, and none means ISO 8601."""
    kind = str(matcher["match"])
    found = matcher.get("format") or matcher.get(kind)
    return found if isinstance(found, str) else DEFAULTS[kind]


def satisfies(value: str, pattern: str) -> bool:
    """Whether the value can be read by the pattern; a pattern with letters not known here is not judged."""
    regex = _regex(pattern)
    return regex is None or regex.fullmatch(value) is not None


@lru_cache(maxsize=1_000)
def _regex(pattern: str) -> re.Pattern[str] | None:
    parts = []
    for run in RUN.finditer(pattern):
        letters = run["letters"]
        part = _letters(letters) if letters else re.escape(_literal(run))
        if part is None:
            return None
        parts.append(part)
    return re.compile("".join(parts))


def _literal(run: re.Match[str]) -> str:
    if run["quoted"] is None:
        return run["other"]
    return run["quoted"].replace("''", "'") or "'"


def _letters(run: str) -> str | None:
    letter, length = run[0], len(run)
    if letter == "y":
        return r"\d{2}" if length == 2 else rf"[+-]?\d{{{length},}}" if length > 1 else r"\d+"
    if letter in "ML":
        return MONTH if length < 3 else r"[^\W\d]+\.?"
    if letter == "S":
        return rf"\d{{{length}}}" if length <= 3 else r"\d{1,9}"
    if letter in "XZxO":
        return OFFSET
    if letter in "zV":
        return rf"(?:{OFFSET}|[A-Za-z]{{2,}}(?:/[A-Za-z_]+)*)"
    if letter in "aEG":
        return r"[^\W\d]+\.?"
    found = NUMBERS.get(letter)
    return rf"(?=\d{{{length}}}){found}" if found and length > 1 else found
