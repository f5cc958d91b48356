"""The failure letters of lesson 9 are real.

- each letter is what its test says to its change
- the questions ask for letters that are there, and each of the four answers is somebody's
"""

import tomllib

import pytest

from tests.letters import LESSON, Question, letter, read_questions
from tests.project_copy import ProjectCopy

QUESTIONS = read_questions() if LESSON.is_dir() else []  # a lesson's workbench holds this file, and no lessons


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.change)
def test_a_letter_is_what_its_test_says_to_its_change(question: Question, copy: ProjectCopy) -> None:
    written = question.file.read_text(encoding="utf-8")
    assert written == letter(question, copy), "python -m tests.letters makes it anew"


def test_each_letter_is_asked_for_and_each_answer_is_given_once_at_least() -> None:
    key = tomllib.loads((LESSON / "key.toml").read_text(encoding="utf-8"))["question"]
    assert {one["answer"] for one in key} == {"consumer", "provider", "state", "test data"}
    assert sorted(path.stem for path in (LESSON / "files" / "letters").iterdir()) == [one.id for one in QUESTIONS]


def test_the_solution_is_the_keys() -> None:
    key = tomllib.loads((LESSON / "key.toml").read_text(encoding="utf-8"))["question"]
    solution = tomllib.loads((LESSON / "solution" / "answers.toml").read_text(encoding="utf-8"))
    assert solution == {one["id"]: one["answer"] for one in key}
