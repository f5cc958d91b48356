"""What a run means: green, red for the right reason, red for another, and which.

- another reason: a phrase not printed, an unexpected failure, an error, a skip, a test that did not run, no test at all
- some of the named tests pass already; steps come one after the other
"""

from collections.abc import Mapping
from pathlib import Path

import pytest

from lessons.crash import EARLIER
from lessons.lesson import Failure, Further, Hint, Lesson, Rule, Step
from lessons.run import Outcome, Result, Run
from lessons.verdict import Kind, brief, judge


def a_lesson(*steps: tuple[str, ...]) -> Lesson:
    """A lesson with a step for each tuple of tests; test `x` must print `x is wrong`."""
    return Lesson(
        folder=Path("lessons/01-a"),
        title="A",
        minutes=5,
        part="core",
        command=("pytest tests",),
        rule=Rule(says="Do.", page="https://docs.pact.io/consumer"),
        step=tuple(
            Step(
                edit=("a.py",),
                hints=(Hint(says="Look."),),
                fails=tuple(Failure(test=test, prints=(f"{test} is wrong", "by far")) for test in tests),
            )
            for tests in steps
        ),
    )


def a_run(results: Mapping[str, Result], *problems: str) -> Run:
    named = {f"tests/test_a.py::{name}": result for name, result in results.items()}
    return Run(
        {
            test: Outcome(test, result, f"{test[17:]} is wrong", f"{test[17:]} is wrong by far")
            for test, result in named.items()
        },
        problems,
    )


ONE = a_lesson(("a", "b"))


def test_all_passed_is_green() -> None:
    assert judge(ONE, a_run({"a": "passed", "b": "passed", "c": "passed"})).kind is Kind.GREEN


def test_the_named_tests_with_their_phrases_are_red_for_the_right_reason() -> None:
    verdict = judge(ONE, a_run({"a": "failed", "b": "failed", "c": "passed"}))
    assert verdict.kind is Kind.RIGHT
    assert [outcome.test for outcome in verdict.failed] == ["tests/test_a.py::a", "tests/test_a.py::b"]


def test_a_named_test_that_passes_is_one_step_further() -> None:
    verdict = judge(ONE, a_run({"a": "passed", "b": "failed"}))
    assert (verdict.kind, verdict.passed) == (Kind.FURTHER, ("a",))


@pytest.mark.parametrize(
    ("run", "reason"),
    [
        (a_run({}), "no test ran"),
        (a_run({"a": "failed"}), "b did not run"),
        (
            a_run({"a": "failed", "b": "failed", "c": "failed"}),
            "tests/test_a.py::c failed, and the lesson expects it to pass:\n    c is wrong",
        ),
        (
            a_run({"a": "passed", "b": "passed", "c": "failed"}),
            "tests/test_a.py::c failed, and the lesson expects it to pass:\n    c is wrong",
        ),
        (
            a_run({"a": "passed", "b": "passed", "c": "skipped"}),
            "tests/test_a.py::c was skipped, and the lesson expects it to pass",
        ),
        (
            a_run({"a": "failed", "b": "error"}),
            "tests/test_a.py::b broke before it could fail, and the lesson expects it to fail",
        ),
        (a_run({"a": "failed", "b": "skipped"}), "tests/test_a.py::b was skipped, and the lesson expects it to fail"),
        (a_run({"a": "passed", "b": "passed"}, "it was stopped"), "it was stopped"),
    ],
    ids=["nothing ran", "gone", "unexpected", "unexpected alone", "skipped", "error", "named skipped", "problem"],
)
def test_anything_else_is_red_for_another_reason_which_is_told(run: Run, reason: str) -> None:
    verdict = judge(ONE, run)
    assert verdict.kind is Kind.OTHER
    assert any(told.startswith(reason) for told in verdict.reasons)


def test_a_phrase_that_is_not_printed_is_another_reason() -> None:
    run = Run({f"x.py::{test}": Outcome(f"x.py::{test}", "failed", "typo", "a is wrong, a typo") for test in "ab"})
    verdict = judge(ONE, run)
    assert verdict.kind is Kind.OTHER
    assert verdict.reasons == (
        "x.py::a fails in another way than at the start:\n    typo",
        "x.py::b fails in another way than at the start:\n    typo",
    )
    assert verdict.unprinted == (
        "x.py::a does not print 'by far'",
        "x.py::b does not print 'b is wrong'",
        "x.py::b does not print 'by far'",
    )


def test_what_a_test_said_is_shown_in_no_more_than_twelve_lines() -> None:
    earlier = Outcome("a.py::a", "failed", f"Mismatches:\n  (1) one{EARLIER} this exception:\nE   KeyError: 1")
    assert brief(earlier) == "    Mismatches:\n      (1) one"
    lines = brief(Outcome("a.py::a", "failed", "Mismatches:\n  (1) one\n\n" + "more\n" * 20)).splitlines()
    assert lines == ["    Mismatches:", "      (1) one", "", *["    more"] * 9, "    …"]


