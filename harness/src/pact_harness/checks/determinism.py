"""Determinism: two recordings under different circumstances give the same bytes; if not, which value moves.

A contract that changes without a reason cannot be reviewed, and asks for a new verification each time
(https://docs.pact.io/consumer). The second run has another hash seed and time zone, the tests the other way round, and
two workers where pytest-xdist is installed. What it cannot see: a value that stays for a day, as today's date in UTC.
"""

import importlib.util
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pact_harness.checks.context import Context
from pact_harness.checks.finding import Finding
from pact_harness.checks.rerun import (
    NotRecordedError,
    is_asked_for,
    is_recorded_here,
    record,
    recorded_elsewhere,
    shown,
)
from pact_harness.pactfile.contract import parse_contract
from pact_harness.pactfile.json_diff import differences, place, words
from pact_harness.recording.clock_values import TAKEN, fixed, is_from_the_clock

RULE_IDS = {"value-moves", "interaction-moves", "contract-moves"}
PAGE = "https://docs.pact.io/consumer"
REASON = "If a contract differs in each run, nobody can review it, and the provider must verify it each time."
FIX = "Use a fixed example in the test. Do not use the clock, random numbers or the order of a set."
DEPENDS = "Make each test independent: it must not need an earlier test or the same process."


def check(context: Context) -> list[Finding]:
    """What differs between two recordings of the same tests."""
    if not is_recorded_here(context):
        return [recorded_elsewhere("determinism")]
    workers = ["-n2"] if importlib.util.find_spec("xdist") else []
    try:
        one = record(context, PYTHONHASHSEED="1", TZ="UTC0").texts
    except NotRecordedError as error:
        return [error.finding()]
    try:
        other = record(context, "--rerun-reversed", *workers, PYTHONHASHSEED="2", TZ="LATER-13").texts
    except NotRecordedError as error:
        message = (
            f"The contract tests record in their normal order, but not in reverse order or with two workers: {error}"
        )
        return [Finding("contract-moves", "the contract tests", None, None, message, DEPENDS, REASON, PAGE)]
    names = [name for name in sorted({*one, *other}) if is_asked_for(context, name)]
    return [found for name in names for found in _moves(shown(context, name), one.get(name), other.get(name))]


def _moves(file: str, one: str | None, other: str | None) -> Iterator[Finding]:
    if one is None or other is None:
        message = "One of two runs records it, and the other does not."
        yield Finding("contract-moves", file, None, None, message, DEPENDS, REASON, PAGE)
        return
    first, second = _interactions(file, one), _interactions(file, other)
    for description in sorted({*first, *second}):
        if description in first and description in second:
            yield from _values(file, description, first[description], second[description])
        else:
            message = "One of two runs records it, and the other does not."
            yield Finding("interaction-moves", file, description, None, message, FIX, REASON, PAGE)


def _values(file: str, description: str, one: Any, other: Any) -> Iterator[Finding]:
    for path, first, second in differences(one, other):
        message = f"It is {words(first)} in one recording and {words(second)} in the next."
        advice = FIX
        if isinstance(first, str) and is_from_the_clock(first, datetime.now(UTC)):
            message, advice = f"{message} It {TAKEN}.", f"Give it a fixed one, as in {words(fixed(first))}."
        yield Finding("value-moves", file, description, place(path), message, advice, REASON, PAGE)


def _interactions(file: str, text: str) -> dict[str, Any]:
    """The JSON of each interaction by its name, which its states are a part of where descriptions are the same."""
    contract = parse_contract(text, Path(file))
    return {contract.name_of(each): each.raw for each in contract.interactions}
