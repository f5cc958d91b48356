"""Who moved: did the consumer change without recording, or was the file edited by hand?

Two things betray a hand. The form: recording writes one text for what it says, and editors another. And git: where an
earlier version of the file has what the tests record, the consumer has not moved, and the file has. A commit that
changed the file along with its test, or a test that was changed since, speaks for the consumer. What is left open: a
team that commits contracts apart from tests, and takes a change of its client (not of a test) back without recording.
"""

from dataclasses import dataclass
from pathlib import Path

from pact_harness.git import git
from pact_harness.pactfile.contract import Identity, Interaction, PactFileError, parse_contract
from pact_harness.pactfile.writer import is_as_written

DEPTH = 20  # versions of the file to look at
RECORD = "Run {command}, and review what it writes."
UNDO = "Run {command}. It undoes the edit. If the edit was intended, make it in the consumer's test."


@dataclass(frozen=True)
class Origin:
    """Who moved, in a sentence, and what to do about it."""

    words: str
    advice: str


EDITED_FORM = Origin("The file was edited by hand: it does not have the form that recording writes.", UNDO)
EDITED_NOW = Origin("The file was edited by hand: the last commit has what the tests record.", UNDO)
CONSUMER = Origin("The consumer has changed, and its contract was not recorded again.", RECORD)
UNKNOWN = Origin("Without git, the check cannot know whether the consumer or the file changed.", RECORD)


def find_origin(path: Path, text: str, committed: Interaction | None, recorded: Interaction | None) -> Origin:
    """Who moved an interaction that the file, whose text is *text*, has otherwise than the tests record it; None for
    *committed* where the file does not have it, for *recorded* where no test records it any more."""
    if not is_as_written(text):
        return EDITED_FORM
    commits = _lines(path, "log", f"-{DEPTH}", "--format=%h", "--", path.name)
    if not commits:
        return UNKNOWN
    given = [one for one in (recorded, committed) if one]
    departed: str | None = None  # the commit that left what the tests record; None for the working tree
    for commit in commits:
        earlier = _version(path, commit).get(given[0].identity)
        if (earlier and earlier.raw) == (recorded and recorded.raw):
            return _by(path, departed, {one.test.split("::")[0] for one in given if one.test})
        departed = commit
    return CONSUMER


def _version(path: Path, commit: str) -> dict[Identity, Interaction]:
    """The interactions of the file in a commit; none where it was no contract."""
    try:
        contract = parse_contract((git(path.parent, "show", f"{commit}:./{path.name}") or b"").decode(), path)
    except (PactFileError, UnicodeDecodeError):
        return {}
    return {one.identity: one for one in contract.interactions}


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
    return (git(path.parent, *arguments) or b"").decode(errors="replace").splitlines()
