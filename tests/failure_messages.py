"""The failure messages of lesson 9: the name of a test, and its message after a change of the catalogue.

`python -m tests.failure_messages` writes them again. tests/repository/test_failure_messages.py compares them.
"""

import tomllib
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from lessons.changes import read_changes
from lessons.crash import EARLIER
from tests.project_copy import ProjectCopy

ROOT = Path(__file__).parent.parent
LESSON = ROOT / "lessons" / "09-red-on-monday"
CHANGES = ROOT / "tests" / "changes"
QUIET = ("-q", "--no-header")


@dataclass(frozen=True)
class Question:
    """A failure message by its number: the change that causes it, and the test that fails with it."""

    id: str
    change: str
    test: str

    @property
    def file(self) -> Path:
        return LESSON / "files" / "messages" / f"{self.id}.txt"


def read_questions() -> list[Question]:
    tables = tomllib.loads((LESSON / "key.toml").read_text(encoding="utf-8"))["question"]
    return [Question(table["id"], table["change"], table["test"]) for table in tables]


def failure_message(question: Question, project: ProjectCopy) -> str:
    """The message of the test after the change, made in *project*, where contracts are recorded first.

    Raises AssertionError where the test does not fail.
    """
    project.make({change.id: change for change in read_changes(CHANGES)}[question.change])
    project.pytest(*QUIET, *sorted(str(path) for path in project.folder.glob("tests/consumer/*/test_*_contract.py")))
    report = project.folder / "junit.xml"
    printed = project.pytest(*QUIET, f"--junitxml={report}", question.test).output
    failures = list(ET.parse(report).iter("failure"))  # noqa: S314 - pytest wrote it just now
    assert len(failures) == 1, printed
    message, whole = failures[0].attrib["message"], failures[0].text or ""
    said = (whole if "full report in element text" in message else message).replace(f"{project.folder}/", "")
    said = said.partition(EARLIER)[0]  # the client's own exception names the mock server's port, another each time
    return f"{question.test}\n\n{said.strip()}\n"


def main() -> None:
    with TemporaryDirectory() as folder:
        project = ProjectCopy(Path(folder))
        for question in read_questions():
            project.renew()
            question.file.write_text(failure_message(question, project), encoding="utf-8", newline="\n")
        project.close()


if __name__ == "__main__":
    main()
