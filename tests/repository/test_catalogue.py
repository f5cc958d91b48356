"""The change catalogue of lesson 10: what each change does to each consumer is found out, not believed.

- each change, made in a copy of the project, has the verdicts that the key gives: of the consumers' own contract tests,
  and of the verification of what they then recorded
- without a change all is green
- the catalogue has every kind of change that a team meets, each change once
- the table in the lesson's text is the catalogue's; the questions are worded like the changes, and answered by the key
"""

import re
import tomllib

import pytest

from lessons.changes import read_changes
from tests.catalogue import CHANGES, CONSUMERS, LESSON, Entry, read_catalogue, verdicts, with_table
from tests.project_copy import ProjectCopy

CATALOGUE = read_catalogue() if LESSON.is_dir() else []  # a lesson's workbench holds this file, and no lessons
KINDS = {
    "a field added", "a field removed", "a field renamed", "a field retyped", "null replaced", "an empty list replaced",
    "a new optional request field", "a new required request field", "a path", "a method", "a status", "a media type",
    "a date format", "stricter validation", "looser validation", "a redirect", "the order of a list",
}  # fmt: skip


@pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: entry.id)
def test_a_change_has_the_verdicts_that_the_key_gives(entry: Entry, copy: ProjectCopy) -> None:
    copy.make({change.id: change for change in read_changes(CHANGES)}[entry.id])
    assert verdicts(copy) == entry.verdicts


def test_without_a_change_everybody_is_green(copy: ProjectCopy) -> None:
    assert verdicts(copy) == dict.fromkeys(CONSUMERS, "green")


def test_every_kind_of_change_is_there_and_no_change_twice() -> None:
    assert {entry.kind for entry in CATALOGUE} >= KINDS
    assert len({entry.id for entry in CATALOGUE}) == len(CATALOGUE) >= 16


def test_every_verdict_is_there_for_every_consumer() -> None:
    for consumer in CONSUMERS:
        assert {entry.verdicts[consumer] for entry in CATALOGUE} == {"green", "tests", "verification"}


def test_the_table_in_the_lessons_text_is_the_catalogue() -> None:
    text = (LESSON / "README.md").read_text(encoding="utf-8")
    assert text == with_table(text), "python -m tests.catalogue writes it again"


@pytest.mark.parametrize("consumer", CONSUMERS)
def test_the_lesson_asks_for_sixteen_changes_and_its_solution_is_the_keys(consumer: str) -> None:
    solution = (LESSON / "solution" / "predictions" / f"{consumer}.toml").read_text(encoding="utf-8")
    asked = (LESSON / "files" / "predictions" / f"{consumer}.toml").read_text(encoding="utf-8")
    right = {str(number): entry.verdicts[consumer] for number, entry in enumerate(CATALOGUE[:16], start=1)}
    assert tomllib.loads(solution) == right
    assert tomllib.loads(asked).keys() == right.keys()
    assert re.sub('".*"', '""', asked) == re.sub('".*"', '""', solution), "the questions of the two files differ"


@pytest.mark.parametrize("consumer", CONSUMERS)
def test_the_questions_are_the_changes_sentences(consumer: str) -> None:
    asked = (LESSON / "files" / "predictions" / f"{consumer}.toml").read_text(encoding="utf-8")
    says = {change.id: re.sub(r"^Lesson \d+: ", "", change.says) for change in read_changes(CHANGES)}
    for number, entry in enumerate(CATALOGUE[:16], start=1):
        assert f"# {number}. {says[entry.id]}" in asked
