"""Answers are scored against a key, with the reason for each wrong one.

- right, wrong, missing; capitals and spaces; several right answers; by number or by id; a few remarks at a time
- answers that are not TOML, gone, or to no question
- against what was measured: right, wrong, missing
"""

from pathlib import Path

import pytest

from lessons.predictions import AnswersError, Score, score_answers, wrong_answers

KEY = """
[[question]]
id = "who"
answer = "the mock"
why = "the mock answered, not the provider"
[[question]]
id = "status"
answer = [404, "not found"]
why = "the provider has no such path"
[[question]]
id = "green"
answer = true
why = "nobody replayed it"
"""


def score(tmp_path: Path, answers: str, key: str = KEY) -> str:
    (tmp_path / "answers.toml").write_text(answers)
    (tmp_path / "key.toml").write_text(key)
    result = score_answers(tmp_path / "answers.toml", tmp_path / "key.toml")
    assert result.complete == (result.right == result.questions)
    return str(result)


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ("", "0 of 3; not answered yet: 1, 2, 3"),
        ('who = ""\nstatus = 404\ngreen = true', "2 of 3; not answered yet: 1"),
        ('who = "the  Mock"\nstatus = "Not found"\ngreen = true', "3 of 3"),
        ('who = "provider"\nstatus = 200', "0 of 3; question 1: the mock answered, not the provider;"
         " question 2: the provider has no such path; not answered yet: 3"),
        ('who = "the mock"\nstatus = 404\ngreen = false', "2 of 3; question 3: nobody replayed it"),
    ],
    ids=["empty", "one missing", "all", "two wrong", "false is an answer"],
)  # fmt: skip
def test_a_score_says_how_many_and_why_not(tmp_path: Path, answers: str, told: str) -> None:
    assert score(tmp_path, answers) == told


def test_questions_without_numbers_are_named_by_their_ids_each_on_a_line(tmp_path: Path) -> None:
    (tmp_path / "answers.toml").write_text('who = "the provider"\nstatus = 404')
    (tmp_path / "key.toml").write_text(KEY)
    result = score_answers(tmp_path / "answers.toml", tmp_path / "key.toml", by_number=False)
    assert result.lines() == "1 of 3\nwho: the mock answered, not the provider\nnot answered yet: green"


@pytest.mark.parametrize(("wrong", "told"), [(4, ""), (5, "\nand 1 more"), (6, "\nand 2 more")])
def test_at_most_four_remarks_are_told(wrong: int, told: str) -> None:
    remarks = tuple(f"remark {number}" for number in range(wrong))
    assert Score(wrong + 1, tuple(range(1, wrong + 1)), remarks).lines() == (
        f"1 of {wrong + 1}\nremark 0\nremark 1\nremark 2\nremark 3{told}"
    )


@pytest.mark.parametrize(
    ("answers", "key", "told"),
    [
        ("who = the mock", KEY, "answers.toml is not TOML: Invalid value"),
        ('whom = "the mock"', KEY, "answers.toml answers 'whom', which is not asked"),
        ("", "", "key.toml asks nothing"),
    ],
    ids=["not TOML", "not asked", "no question"],
)
def test_answers_that_cannot_be_scored_say_why(tmp_path: Path, answers: str, key: str, told: str) -> None:
    with pytest.raises(AnswersError, match=told):
        score(tmp_path, answers, key)


def test_answers_that_are_gone_come_back_by_a_reset(tmp_path: Path) -> None:
    (tmp_path / "key.toml").write_text(KEY)
    with pytest.raises(AnswersError, match=r"answers\.toml is gone: `make reset` brings it back"):
        score_answers(tmp_path / "answers.toml", tmp_path / "key.toml")


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ('a = "Refused"\nb = 404', ""),
        ('a = "accepted"\nb = ""', "a is refused; not answered yet: b"),
        ("", "not answered yet: a, b"),
    ],
    ids=["right", "wrong and missing", "empty"],
)
def test_answers_are_compared_with_what_was_measured(tmp_path: Path, answers: str, told: str) -> None:
    file = tmp_path / "exercise.toml"
    file.write_text(answers)
    assert wrong_answers(file, {"a": "refused", "b": "404"}) == told


def test_what_is_not_toml_cannot_be_compared(tmp_path: Path) -> None:
    file = tmp_path / "exercise.toml"
    file.write_text("a = refused")
    with pytest.raises(AnswersError, match=r"^exercise\.toml is not TOML: "):
        wrong_answers(file, {"a": "refused"})
