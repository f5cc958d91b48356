"""How readers go through a lesson, as its proofs.toml describes it; `lessons verify` proves each of them.

    [[text_only]]                # one for each step: just what the text and all hints say, and the step is green
    edits = [{ file = "consumer/profile/client.py", find = '"user"', with = '"users"' }]

    [[state]]                    # a state on the way: the check says "one step further", and prints these words
    step = 2
    edits = [{ file = "consumer/profile/client.py", find = '"user"', with = '"users"' }]
    prints = ["The client asks for the right path now."]

    [[attempt]]                  # what readers really get wrong, two or more: the check is red, and prints these words
    says = "Asks for /v1/users, as another service does."
    edits = [{ file = "consumer/profile/client.py", find = '"user"', with = '"v1", "users"' }]
    prints = ["Missing request: GET /users/1"]

Edits are made to the start of the step, `step = 1` if it is left out. `find` occurs exactly once in its file; without
`find`, the file is written, or written over. `prints` are words of what `make check` says.
Each `[[step.further]]` of lesson.toml is reached by a `[[state]]`.
"""

from pathlib import Path

from pydantic import Field

from lessons.changes import Edit
from lessons.lesson import Lesson, Part, RepositoryPath, Text, read_part

FILE = "proofs.toml"


class ReadersEdit(Part):
    """One replacement in a file, or without `find` its whole text."""

    file: RepositoryPath
    find: str | None = Field(default=None, min_length=1)
    replacement: str = Field(alias="with")

    def apply(self, root: Path) -> None:
        """Make the edit below *root*. Raises ChangeError where `find` is not there once."""
        file = root / self.file
        text = self.replacement if self.find is None else self._replaced(root)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")

    def _replaced(self, root: Path) -> str:
        return Edit(self.file, self.find or "", self.replacement).applied(root)


class Way(Part):
    """Edits to the start of a step."""

    step: int = Field(default=1, ge=1, strict=True)
    edits: tuple[ReadersEdit, ...] = Field(min_length=1)

    def apply(self, root: Path) -> None:
        for edit in self.edits:
            edit.apply(root)


class TextOnly(Way):
    """A solution of the step from nothing but the text and its hints."""


class State(Way):
    """Edits that lead one step further."""

    prints: tuple[Text, ...] = Field(min_length=1)


class Attempt(State):
    """Edits that are wrong, and in what way."""

    says: Text


class ReadersWay(Part):
    """Everything of a proofs.toml."""

    text_only: tuple[TextOnly, ...] = Field(min_length=1)
    state: tuple[State, ...] = ()
    attempt: tuple[Attempt, ...] = Field(min_length=2)


def read_readers_way(lesson: Lesson) -> ReadersWay:
    """What the lesson's proofs.toml says. Raises CourseError, which names the file and the key."""
    return read_part(ReadersWay, lesson.folder, FILE, "a reader's way")
