"""Lint: Pact's recommendations as rules; each says what it found, what to do, why, and where Pact says so."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from pact_harness.checks.context import Context
from pact_harness.checks.finding import Finding
from pact_harness.checks.lint import (  # noqa: F401  (importing a module registers its rules)
    descriptions,
    echoed_values,
    looseness,
    personal_data,
    requests,
    states,
    strictness,
    unreadable_rules,
)
from pact_harness.checks.lint.rule import CONTRACT_RULES, INTERACTION_RULES, Rule, Violation, rules
from pact_harness.pactfile.contract import Contract, PactFileError

ITEM = re.compile(r"\[\d+\]")
FILE_FORMAT = "https://docs.pact.io/implementation_guides/pact_specification"
VERIFYING = "https://docs.pact.io/provider"
NOT_A_PACT, EMPTY, OLD = "not-a-pact", "empty-pact", "old-specification"
RULE_IDS = {NOT_A_PACT, EMPTY, OLD, *(rule.id for rule in rules())}


def check(context: Context) -> list[Finding]:
    """Every breach of every rule, in the order of files, then of interactions."""
    findings = [_unreadable(context, error) for error in context.unreadable]
    for contract in context.contracts:
        findings += _of_file(contract, context.shown(contract.path))
        findings += _of_interactions(contract, context.shown(contract.path))
    return findings


def _unreadable(context: Context, error: PactFileError) -> Finding:
    return Finding(
        NOT_A_PACT,
        context.shown(error.path),
        None,
        None,
        f"The file {error.problem}",
        f"{error.advice}{_recording(context, error)}",
        "Pact's verifier reads every file of a folder, and fails on a file that is not a pact.",
        FILE_FORMAT,
    )


def _recording(context: Context, error: PactFileError) -> str:
    """What helps where it is one of ours: the file's name cannot tell, so this is said of any."""
    command = context.settings.record_command
    return f" If tests of this project record it, run {command}." if command and error.path.suffix == ".json" else ""


def _of_file(contract: Contract, file: str) -> Iterator[Finding]:
    if not contract.interactions:
        yield Finding(
            EMPTY,
            file,
            None,
            None,
            f"{contract.consumer} asks nothing of {contract.provider}: there is no interaction.",
            "Record the consumer's tests again, or delete the file.",
            "Verifying a pact without interactions passes, but checks nothing.",
            VERIFYING,
        )
    if not contract.specification.startswith("4"):
        yield Finding(
            OLD,
            file,
            None,
            None,
            f"The file follows version {contract.specification} of Pact's specification.",
            "Record it with version 4 (`Pact(…).with_specification('V4')` in pact-python).",
            "Before version 4, a file cannot have HTTP and messages together, test names, or pending interactions.",
            FILE_FORMAT,
        )


def _of_interactions(contract: Contract, file: str) -> list[Finding]:
    """In the order of the interactions, whichever rule found what, so that a person reads them together."""
    found: list[tuple[int, Finding]] = []
    for index, kept in enumerate(contract.interactions):
        interaction = replace(kept)  # a copy: 10,000 interactions, taken apart and kept, would fill the memory
        name = contract.name_of(interaction)
        for rule, judge in INTERACTION_RULES.items():
            found += [(index, _finding(rule, file, name, one)) for one in _first_of_each_list(judge(interaction))]
    together = [replace(kept) for kept in contract.interactions]
    position = {id(interaction): index for index, interaction in enumerate(together)}
    for over_all, compare in CONTRACT_RULES.items():
        for violation in compare(together):
            of = contract.name_of(violation.interaction) if violation.interaction else None
            found.append((position.get(id(violation.interaction), -1), _finding(over_all, file, of, violation)))
    return [finding for _, finding in sorted(found, key=lambda one: one[0])]


def _first_of_each_list(violations: Iterable[Violation]) -> Iterator[Violation]:
    """Of items of one list only the first is a finding: a list of 3,000 examples is one mistake."""
    seen: set[str] = set()
    for violation in violations:
        place = ITEM.sub("[*]", violation.at or "")
        if "[*]" not in place or place not in seen:
            yield violation
        seen.add(place)


def _finding(rule: Rule, file: str, name: str | None, violation: Violation) -> Finding:
    return Finding(rule.id, file, name, violation.at, violation.message, violation.advice, rule.reason, rule.link)
