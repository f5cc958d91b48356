"""What one process of a recording run keeps until the end."""

from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import pytest

from pact_harness.project import settings_of
from pact_harness.recording.completeness import Notes


@dataclass
class Notebook:
    """Where tests stage, what was noted of them, and what to tell in the end; one a process."""

    staging: Path  # for all processes of the run; `own` is the folder in it of this one
    own: Path
    notes: Notes = field(default_factory=Notes)
    unnoted: bool = False  # workers have contract tests under way, and have not handed in their notes
    lines: list[str] = field(default_factory=list)
    conflict: str = ""


NOTEBOOK = pytest.StashKey[Notebook]()


def open_notebook(config: pytest.Config) -> None:
    """Give *config* its notebook. Each run stages in a folder of its own, so none reads what a killed one left."""
    given = getattr(config, "workerinput", {}).get("recording")  # under xdist the controller says where
    staging = Path(given) if given else config.rootpath / settings_of(config).output / "recording" / uuid4().hex
    config.stash[NOTEBOOK] = Notebook(staging, staging / uuid4().hex)
