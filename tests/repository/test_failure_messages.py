"""The failure messages of lesson 9 are real.

- each message is what its test says after its change
- each message has its question, and each of the four answers is used at least once
"""

import tomllib

import pytest

from tests.failure_messages import LESSON, Question, failure_message, read_questions
from tests.project_copy import ProjectCopy

QUESTIONS = read_questions() if LESSON.is_dir() else []  # a lesson's workbench holds this file, and no lessons


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.change)
def test_a_message_is_what_its_test_says_after_its_change(question: Question, copy: ProjectCopy) -> None:
    written = question.file.read_text(encoding="utf-8")
    assert written == failure_message(question, copy), "python -m tests.failure_messages writes it again"


def test_each_message_has_its_question_and_each_answer_is_used() -> None:
    key = tomllib.loads((LESSON / "key.toml").read_text(encoding="utf-8"))["question"]
    assert {one["answer"] for one in key} == {"consumer", "provider", "state", "test data"}
    assert sorted(path.stem for path in (LESSON / "files" / "messages").iterdir()) == [one.id for one in QUESTIONS]


def test_the_solution_is_the_keys() -> None:
    key = tomllib.loads((LESSON / "key.toml").read_text(encoding="utf-8"))["question"]
    solution = tomllib.loads((LESSON / "solution" / "answers.toml").read_text(encoding="utf-8"))
    assert solution == {one["id"]: one["answer"] for one in key}
