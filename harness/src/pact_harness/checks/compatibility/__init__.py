"""Compatibility: which changes of the contracts ask more of the provider, which less, which neither.

More means that a provider which passed before may fail now, so it must be looked at before
the consumer is released; less or neither means that it cannot. Where that cannot be told, it is called more.
"""

from collections.abc import Mapping
from pathlib import Path

from pact_harness.checks.compatibility.versions import VersionError, version
from pact_harness.checks.context import Context
from pact_harness.checks.finding import Finding
from pact_harness.pactfile.change import Change, Effect
from pact_harness.pactfile.contract import PactFileError, read_contracts
from pact_harness.pactfile.contract_diff import compare
from pact_harness.results.masking import Masking

NOTES: Mapping[Effect, tuple[str, str]] = {
    "more": ("asks-more", "Let the provider verify it before the consumer is released."),
    "less": ("asks-less", "Nothing to do: a provider that passed before passes now."),
    "neither": ("asks-the-same", "Nothing to do."),
}
NOT_COMPARED = "not-compared"
REASON = "Release the consumer after its provider fulfils the contract."


def check(context: Context) -> list[Finding]:
    """The changes of the folders looked at since ``context.against``, as notes: a change is no error.

    Where nothing could be compared, a note says so, and why: no change is told only where there is none.
    """
    if not all(path.is_dir() for path in context.paths):
        return [_not_compared(context, "only whole folders can be compared")]
    if context.unreadable:
        return [_not_compared(context, f"{context.unreadable[0].path.name} cannot be read (lint says why)")]
    masking = Masking(context.settings.masked_headers)
    try:
        changes = [one for path in context.paths for one in compare_versions(context.against or "HEAD", path, masking)]
    except (VersionError, PactFileError):
        if context.against:
            raise
        return [_not_compared(context, "git has no earlier version of the folder")]
    return [_note(change) for change in changes]


def _note(change: Change) -> Finding:
    rule, advice = NOTES[change.effect]
    file = f"{change.consumer} of {change.provider}"
    text = f"{change.text[:1].upper()}{change.text[1:]}."
    return Finding(rule, file, change.interaction, change.at, text, advice, REASON, severity="note")


def _not_compared(context: Context, why: str) -> Finding:
    text, advice = f"Not compared: {why}.", "Name what to compare it with: --against FOLDER, or a git revision."
    if not context.paths[0].is_dir() or context.unreadable:
        advice = "Name only the folder, or repair the file."
    file = context.shown(context.paths[0])
    return Finding(NOT_COMPARED, file, None, None, text, advice, REASON, severity="note")


def compare_versions(before: str, after: Path, masking: Masking | None = None) -> list[Change]:
    """Changes from a folder or git revision to a folder, as they may be shown. ``VersionError``, or ``PactFileError``
    for a file."""
    with version(before, after) as folder:
        changes = compare(read_contracts(folder), read_contracts(after))
    return [(masking or Masking()).change(one) for one in changes]
