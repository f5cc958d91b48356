"""Lint: Pact's recommendations as rules; each says what it found, what to do, why, and where Pact says so."""

import re
from collections.abc import Iterable, Iterator

from pact_harness.checks.context import Context
from pact_harness.checks.finding import Finding
from pact_harness.checks.lint import (  # noqa: F401  (importing a module registers its rules)
    answers,
    identity,
    names,
    requests,
    sensitive,
    states,
    strictness,
    unreadable_rules,
)
from pact_harness.checks.lint.rule import CONTRACT_RULES, PROMISE_RULES, Fault, Rule, rules
from pact_harness.checks.promise import Promise
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
        findings += _of_promises(contract, context.shown(contract.path))
    return findings


def _unreadable(context: Context, error: PactFileError) -> Finding:
    return Finding(
        NOT_A_PACT,
        context.shown(error.path),
        None,
        None,
        f"The file {error.problem}",
        error.advice,
        "Pact's verifier reads every file of a folder, and fails on one that is no pact.",
        FILE_FORMAT,
    )


def _of_file(contract: Contract, file: str) -> Iterator[Finding]:
    if not contract.interactions:
        yield Finding(
            EMPTY,
            file,
            None,
            None,
            f"{contract.consumer} promises itself nothing of {contract.provider}: there is no interaction.",
            "Record the consumer's tests again, or delete the file.",
            "Verifying a pact without interactions succeeds and has checked nothing.",
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
            "Before version 4 there is no mixing of HTTP and messages, no test names, no pending interactions.",
            FILE_FORMAT,
        )


def _of_promises(contract: Contract, file: str) -> list[Finding]:
    """In the order of the interactions, whichever rule found what, so that a person reads them together."""
    found: list[tuple[int, Finding]] = []
    for index, promise in enumerate(_promises(contract)):
        for rule, judge in PROMISE_RULES.items():
            found += [(index, _finding(rule, file, promise, fault)) for fault in _one_a_place(judge(promise))]
    together = list(_promises(contract))
    position = {id(promise): index for index, promise in enumerate(together)}
    for over_all, compare in CONTRACT_RULES.items():
        for fault in compare(together):
            found.append((position.get(id(fault.promise), -1), _finding(over_all, file, fault.promise, fault)))
    return [finding for _, finding in sorted(found, key=lambda one: one[0])]


def _one_a_place(faults: Iterable[Fault]) -> Iterator[Fault]:
    """The faults, but of items of one list only the first: a list of 3,000 examples is one mistake."""
    seen: set[str] = set()
    for fault in faults:
        place = ITEM.sub("[*]", fault.at or "")
        if "[*]" not in place or place not in seen:
            yield fault
        seen.add(place)


def _promises(contract: Contract) -> Iterator[Promise]:
    """Made anew each time: a file of 10,000 interactions, taken apart, would fill the memory at once."""
    return (Promise(contract, interaction) for interaction in contract.interactions)


def _finding(rule: Rule, file: str, promise: Promise | None, fault: Fault) -> Finding:
    name = promise.name if promise else None
    return Finding(rule.id, file, name, fault.at, fault.message, fault.advice, rule.reason, rule.link)
