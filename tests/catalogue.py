"""The change catalogue: lesson 10's key, the verdicts that a run really gives, and the table that shows them.

`python -m tests.catalogue` writes the table into the lesson's text; test_catalogue.py holds key and table true.
"""

import re
import tomllib
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from lessons.changes import read_changes
from tests.project_copy import ProjectCopy

ROOT = Path(__file__).parent.parent
LESSON = ROOT / "lessons" / "10-will-it-break"
CHANGES = ROOT / "tests" / "changes"
CONTRACT_TESTS = {
    "tests/consumer/profile/test_profile_contract.py": "profile-client",
    "tests/consumer/profile/test_admin_contract.py": "profile-client",
    "tests/consumer/newsletter/test_newsletter_contract.py": "newsletter",
}
CONSUMERS = tuple(dict.fromkeys(CONTRACT_TESTS.values()))
VERIFICATION = "tests/provider/test_contract.py"
PLACE = re.compile(r"(?<=<!-- catalogue -->\n).*(?=<!-- end of the catalogue -->\n)", re.DOTALL)


@dataclass(frozen=True)
class Entry:
    """A change of tests/changes/, what kind it is, and for each consumer: green, tests or verification."""

    id: str
    kind: str
    verdicts: Mapping[str, str]


def read_catalogue() -> list[Entry]:
    """The catalogue in its order, by whose numbers the lesson calls its entries."""
    tables = tomllib.loads((LESSON / "key.toml").read_text(encoding="utf-8"))["change"]
    return [
        Entry(table["id"], table["kind"], {consumer: table[consumer]["answer"] for consumer in CONSUMERS})
        for table in tables
    ]


def verdicts(project: ProjectCopy) -> dict[str, str]:
    """What the consumers' tests, which record, and then the verification say in *project*."""
    red: dict[str, str] = {}
    for name in _failed(project, *CONTRACT_TESTS):
        red[CONTRACT_TESTS[name.partition("::")[0]]] = "tests"
    for name in _failed(project, VERIFICATION):
        red.setdefault(name.partition("[")[2].partition(": ")[0], "verification")
    return {**dict.fromkeys(CONSUMERS, "green"), **red}


def _failed(project: ProjectCopy, *tests: str) -> Iterator[str]:
    """The node ids that fail. Raises AssertionError where one errs, none ran, or pytest ended for another reason."""
    report = project.folder / "junit.xml"
    ran = project.pytest("-q", "-o", "junit_family=xunit1", f"--junitxml={report}", *tests)
    assert ran.code in {0, 1}, ran.output
    cases = list(ET.parse(report).iter("testcase"))  # noqa: S314 - pytest wrote it just now
    failed = [case for case in cases if case.find("failure") is not None]
    assert cases, ran.output
    assert all(case.find("error") is None and case.find("skipped") is None for case in cases), ran.output
    assert bool(failed) == bool(ran.code), ran.output
    report.unlink()
    return (f"{case.attrib['file']}::{case.attrib['name']}" for case in failed)


def table(catalogue: list[Entry]) -> str:
    """The catalogue in Markdown, a row for each change."""
    says = {change.id: re.sub(r"^Lesson \d+: ", "", change.says) for change in read_changes(CHANGES)}
    rows = [
        f"| {number} | {entry.kind} | {says[entry.id]} | {' | '.join(entry.verdicts[one] for one in CONSUMERS)} |"
        for number, entry in enumerate(catalogue, start=1)
    ]
    return "\n".join(
        [f"| | kind | change | {' | '.join(CONSUMERS)} |", "| --- " * (3 + len(CONSUMERS)) + "|", *rows, ""]
    )


def with_table(text: str) -> str:
    """The lesson's text with the table as it should be. Raises ValueError where it has no place for one."""
    written, count = PLACE.subn(lambda _: f"\n{table(read_catalogue())}\n", text)
    if count != 1:
        raise ValueError(f"expected one place for the table, found {count}: {PLACE.pattern}")
    return written


def main() -> None:
    readme = LESSON / "README.md"
    readme.write_text(with_table(readme.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
