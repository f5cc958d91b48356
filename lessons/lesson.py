"""One lesson, as its lesson.toml describes it.

    title = "Mocks lie"
    minutes = 20
    part = "core"                                   # core, team or further
    command = ["pytest tests/test_lesson.py"]       # each in the workbench, in this order
    edit = ["consumer/profile/client.py"]           # all that the reader edits
    changes = ["client-asks-for-user"]              # ids from tests/changes/: they make the start
    hints = ["Which path does the provider serve?"] # or { says = "…", questions = [3] }, or with tests = ["test_it"]:
                                                    # left out once these questions or tests of the step are right
    # needs = "PACT_BROKER_BASE_URL"                # a variable that names a service the lesson needs

    [[fails]]                                       # at the start exactly these tests fail, and print this
    test = "tests/test_lesson.py::test_the_provider_keeps_the_promise"
    prints = ["expected 200 but was 404"]

    [[further]]                                     # a state on the way from start to green, as often as there is one
    done = "The client asks for the right path now."
    next = "Fix the contract tests that still ask for the old path."
    fails = [{ test = "test_get_user", prints = ["Missing request"] }]

    [rule]
    says = "A mock proves nothing about the provider until the provider replays it."
    page = "https://docs.pact.io/…"

A state of `[[further]]` is there where all of its `fails` are red, and no other test but those of `also`, each with its
words (tests of later steps are left alone). How a reader gets there, and gets it wrong, stands in proofs.toml.

A lesson whose steps are edited in order puts `edit`, `changes`, `hints`, `fails` and `further` into one `[[step]]`
(with a `title`) for each. The start has the changes of every step, made from the last to the first, so that after a
step only the later ones' are left.
"""

import tomllib
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from lessons.errors import CourseError

STEP_KEYS = ("edit", "changes", "fails", "further", "hints")
FIRST_PAGE = "https://docs.pact.io/"


def _inside(path: str) -> str:
    parts = PurePosixPath(path).parts
    if not parts or ".." in parts or path.startswith("/") or "\\" in path or ":" in path:
        raise ValueError("expected a path inside the repository, with '/' between its parts")
    return path


def _pytest(command: str) -> str:
    if command.split()[:1] != ["pytest"]:
        raise ValueError("expected a command that begins with pytest, since outcomes are read from its JUnit XML")
    return command


def _pact_page(address: str) -> str:
    if not address.startswith(FIRST_PAGE):
        raise ValueError(f"expected a page of Pact's documentation, {FIRST_PAGE}…")
    return address


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
RepositoryPath = Annotated[str, AfterValidator(_inside)]
Command = Annotated[str, AfterValidator(_pytest)]


class Part(BaseModel):
    """Whatever is written in lesson.toml: nothing unknown, nothing changed later."""

    model_config = ConfigDict(frozen=True, extra="forbid")


P = TypeVar("P", bound=Part)


class Failure(Part):
    """A test that must fail at the start (a node id, or the end of one after `::`), and what it must print."""

    test: Text
    prints: tuple[Text, ...] = Field(min_length=1)


class Further(Part):
    """A state on the reader's way: what is done, what is next, which tests are red in it, and which may be as well."""

    done: Text
    next: Text
    fails: tuple[Failure, ...] = Field(min_length=1)
    also: tuple[Failure, ...] = ()


class Hint(Part):
    """A hint, and the questions (by number) or the tests that it is for: it is not shown once they are right."""

    says: Text
    questions: tuple[int, ...] = ()
    tests: tuple[Text, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _only_text(cls, hint: Any) -> Any:
        return {"says": hint} if isinstance(hint, str) else hint


class Step(Part):
    """What the reader edits, and which tests that turns from red to green."""

    title: str = ""
    edit: tuple[RepositoryPath, ...] = Field(min_length=1)
    changes: tuple[Text, ...] = ()
    fails: tuple[Failure, ...] = Field(min_length=1)
    further: tuple[Further, ...] = ()
    hints: tuple[Hint, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _hints_are_for_its_tests(self) -> Self:
        named = {failure.test for failure in self.fails}
        if unknown := sorted({test for hint in self.hints for test in hint.tests} - named):
            raise ValueError(f"a hint is for {unknown[0]}, which is not among the step's fails")
        return self


class Rule(Part):
    """The recommendation that the lesson teaches, and its page of Pact's documentation."""

    says: Text
    page: Annotated[str, AfterValidator(_pact_page)]


class Lesson(Part):
    """A lesson and the folder it lies in; a lesson without `[[step]]` has a single one, without a title."""

    folder: Path
    title: Text
    minutes: int = Field(gt=0, le=90, strict=True)
    part: Literal["core", "team", "further"]
    command: tuple[Command, ...] = Field(min_length=1)
    step: tuple[Step, ...] = Field(min_length=1)
    rule: Rule
    needs: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _single_step(cls, table: dict[str, Any]) -> dict[str, Any]:
        single = {key: table[key] for key in STEP_KEYS if key in table}
        if "step" not in table:
            rest = {key: value for key, value in table.items() if key not in single}
            return {**rest, "step": [single]}
        if single:
            raise ValueError(f"beside [[step]] there is no place for {', '.join(single)}: put it into a step")
        return table

    @property
    def slug(self) -> str:
        return self.folder.name

    @property
    def key(self) -> str:
        """What the progress is kept under."""
        return self.slug

    @property
    def number(self) -> str:
        return label(self.slug)

    @property
    def text(self) -> str:
        """Its README.md. Raises CourseError, which names the file."""
        try:
            return (self.folder / "README.md").read_text(encoding="utf-8")
        except OSError as error:
            raise CourseError(f"lessons/{self.slug}/README.md cannot be read: {error.strerror}") from error

    @cached_property
    def edit(self) -> frozenset[str]:
        """Every file that the reader edits, in any step."""
        return frozenset(path for step in self.step for path in step.edit)


def label(slug: str) -> str:
    """The number that a reader types for the lesson in the folder *slug*: "7" for `07-…`, "7b" for `07b-…`."""
    number = slug.partition("-")[0]
    return number.removeprefix("0") or number


def read_lesson(folder: Path) -> Lesson:
    """The lesson of a folder `NN-slug`. Raises CourseError, which names the file and the key."""
    return read_part(Lesson, folder, "lesson.toml", "a lesson", folder=folder)


def read_part(kind: type[P], folder: Path, file: str, what: str, /, **more: Any) -> P:
    """The *file* of a lesson's folder as a *kind*. Raises CourseError, which names the file and the key."""
    name = f"lessons/{folder.name}/{file}"
    try:
        return kind.model_validate({**more, **tomllib.loads((folder / file).read_text(encoding="utf-8"))})
    except OSError as error:
        raise CourseError(f"{name} cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CourseError(f"{name} is not TOML: {error}") from error
    except ValidationError as error:
        faults = "\n".join(f"  {_key(one['loc'])}: {one['msg']}" for one in error.errors())
        raise CourseError(f"{name} does not describe {what}:\n{faults}") from error


def _key(place: tuple[int | str, ...]) -> str:
    """`('step', 0, 'hints', 1)` as an author knows it: `hints, number 2`."""
    if place[:2] == ("step", 0) and len(place) > 2:
        place = place[2:]
    words = [f"number {part + 1}" if isinstance(part, int) else part for part in place]
    return ", ".join(words) or "lesson"
