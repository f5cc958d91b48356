"""Findings as text for people and as JSON for programs."""

import json
from collections.abc import Iterator, Sequence
from itertools import groupby

from pact_harness.checks.context import Context
from pact_harness.checks.finding import Finding
from pact_harness.pactfile.readable_text import counted


def as_text(findings: Sequence[Finding], names: Sequence[str], context: Context) -> str:
    """Findings by file and interaction, then one line that says how much was looked at."""
    lines = [line for file, group in groupby(findings, key=lambda one: one.file) for line in _of_file(file, group)]
    return "\n".join([*lines, _summary(findings, names, context)])


def _of_file(file: str, findings: Iterator[Finding]) -> Iterator[str]:
    yield file
    for interaction, group in groupby(findings, key=lambda one: one.interaction):
        if interaction is not None:
            yield f"  {interaction}"
        for finding in group:
            yield from (f"    {line}" for line in _of_finding(finding))
    yield ""


def _of_finding(finding: Finding) -> Iterator[str]:
    rule = f"[{finding.rule}, warning]" if finding.severity == "warning" else f"[{finding.rule}]"
    yield f"{finding.at}  {rule}" if finding.at else rule
    yield f"  {finding.message}"
    if finding.pointer:
        yield f"  in {finding.pointer}"
    yield f"  {finding.advice}"
    yield f"  why: {finding.reason}" + (f"  {finding.link}" if finding.link else "")


def _summary(findings: Sequence[Finding], names: Sequence[str], context: Context) -> str:
    interactions = sum(len(contract.interactions) for contract in context.contracts)
    errors = sum(finding.severity == "error" for finding in findings)
    warnings = sum(finding.severity == "warning" for finding in findings)
    notes = len(findings) - errors - warnings
    looked = f"{counted(interactions, 'interaction')} in {counted(len(context.files), 'file')}"
    found = [counted(errors, "finding") if errors else "nothing found"]
    found += [counted(number, noun) for number, noun in ((warnings, "warning"), (notes, "note")) if number]
    return f"{', '.join(names)}: {looked}, {', '.join(found)}"


def as_json(findings: Sequence[Finding], names: Sequence[str], context: Context) -> str:
    """``{"checks": [...], "files": n, "interactions": n, "findings": [{rule, file, interaction, at, …}]}``."""
    document = {
        "checks": list(names),
        "files": len(context.files),
        "interactions": sum(len(contract.interactions) for contract in context.contracts),
        "findings": [finding.as_json() for finding in findings],
    }
    return json.dumps(document, indent=2)
