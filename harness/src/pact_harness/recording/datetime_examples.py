"""Examples of dates and times: those that their own format refuses, and those that were taken from the clock.

The verifier reads a format as Java's SimpleDateFormat, and holds the provider's answer to it, not the example: one that
does not fit is recorded without a word, and the provider that repeats it is red.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import pact_ffi

from pact_harness.pactfile.path_expressions import parse, values_at
from pact_harness.recording.clock_values import TAKEN, fixed, is_from_the_clock

Json = Mapping[str, Any]

FORMATS = {"date": "yyyy-MM-dd", "time": "HH:mm:ss", "datetime": "yyyy-MM-dd'T'HH:mm:ss"}
FORMATS["timestamp"] = FORMATS["datetime"]

UNFIT = (
    "the example {value} at {place} does not fit its own format {format} as the verifier reads it (Java's notation: "
    "yyyy-MM-dd'T'HH:mm:ss.SSS; Z is +0000, XXX is +00:00 or Z), so no provider could give it: correct one of the two"
)
FROM_THE_CLOCK = f"the example {{value}} at {{place}} {TAKEN}: give it a fixed one, as in match.{{matcher}}({{fixed}})"


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


def _fits(value: str, pattern: str) -> bool:
    try:
        pact_ffi.validate_datetime(value, pattern)
    except (ValueError, RuntimeError):
        return False
    return True


def _instead(kind: str, value: str) -> dict[str, str]:
    matcher = {"timestamp": "datetime"}.get(kind, kind)
    return {"matcher": matcher, "fixed": f'"{fixed(value)}"' + (", …" if kind != "date" else "")}


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
