"""Examples of dates and times: those that their own format refuses, and those that were taken from the clock.

The verifier reads a format as Java's SimpleDateFormat, and holds the provider's answer to it, not the example: one that
does not fit is recorded without a word, and the provider that repeats it is red.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pact_ffi

from pact_harness.pactfile.path_expressions import parse, values_at

Json = Mapping[str, Any]

FORMATS = {"date": "yyyy-MM-dd", "time": "HH:mm:ss", "datetime": "yyyy-MM-dd'T'HH:mm:ss"}
FORMATS["timestamp"] = FORMATS["datetime"]
MOMENT = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d))?")
JUST_NOW = timedelta(minutes=10)

UNFIT = (
    "the example {value} at {place} does not fit its own format {format} as the verifier reads it (Java's letters: "
    "yyyy-MM-dd'T'HH:mm:ss.SSS; Z is +0000, XXX is +00:00 or Z), so no provider could give it: correct one of the two"
)
FROM_THE_CLOCK = (
    "the example {value} at {place} was taken from the clock, so every run would record another one: "
    'give it a fixed one, as in match.{matcher}("{fixed}"{format})'
)


def refused_moments(half: Json, name: str, now: datetime | None = None) -> Iterator[str]:
    """Why the examples of dates and times in *half*, the request, response or message *name*, may not be recorded."""
    for below, matcher, value in _moments(half):
        place = f"{name} {below}"
        kind = str(matcher["match"])
        pattern = str(matcher.get("format") or FORMATS[kind])
        if not _fits(value, pattern):
            yield UNFIT.format(value=f'"{value}"', place=place, format=f'"{pattern}"')
        elif is_from_the_clock(value, now or datetime.now(UTC)):
            yield FROM_THE_CLOCK.format(value=f'"{value}"', place=place, **_instead(kind, value))


def is_from_the_clock(value: str, now: datetime) -> bool:
    """Whether the text says this very time of day, here or in UTC, or is today's date."""
    found = MOMENT.search(value)
    if not found:
        return False
    year, month, day, hour, minute = (int(one) if one else 0 for one in found.groups())
    for clock in (now.astimezone(UTC), now.astimezone()):
        here = clock.replace(tzinfo=None)
        if found[4] is None:
            if (year, month, day) == (here.year, here.month, here.day):
                return True
        elif abs(datetime(year, month, day, hour, minute) - here) < JUST_NOW:  # noqa: DTZ001 - as the text says it
            return True
    return False


def _fits(value: str, pattern: str) -> bool:
    try:
        pact_ffi.validate_datetime(value, pattern)
    except (ValueError, RuntimeError):
        return False
    return True


def _instead(kind: str, value: str) -> dict[str, str]:
    """A fixed example of the same form: the year of the value set back to 2020."""
    matcher = {"timestamp": "datetime"}.get(kind, kind)
    return {"matcher": matcher, "fixed": MOMENT.sub(_fixed, value, count=1), "format": ", …" if kind != "date" else ""}


def _fixed(found: re.Match[str]) -> str:
    return "2020-01-31" + found[0][10:]


def _moments(half: Json) -> Iterator[tuple[str, Json, str]]:
    rules = half.get("matchingRules", {})
    content = (half.get("body") or half.get("contents") or {}).get("content")
    for path, rule in rules.get("body", {}).items():
        yield from _of_rule(f"body {path}", rule, values_at(content, parse(path) or ()))
    if "path" in rules:
        yield from _of_rule("path", rules["path"], [half.get("path")])
    for category, member in (("header", "headers"), ("query", "query"), ("metadata", "metadata")):
        there = {name.lower(): value for name, value in (half.get(member) or {}).items()}
        for name, rule in rules.get(category, {}).items():
            value = there.get(name.lower())
            yield from _of_rule(f"{category} {name}", rule, value if isinstance(value, list) else [value])


def _of_rule(place: str, rule: Json, values: Any) -> Iterator[tuple[str, Json, str]]:
    for value in values:
        for matcher in rule["matchers"]:
            if matcher.get("match") in FORMATS and isinstance(value, str) and value:
                yield place, matcher, value
            if matcher.get("match") == "arrayContains" and isinstance(value, list):
                for variant in (one for one in matcher.get("variants", []) if one["index"] < len(value)):
                    for path, inner in variant.get("rules", {}).items():
                        found = values_at(value[variant["index"]], parse(path) or ())
                        yield from _of_rule(f"{place}[{variant['index']}]{path.removeprefix('$')}", inner, found)