@pytest.mark.parametrize("python", ["python", ".venv/bin/python", r".venv\\Scripts\\python.exe"])
def test_a_command_that_would_run_other_tests_is_not_shown(python: str) -> None:
    """Typed in the project's folder it runs the project's own tests, which pass."""
    for advice in (f"  next    {python} -m pytest 'tests/a.py::test[a user]'", f"\nthen: {python} -m pytest 'x'"):
        said = f"a breaks its contract with b\n  at      $.name\n{advice}"
        assert brief(Outcome("a.py::a", "failed", said)) == "    a breaks its contract with b\n      at      $.name"
    said = "a\n  next    python -m pytest 'x'\n\nThe provider crashed:\n  next"
    assert brief(Outcome("a.py::a", "failed", said)).splitlines() == [
        "    a",
        "",
        "    The provider crashed:",
        "      next",
    ]


def test_a_test_is_named_by_its_node_id_or_by_the_end_of_one() -> None:
    lesson = a_lesson(("tests/test_a.py::a", "b"))
    run = a_run({"a": "passed", "b": "passed", "ab": "failed"})
    assert judge(lesson, run).reasons[0].startswith("tests/test_a.py::ab failed")


@pytest.mark.parametrize(
    ("a", "b", "kind", "step"),
    [
        ("failed", "failed", Kind.RIGHT, 0),
        ("failed", "passed", Kind.RIGHT, 0),
        ("failed", "error", Kind.RIGHT, 0),
        ("passed", "failed", Kind.RIGHT, 1),
        ("passed", "error", Kind.OTHER, 1),
        ("passed", "passed", Kind.GREEN, 2),
    ],
)
def test_steps_come_one_after_the_other_and_later_ones_are_left_alone(
    a: Result, b: Result, kind: Kind, step: int
) -> None:
    verdict = judge(a_lesson(("a",), ("b",)), a_run({"a": a, "b": b}))
    assert (verdict.kind, verdict.step) == (kind, step)


def on_the_way(lesson: Lesson, step: int, *tests: str) -> Lesson:
    """The lesson with a state of its *step* in which the first of *tests* is red, and the others may be."""
    fails = tuple(Failure(test=test, prints=("is wrong",)) for test in tests)
    further = Further(done="This.", next="That.", fails=fails[:1], also=fails[1:])
    steps = list(lesson.step)
    steps[step - 1] = steps[step - 1].model_copy(update={"further": (further,)})
    return lesson.model_copy(update={"step": tuple(steps)})


@pytest.mark.parametrize(
    ("results", "kind"),
    [
        ({"a": "passed", "c": "failed"}, Kind.FURTHER),
        ({"a": "passed", "c": "error"}, Kind.FURTHER),
        ({"a": "passed", "c": "failed", "d": "failed"}, Kind.FURTHER),
        ({"a": "passed", "c": "passed", "d": "failed"}, Kind.OTHER),
        ({"a": "passed", "c": "failed", "x": "failed"}, Kind.OTHER),
        ({"a": "failed", "c": "failed"}, Kind.OTHER),
        ({"a": "passed", "c": "skipped"}, Kind.OTHER),
        ({"a": "failed", "c": "passed"}, Kind.RIGHT),
        ({"a": "passed", "c": "passed"}, Kind.GREEN),
    ],
    ids=[
        "red",
        "in error",
        "both",
        "the second alone",
        "one more",
        "the step's own, too",
        "skipped",
        "the start",
        "the solution",
    ],
)
def test_a_state_on_the_way_is_one_step_further(results: Mapping[str, Result], kind: Kind) -> None:
    verdict = judge(on_the_way(a_lesson(("a",)), 1, "c", "d"), a_run(results))
    assert (verdict.kind, verdict.further is not None) == (kind, kind is Kind.FURTHER)


def test_a_state_on_the_way_in_other_words_is_another_reason() -> None:
    run = Run({"x.py::a": Outcome("x.py::a", "passed"), "x.py::c": Outcome("x.py::c", "failed", "typo", "typo")})
    assert judge(on_the_way(a_lesson(("a",)), 1, "c"), run).kind is Kind.OTHER


def test_a_state_of_a_later_step_may_break_an_earlier_one_and_counts_as_the_later() -> None:
    run = Run(
        {"x.py::a": Outcome("x.py::a", "error", "a is wrong", "a is wrong"), "x.py::b": Outcome("x.py::b", "passed")}
    )
    verdict = judge(on_the_way(a_lesson(("a",), ("b",)), 2, "a"), run)
    assert (verdict.kind, verdict.step) == (Kind.FURTHER, 1)


def test_a_crash_comes_first_and_hides_what_follows_from_it() -> None:
    crashed = Outcome(
        "x.py::a", "failed", "NameError: name 'y' is not defined",
        "a.py:3: in f\nE   NameError: name 'y' is not defined\n\na.py:3: NameError",
    )  # fmt: skip
    failed = Outcome("x.py::c", "failed", "typo", "typo")
    assert judge(ONE, Run({"x.py::c": failed, "x.py::a": crashed})).reasons == (
        "Your file does not run: workbench/a.py, line 3\n    NameError: name 'y' is not defined",
        "x.py::c failed, and the lesson expects it to pass:\n    typo",
    )
