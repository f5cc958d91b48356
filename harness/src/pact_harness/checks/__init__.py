"""Checks of contracts: what a reviewer asks when a pact file changes, asked by a program.

Each check is a module with ``check(context) -> list[Finding]``, and is listed in ``CHECKS``. What a check can
tell from the files alone it tells for any team's pacts, whatever language recorded them.
"""

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module

from pact_harness.checks import compatibility, determinism, drift, lint, necessity, states
from pact_harness.checks.context import Context
from pact_harness.checks.finding import Finding
from pact_harness.checks.ignores import apply, read_ignores
from pact_harness.config import FILE
from pact_harness.openapi.findings import RULES as OPENAPI_RULES

Check = Callable[[Context], list[Finding]]


def _openapi(context: Context) -> list[Finding]:
    """Imported when it is asked for: it needs the extra [openapi]."""
    found: list[Finding] = import_module("pact_harness.checks.openapi").check(context)
    return found


CHECKS: Mapping[str, Check] = {
    "drift": drift.check,
    "determinism": determinism.check,
    "states": states.check,
    "lint": lint.check,
    "necessity": necessity.check,
    "compatibility": compatibility.check,
    "openapi": _openapi,
}
RULE_IDS: Mapping[str, set[str]] = {
    "drift": drift.RULE_IDS,
    "determinism": determinism.RULE_IDS,
    "states": states.RULE_IDS,
    "lint": lint.RULE_IDS,
    "necessity": necessity.RULE_IDS,
    "compatibility": set(),
    "openapi": set(OPENAPI_RULES),
}


def run_checks(names: Sequence[str], context: Context) -> list[Finding]:
    """What these checks find and no ignore covers; ``SettingsError`` for an ignore that is wrong."""
    ignores = read_ignores(context.settings, {rule for rules in RULE_IDS.values() for rule in rules})
    if "lint" in names and not context.contracts:  # no other check could judge anything
        names = ["lint"]
    judged = {rule for name in names for rule in RULE_IDS[name]}
    findings = list(dict.fromkeys(finding for name in names for finding in CHECKS[name](context)))
    files = [file.name for file in (*context.files, *states.files(context))]
    left = apply(findings, [one for one in ignores if one.rule in judged], files, FILE)
    return _causes_first(left, bool(context.unreadable))


def _causes_first(findings: Sequence[Finding], unreadable: bool) -> list[Finding]:
    """Files that are no contracts come first, without what only follows from that: no check could judge them."""
    causes = [one for one in findings if one.rule == lint.NOT_A_PACT]
    if not causes:
        return list(findings)
    files = {one.file for one in causes}
    return causes + [
        one for one in findings if one.file not in files and not (unreadable and one.rule == compatibility.NOT_COMPARED)
    ]
