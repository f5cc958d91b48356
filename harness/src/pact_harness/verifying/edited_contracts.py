"""Contracts that may have been edited by hand. Looked at only where a provider has failed: it may be innocent."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from pact_harness.git import git
from pact_harness.pactfile.writer import file_name, is_as_written
from pact_harness.project import python_m, shown, verified_folder
from pact_harness.recording.session import RECORDING
from pact_harness.recording.writing import is_ours
from pact_harness.results.verification_result import VerificationResult

NOT_AS_WRITTEN = "{} is not as recording writes it. Was it edited by hand? To compare it with what the tests record: {}"
NOT_AS_COMMITTED = (
    "{} differs from the last commit. If no recording did that, it was edited by hand. "
    "To compare it with what the tests record: {}"
)


def about_edits(failed: Iterable[VerificationResult], config: pytest.Config) -> Iterator[str]:
    """A line for each contract of a *failed* result that this project records, and that is not as it was recorded."""
    if config.getoption("pact_broker"):
        return
    changed = config.stash[RECORDING].changed
    pairs = dict.fromkeys((one.consumer, one.provider) for one in failed if one.provider not in changed)
    for consumer, provider in pairs:
        path = verified_folder(config, provider) / file_name(consumer, provider)
        if path.is_file() and is_ours(path, config) and (sentence := _sentence(path)):
            yield sentence.format(shown(path, config), python_m(config, "pact_harness", "check", "drift"))


def _sentence(path: Path) -> str:
    if not is_as_written(path.read_bytes().decode(errors="replace")):
        return NOT_AS_WRITTEN
    return NOT_AS_COMMITTED if git(path.parent, "diff", "--name-only", "HEAD", "--", path.name) else ""
