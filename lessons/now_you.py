"""The optional exercise of a lesson, "now you": it begins once the lesson is green, and is checked like a lesson.

It is described by now_you.toml in the lesson's folder:

    edit = ["consumer/profile/client.py"]          # all that the reader edits
    hints = ["Which status means that there is no such user?"]
    solution = [{ file = "consumer/profile/client.py", find = "require(200)", with = "require(204)" }]
    # command = ["pytest tests/test_now_you.py"]   # what is run

    [[fails]]                                      # at the start exactly these tests fail, and print this
    test = "test_it_says_why"
    prints = ["said nothing"]

Beside it lie test_now_you.py, which becomes `tests/test_now_you.py` of the workbench, and in now_you/ files that the
exercise brings. Its start is the lesson solved: in the workbench as the reader solved it, for the proof as we did.
"""

from functools import cached_property
from pathlib import Path

from pydantic import Field

from lessons.lesson import Command, Failure, Hint, Lesson, Part, RepositoryPath, Step, read_part
from lessons.readers_way import ReadersEdit

FILE, TEST, FOLDER = "now_you.toml", "test_now_you.py", "now_you"
COMMAND = f"pytest tests/{TEST} -p no:hypothesispytest -p no:anyio"
MARK = "+now-you"  # in the progress, after the lesson's folder


class NowYou(Part):
    """What now_you.toml says."""

    edit: tuple[RepositoryPath, ...] = Field(min_length=1)
    hints: tuple[Hint, ...] = Field(min_length=1)
    solution: tuple[ReadersEdit, ...] = Field(min_length=1)
    fails: tuple[Failure, ...] = Field(min_length=1)
    command: tuple[Command, ...] = (COMMAND,)


class Exercise(Lesson):
    """The exercise after the lesson `of`, as a lesson of one step."""

    of: Lesson
    solution: tuple[ReadersEdit, ...]

    @property
    def key(self) -> str:
        return f"{self.slug}{MARK}"

    @cached_property
    def edit(self) -> frozenset[str]:
        """The reader's solution of the lesson is in the workbench too, and may be improved."""
        return frozenset(self.step[0].edit) | self.of.edit

    def brought(self) -> dict[str, Path]:
        """The files that the exercise adds to the solved lesson, by their paths in the workbench."""
        folder = self.folder / FOLDER
        files = [path for path in sorted(folder.rglob("*")) if path.is_file() and "__pycache__" not in path.parts]
        return {f"tests/{TEST}": self.folder / TEST, **{path.relative_to(folder).as_posix(): path for path in files}}


def has_exercise(lesson: Lesson) -> bool:
    """Whether one comes after the lesson; none comes after an exercise."""
    return not isinstance(lesson, Exercise) and (lesson.folder / FILE).exists()


def read_exercise(lesson: Lesson) -> Exercise | None:
    """The lesson's exercise; None where it has none. Raises CourseError, which names the file and the key."""
    if not has_exercise(lesson):
        return None
    said = read_part(NowYou, lesson.folder, FILE, "an exercise")
    return Exercise(
        folder=lesson.folder,
        title=f"{lesson.title}, now you",
        minutes=lesson.minutes,
        part=lesson.part,
        command=said.command,
        step=(Step(edit=said.edit, fails=said.fails, hints=said.hints),),
        rule=lesson.rule,
        needs=lesson.needs,
        of=lesson,
        solution=said.solution,
    )
