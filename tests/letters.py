"""The failure letters of lesson 9: the name of a test, and what it says to a change of the catalogue.

`python -m tests.letters` makes them anew; test_letters.py holds them true.
"""

import shutil
import subprocess
import sys
import tomllib
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from lessons.changes import read_changes

ROOT = Path(__file__).parent.parent
LESSON = ROOT / "lessons" / "09-red-on-monday"
CHANGES = ROOT / "tests" / "changes"
QUIET = ("-q", "--no-header", "-p", "no:hypothesispytest", "-p", "no:anyio", "-p", "no:cacheprovider")


@dataclass(frozen=True)
class Question:
    """A letter by its number: the change that causes it, and the test that says it."""

    id: str
    change: str
    test: str

    @property
    def file(self) -> Path:
        return LESSON / "files" / "letters" / f"{self.id}.txt"


def read_questions() -> list[Question]:
    tables = tomllib.loads((LESSON / "key.toml").read_text(encoding="utf-8"))["question"]
    return [Question(table["id"], table["change"], table["test"]) for table in tables]


def letter(question: Question, project: Path) -> str:
    """What the test says to the change, made in the folder *project*: a copy, where contracts are recorded first.

    Raises AssertionError where the test does not fail.
    """
    for name in ("consumer", "provider", "contracts", "tests"):
        shutil.copytree(ROOT / name, project / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml",):
        shutil.copy(ROOT / name, project)
    {change.id: change for change in read_changes(CHANGES)}[question.change].apply(project)
    _pytest(project, *sorted(str(path) for path in project.glob("tests/consumer/*/test_*_contract.py")))
    report = project / "junit.xml"
    printed = _pytest(project, f"--junitxml={report}", question.test)
    failures = list(ET.parse(report).iter("failure"))  # noqa: S314 - pytest wrote it just now
    assert len(failures) == 1, printed
    message, whole = failures[0].attrib["message"], failures[0].text or ""
    said = (whole if "full report in element text" in message else message).replace(f"{project}/", "")
    return f"{question.test}\n\n{said.strip()}\n"


def _pytest(project: Path, *arguments: str) -> str:
    command = [sys.executable, "-m", "pytest", *QUIET, *arguments]
    ran = subprocess.run(command, cwd=project, capture_output=True, text=True, timeout=120, check=False)  # noqa: S603
    return ran.stdout + ran.stderr


def main() -> None:
    for question in read_questions():
        with TemporaryDirectory() as folder:
            question.file.write_text(letter(question, Path(folder).resolve()), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
