"""What is remembered between two commands: the lesson under way, its files as they were, and what was achieved.

It lies in a folder of its own, `.course/`: neither `make clean` nor a reader who deletes workbench/ loses it.
"""

from pydantic import BaseModel, Field, ValidationError

from lessons.course import Course
from lessons.errors import CourseError

NAME = "progress.json"
KEPT = "kept"  # beside it: the edits of lessons that were begun again
BEFORE = {".course.json": NAME, ".kept": KEPT}  # where the workbench had them in earlier versions


class Achieved(BaseModel):
    """What the reader did with one lesson; `hints` counts those shown, by step."""

    checks: int = 0
    green: bool = False
    hints: dict[int, int] = Field(default_factory=dict)


class Progress(BaseModel):
    """`current` is the folder's name of the lesson under way, `step` the number of its steps that are green.

    `passed` are the tests of its next step that passed at the last check.
    """

    current: str | None = None
    step: int = 0
    passed: list[str] = Field(default_factory=list)
    files: dict[str, str] = Field(default_factory=dict)
    lessons: dict[str, Achieved] = Field(default_factory=dict)

    def of(self, slug: str) -> Achieved:
        return self.lessons.setdefault(slug, Achieved())


def read_progress(course: Course) -> Progress:
    """What is remembered, or nothing yet. Raises CourseError where the file is damaged."""
    _bring_over(course)
    file = course.memory / NAME
    try:
        return Progress.model_validate_json(file.read_bytes())
    except FileNotFoundError:
        return Progress()
    except (OSError, ValidationError) as error:
        place = file.relative_to(course.root).as_posix()
        raise CourseError(f"The progress in {place} cannot be read. Delete that file to begin again.") from error


def write_progress(course: Course, progress: Progress) -> None:
    """Remember it; a run that is interrupted leaves the old file or the new one, never half of one."""
    course.memory.mkdir(exist_ok=True)
    half = course.memory / f"{NAME}.new"
    half.write_text(progress.model_dump_json(indent=1), encoding="utf-8")
    half.replace(course.memory / NAME)


def _bring_over(course: Course) -> None:
    """Move what an earlier version remembers in the workbench, unless there is something newer."""
    for before, now in BEFORE.items():
        old, new = course.workbench / before, course.memory / now
        if old.exists() and not new.exists():
            course.memory.mkdir(exist_ok=True)
            old.rename(new)
