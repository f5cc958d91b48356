"""What is remembered between two commands: the lesson under way, its files as they were, and what was achieved.

It is kept in the workbench and not under build/, since `make clean` must not send a reader back to lesson 1.
"""

from pathlib import Path

from pydantic import BaseModel, Field, ValidationError

from lessons.errors import CourseError

NAME = ".course.json"


class Achieved(BaseModel):
    """What the reader did with one lesson; `hints` counts those shown, by step."""

    checks: int = 0
    green: bool = False
    hints: dict[int, int] = Field(default_factory=dict)


class Progress(BaseModel):
    """`current` is the folder's name of the lesson under way, `step` the number of its steps that are green."""

    current: str | None = None
    step: int = 0
    files: dict[str, str] = Field(default_factory=dict)
    lessons: dict[str, Achieved] = Field(default_factory=dict)

    def of(self, slug: str) -> Achieved:
        return self.lessons.setdefault(slug, Achieved())


def read_progress(workbench: Path) -> Progress:
    """What is remembered, or nothing yet. Raises CourseError where the file is damaged."""
    file = workbench / NAME
    try:
        return Progress.model_validate_json(file.read_bytes())
    except FileNotFoundError:
        return Progress()
    except (OSError, ValidationError) as error:
        raise CourseError(
            f"The progress in workbench/{NAME} cannot be read. Delete that file to begin again."
        ) from error


def write_progress(workbench: Path, progress: Progress) -> None:
    """Remember it; a run that is interrupted leaves the old file or the new one, never half of one."""
    workbench.mkdir(exist_ok=True)
    half = workbench / f"{NAME}.new"
    half.write_text(progress.model_dump_json(indent=1), encoding="utf-8")
    half.replace(workbench / NAME)
