"""What one process of a recording run keeps until the end."""

from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import pytest

from pact_harness.project import settings_of
from pact_harness.recording.completeness import ContractTests


@dataclass
class RecordingSession:
    """Where tests stage, what became of them, and what to tell in the end; one a process."""

    staging: Path  # for all processes of the run; `own` is the folder in it of this one
    own: Path
    tests: ContractTests = field(default_factory=ContractTests)
    unreported: bool = False  # workers have contract tests under way, and have not reported them
    finished: bool = False
    lines: list[str] = field(default_factory=list)
    conflict: str = ""
    changed: list[str] = field(default_factory=list)  # the providers whose contracts were written
    unverified: str = ""  # why what was written is not verified yet


RECORDING = pytest.StashKey[RecordingSession]()
NAME = pytest.StashKey[str]()  # of a contract test: its node id as it was collected (xdist's loadgroup adds to it)


def open_recording(config: pytest.Config) -> None:
    """Give *config* its recording session. Each stages in a folder of its own: none reads what a killed one left."""
    given = getattr(config, "workerinput", {}).get("recording")  # under xdist the controller says where
    staging = Path(given) if given else config.rootpath / settings_of(config).output / "recording" / uuid4().hex
    config.stash[RECORDING] = RecordingSession(staging, staging / uuid4().hex)
