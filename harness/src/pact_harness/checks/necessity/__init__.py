"""Necessity: would any test of the consumer fail if the provider sent less than its contract asks for?

This is mutation testing: each status, header, piece of metadata and leaf of a body is left out once, and once given
another value, while the consumer's own tests run. A mutation that survives them shows a part of the contract that no
test needs. The reverse too: a field that a test notices and no contract asks for (undeclared.py says what of that can
be decided).
"""

import importlib.util
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Literal

from pact_harness.checks.context import Context
from pact_harness.checks.finding import Finding
from pact_harness.checks.necessity.mutation_session import CONTENT_TYPE, Answered, MutationResult, read_results
from pact_harness.checks.rerun import NotRecordedError, is_recorded_here, recorded_elsewhere, run_tests, scratch, told
from pact_harness.pactfile.json_diff import words
from pact_harness.pactfile.writer import file_name

RULE_IDS = {"survives-removal", "survives-change", "reads-undeclared-field", "rejects-added-fields", "not-tried"}
PAGE = "https://docs.pact.io/consumer"
# A destructor that complains late would fail the next run of a test, for what the last one was given.
LATE = ("-pno:unraisableexception", "-pno:threadexception")
UNNEEDED = "The provider must fulfil it, although no consumer needs it."
UNKNOWN = "No contract asks for it. So the provider may remove it, and no verification will fail."
Severity = Literal["error", "note"]
Sentence = Callable[[MutationResult], tuple[str, str]]


def check(context: Context) -> list[Finding]:
    """Mutations that survive all tests, and fields that a test notices though no contract asks for them."""
    if not is_recorded_here(context):
        return [recorded_elsewhere("necessity")]
    try:
        results = _study(context)
    except NotRecordedError as error:
        return [error.finding()]
    files = {path.name: context.shown(path) for path in context.files}
    found = [_finding(result, files[file_name(result.consumer, result.provider)]) for result in results]
    return sorted(found, key=lambda one: (one.file, one.interaction or ""))


def _study(context: Context) -> list[MutationResult]:
    named = context.settings.openapi
    openapi = [f"--rerun-openapi={context.settings.existing_file('openapi', named)}"] if named else []
    alone = ["-n0"] if importlib.util.find_spec("xdist") else []
    options = ["-p", "pact_harness.checks.necessity.plugin", *LATE, *alone, *openapi]
    with scratch(context) as folder, _bar() as bar:
        options += [f"--rerun-bar={descriptor}" for descriptor in bar]
        output = run_tests(context.root, folder, *options, passing=bar).stdout
        found = read_results(folder)
    if found is None:
        raise NotRecordedError(told(output))
    results, failing, runs = found
    if failing or not runs:
        told_here = [f"{test}: {why}" for test, why in failing.items()]
        raise NotRecordedError("\n".join(told_here) or "none of them records any of these files")
    return results


@contextmanager
def _bar() -> Iterator[list[int]]:
    """A descriptor on which to draw a progress bar, if there is a terminal, and a system that can hand one on."""
    if os.name != "posix" or not sys.stderr.isatty():
        yield []
        return
    descriptor = os.dup(sys.stderr.fileno())
    try:
        yield [descriptor]
    finally:
        os.close(descriptor)


def _finding(result: MutationResult, file: str) -> Finding:
    rule, sentence, reason = RULES[result.answered]
    message, advice = sentence(result)
    severity: Severity = "note" if result.answered in ("rejects-added", "not-tried") else "error"
    return Finding(rule, file, result.interaction, result.at, message, advice, reason, PAGE, severity)


def _survived_removal(result: MutationResult) -> tuple[str, str]:
    asks = f"{result.consumer} asks for {result.at} in {result.interaction!r}"
    if result.at == "the status":
        return f"{asks}, but no test of it fails with the opposite one.", "Let the client look at the status."
    if result.at == CONTENT_TYPE:
        return (
            f"{asks}, but no test of it fails without it.",
            "Check it in the client, or remove it: the media type of a body belongs in with_body(…).",
        )
    return f"{asks}, but no test of it fails without it.", "Remove it from the contract, or read it in the client."


def _survived_change(result: MutationResult) -> tuple[str, str]:
    asks = f"{result.consumer} asks for {result.at} in {result.interaction!r}"
    message = f"{asks}, but no test of it fails when it is {words(result.value)} instead."
    return message, "Remove it from the contract, or check in the test what the client makes of it."


def _reads_undeclared(result: MutationResult) -> tuple[str, str]:
    message = (
        f"{result.consumer} reads {result.at} in {result.interaction!r}, which its contract does not ask for: "
        f"a test fails when it is {words(result.value)}."
    )
    return message, "Expect it in the contract, or do not read it in the client."


def _rejects_added(result: MutationResult) -> tuple[str, str]:
    message = (
        f"A test of {result.interaction!r} fails when any field is added, "
        "so the check cannot know which fields the client reads."
    )
    return message, "Let the client and the test ignore unknown fields, because providers may add some."


def _not_tried(_: MutationResult) -> tuple[str, str]:
    message = "A message with a reply: pact-python gives the consumer's test no reply, so none could be mutated."
    return message, "Nothing to do."


RULES: Mapping[Answered, tuple[str, Sentence, str]] = {
    "survived-removal": ("survives-removal", _survived_removal, UNNEEDED),
    "survived-change": ("survives-change", _survived_change, UNNEEDED),
    "reads-undeclared": ("reads-undeclared-field", _reads_undeclared, UNKNOWN),
    "rejects-added": ("rejects-added-fields", _rejects_added, "An added field breaks no contract."),
    "not-tried": ("not-tried", _not_tried, UNNEEDED),
}
