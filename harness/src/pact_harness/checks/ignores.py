"""Ignores: findings that a team accepts, all in one place, each with its reason.

    [tool.pact-harness]
    ignores = [
      { rule = "any-token", where = "a-b.json: a request for a user", reason = "the gateway checks tokens" },
    ]

``where`` is the start of a finding's place: a file, a file and an interaction, or a place in one. An ignore
that nothing needs any more is a finding itself, so that the list does not outlive what it was written for.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pact_harness.checks.finding import Finding
from pact_harness.config import Settings, SettingsError

KEYS = {"rule", "where", "reason"}
REASON = "An entry without a finding would hide a new finding of the same kind."


@dataclass(frozen=True)
class Ignore:
    """One accepted finding: the rule's id, the start of its place, and why it is accepted."""

    rule: str
    where: str
    reason: str

    def covers(self, finding: Finding) -> bool:
        return finding.rule == self.rule and _starts(finding.place, self.where)

    def speaks_of(self, files: Iterable[str]) -> bool:
        """Whether one of these files is the one it names: only then can it be called unused."""
        return any(_starts(self.where, file) for file in files)


def _starts(place: str, where: str) -> bool:
    return place == where or place.startswith(f"{where}: ")


def read_ignores(settings: Settings, rules: Iterable[str]) -> list[Ignore]:
    """The ignores of a project; ``SettingsError`` for one that is wrong or gives no reason."""
    known = set(rules)
    entries = settings.ignore
    return [_ignore(entry, f"{settings.file}: ignore {number}", known) for number, entry in enumerate(entries, 1)]


def _ignore(entry: Any, place: str, known: set[str]) -> Ignore:
    if not isinstance(entry, dict) or set(entry) - KEYS or not all(isinstance(one, str) for one in entry.values()):
        raise SettingsError(f"{place} must have the texts rule, where and reason, and nothing else")
    if not entry.get("reason", "").strip():
        raise SettingsError(f"{place} gives no reason: say why {entry.get('rule', 'it')} can be ignored here")
    if entry.get("rule") not in known:
        raise SettingsError(
            f"{place} names the rule {entry.get('rule')!r}, which is none of: {', '.join(sorted(known))}"
        )
    if not entry.get("where", "").strip():
        raise SettingsError(f"{place} does not say where: give the file, or 'file: interaction'")
    return Ignore(entry["rule"], entry["where"], entry["reason"])


def apply(findings: Sequence[Finding], ignores: Sequence[Ignore], files: Iterable[str], settings: str) -> list[Finding]:
    """The findings that no ignore covers, and one for each ignore of these files that covered nothing."""
    left = [one for one in findings if not any(ignore.covers(one) for ignore in ignores)]
    names = list(files)
    unused = [one for one in ignores if one.speaks_of(names) and not any(one.covers(each) for each in findings)]
    return left + [_unused(ignore, settings) for ignore in unused]


def _unused(ignore: Ignore, settings: str) -> Finding:
    return Finding(
        "unused-ignore",
        settings,
        None,
        None,
        f"{ignore.rule} is ignored at {ignore.where!r}, but there is no such finding.",
        "Delete the entry.",
        REASON,
    )
