"""Answers that a reader fills in (answers.toml), scored against a key that says why.

    answers.toml            key.toml
    who-answers = "mock"    [[question]]
                            id = "who-answers"
                            answer = "mock"
                            why = "the mock answered, not the provider"

A lesson's test fails where the score is not complete, and prints it:

    score = score_answers(Path("answers.toml"), Path("tests/key.toml"))
    if not score.complete:
        pytest.fail(score.lines(), pytrace=False)
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SHOWN = 4  # remarks at a time; pytest's report leaves out what is longer than 640 characters


class AnswersError(AssertionError):
    """Answers that cannot be scored: the message names the file and what to write there."""


@dataclass(frozen=True)
class Score:
    """How many questions there are, the numbers of those not answered rightly, and a sentence on each of these."""

    questions: int
    wrong: tuple[int, ...]
    remarks: tuple[str, ...]

    @property
    def right(self) -> int:
        return self.questions - len(self.wrong)

    @property
    def complete(self) -> bool:
        return not self.wrong

    def lines(self) -> str:
        """The score and a few of the remarks, each on a line of its own."""
        more = [f"and {len(self.remarks) - SHOWN} more"] if len(self.remarks) > SHOWN else []
        return "\n".join([f"{self.right} of {self.questions}", *self.remarks[:SHOWN], *more])

    def __str__(self) -> str:
        return "; ".join([f"{self.right} of {self.questions}", *self.remarks])


def score_answers(answers: Path, key: Path, *, by_number: bool = True) -> Score:
    """Score *answers* against *key*, and name the questions by their numbers, or by their ids.

    Raises AnswersError for what is not TOML, unknown ids and no question at all.
    """
    questions: list[dict[str, Any]] = _read(key).get("question", [])
    given = _read(answers)
    if not questions:
        raise AnswersError(f"{key.name} asks nothing: expected [[question]] tables with id, answer and why")
    if unknown := sorted(given.keys() - {question["id"] for question in questions}):
        raise AnswersError(f"{answers.name} answers {unknown[0]!r}, which is not asked")
    numbered = list(enumerate(questions, start=1))
    missing = [number for number, one in numbered if given.get(one["id"], "") == ""]
    wrong = [
        (number, one) for number, one in numbered if number not in missing and not _is_right(one, given[one["id"]])
    ]
    remarks = [f"{f'question {number}' if by_number else one['id']}: {one['why']}" for number, one in wrong]
    if missing:  # the reason would give the answer away
        names = [str(number) if by_number else questions[number - 1]["id"] for number in missing]
        remarks.append(f"not answered yet: {', '.join(names)}")
    return Score(len(questions), tuple(sorted([*missing, *(number for number, _ in wrong)])), tuple(remarks))


def wrong_answers(answers: Path, measured: Mapping[str, str]) -> str:
    """What is wrong with *answers*, whose key was *measured* just now, in a sentence; "" where all are right.

    Raises AnswersError for what is not TOML.
    """
    given = _read(answers)
    missing = [one for one in measured if given.get(one, "") == ""]
    answered = {one: came for one, came in measured.items() if one not in missing}
    wrong = [f"{one} is {came}" for one, came in answered.items() if _plain(given[one]) != _plain(came)]
    return "; ".join([*wrong, *([f"not answered yet: {', '.join(missing)}"] if missing else [])])


def _is_right(question: dict[str, Any], given: object) -> bool:
    """A key may list several answers; capitals and spaces do not matter."""
    right = question["answer"] if isinstance(question["answer"], list) else [question["answer"]]
    return _plain(given) in {_plain(answer) for answer in right}


def _plain(answer: object) -> str:
    return " ".join(str(answer).casefold().split())


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise AnswersError(f"{file.name} is gone: `make reset` brings it back") from error
    except tomllib.TOMLDecodeError as error:
        raise AnswersError(f'{file.name} is not TOML: {error}. Write answers in quotes: id = "answer"') from error
