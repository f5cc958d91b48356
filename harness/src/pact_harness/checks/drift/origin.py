"""Who moved: did the consumer change without recording, or was the file edited by hand?

Two things betray a hand. The form: recording writes one text for what it says, and editors another. And git: where an
earlier version of the file has what the tests record, the consumer has not moved, and the file has. A commit that
changed the file along with its test, or a test that was changed since, speaks for the consumer. What is left open: a
team that commits contracts apart from tests, and takes a change of its client (not of a test) back without recording.
"""

import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pact_harness.checks.drift.version import Version
from pact_harness.recording.contracts import recorded_by

DEPTH = 20  # versions of the file to look at
RECORD = "Run {command}, and review what it writes."
UNDO = "Run {command}, which undoes the edit; if it was meant, make it in the consumer's test."


@dataclass(frozen=True)
class Origin:
    """Who moved, in a sentence, and what to do about it."""

    words: str
    advice: str


EDITED_FORM = Origin("The file was edited by hand: it is not written as recording writes it.", UNDO)
EDITED_NOW = Origin("The file was edited by hand: the last commit has what the tests record.", UNDO)
CONSUMER = Origin("The consumer has changed, and has not been recorded since.", RECORD)
UNKNOWN = Origin("Whether the consumer or the file was changed cannot be told without git.", RECORD)


def find_origin(path: Path, committed: Version, description: str, recorded: Any) -> Origin:
    """Who moved an interaction that the file has otherwise than *recorded*; None is what no test records any more."""
    if not committed.is_as_written:
        return EDITED_FORM
    commits = _lines(path, "log", f"-{DEPTH}", "--format=%h", "--", path.name)
    if not commits:
        return UNKNOWN
    tests = {recorded_by(each) for each in (recorded, committed.interactions.get(description)) if each}
    departed: str | None = None  # the commit that left what the tests record; None for the working tree
    for commit in commits:
        text = _git(path, "show", f"{commit}:./{path.name}")
        if Version(text or "").interactions.get(description) == recorded:
            return _by(path, departed, {test.split("::")[0] for test in tests})
        departed = commit
    return CONSUMER


def _by(path: Path, departed: str | None, test_files: set[str]) -> Origin:
    if departed is None:
        return EDITED_NOW
    touched = _lines(path, "show", "--format=", "--name-only", departed)
    alone = all(Path(name).suffix == ".json" for name in touched)
    since = set(_lines(path, "diff", "--name-only", departed, "--"))
    if not alone or any(name.endswith(test) for name in since for test in test_files):
        return CONSUMER
    return Origin(f"The file was edited by hand: commit {departed} changed it, and no test.", UNDO)


def _lines(path: Path, *arguments: str) -> list[str]:
    return (_git(path, *arguments) or "").splitlines()


def _git(path: Path, *arguments: str) -> str | None:
    """What git prints in the file's folder, or None where it refuses or is not there."""
    try:
        done = subprocess.run(  # noqa: S603 - no shell, and no argument that a file could choose but its own name
            ["git", *arguments],  # noqa: S607 - whichever git the user has
            cwd=path.parent,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None
