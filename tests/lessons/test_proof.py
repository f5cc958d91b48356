"""The prover is itself proved: a sound lesson passes, and each fault is rejected with its words.

- start green, start red for another reason, a named test that passes, solution red, an edit that is not named
- stray files of each kind, a file that the command leaves, no hint, a text without its sections, contracts that fail
- steps in order; a `find` that is gone or there twice
"""

import pytest

from lessons import proof
from lessons.course import Course
from lessons.errors import CourseError
from lessons.proof import prove
from lessons.shape import shape
from tests.lessons.project import LESSON_FOLDER, replace, write

GREETING = "consumer/greeting.py"
TEST = f"{LESSON_FOLDER}/test_lesson.py"
TOML = f"{LESSON_FOLDER}/lesson.toml"
PROOFS = f"{LESSON_FOLDER}/proofs.toml"


def faults(course: Course) -> list[str]:
    return prove(course, course.lesson("1"))


def test_a_sound_lesson_has_no_fault(course: Course) -> None:
    assert faults(course) == []


def test_a_green_start_is_rejected(course: Course) -> None:
    replace(course.root, TEST, '== "hello"', "")
    assert faults(course) == ["the start is green"]


def test_a_start_that_is_red_for_another_reason_is_rejected(course: Course) -> None:
    replace(course.root, TEST, "greets with {greeting()!r}", "something is wrong")
    (fault,) = faults(course)
    assert fault.startswith(
        "the start is red for another reason:\ntests/test_lesson.py::test_it_greets does not"
        " print \"greets with 'goodbye'\"\n"
        "tests/test_lesson.py::test_it_greets fails in another way than at the start:\n"
        "    AssertionError: something is wrong\n"
    )


def test_a_start_with_one_more_failing_test_is_rejected(course: Course) -> None:
    write(course.root, TEST, (course.root / TEST).read_text() + "\ndef test_more(): assert greeting() != 'goodbye'\n")
    (fault,) = faults(course)
    assert fault.startswith(
        "the start is red for another reason:\ntests/test_lesson.py::test_more failed, and the lesson"
    )


def test_a_named_test_that_passes_at_the_start_is_rejected(course: Course) -> None:
    replace(course.root, TOML, "[rule]", '[[fails]]\ntest = "test_it_is_a_word"\nprints = ["x"]\n[rule]')
    assert faults(course) == ["the start: test_it_is_a_word passes, and lesson.toml says that it fails"]


def test_a_red_solution_is_rejected(course: Course) -> None:
    replace(course.root, TEST, '== "hello"', '== "hi"')
    (fault,) = faults(course)
    assert fault.startswith("the solution is red:\ntests/test_lesson.py::test_it_greets does not print")


def test_a_solution_that_edits_another_file_is_rejected(course: Course) -> None:
    write(course.root, "provider/a.py", "")
    replace(course.root, TOML, 'edit = ["consumer/greeting.py"]', 'edit = ["provider/a.py"]')
    assert faults(course) == [f"the solution edits {GREETING}, which lesson.toml does not name under edit"]


def test_a_file_to_edit_that_nobody_has_is_rejected(course: Course) -> None:
    replace(course.root, TOML, 'edit = ["', 'edit = ["consumer/gone.py", "')
    assert faults(course) == ["lesson.toml names consumer/gone.py under edit, and there is no such file"]


def test_a_file_that_the_command_leaves_is_rejected(course: Course) -> None:
    write(course.root, TEST, "open('left.txt', 'w').close()\n" + (course.root / TEST).read_text())
    assert faults(course) == ["stray file: the command leaves left.txt"]


@pytest.mark.parametrize(("text", "times"), [('"hi"', 0), ('"hello" + "hello"', 2)], ids=["gone", "twice"])
def test_a_find_that_does_not_occur_once_is_rejected(course: Course, text: str, times: int) -> None:
    replace(course.root, GREETING, '"hello"', text)
    with pytest.raises(CourseError, match=f"{GREETING}: expected this text exactly once, found it {times} times"):
        faults(course)


@pytest.mark.parametrize("hints", ['["Who is greeted?", ""]', "[]"], ids=["empty", "none"])
def test_an_empty_hint_is_rejected(course: Course, hints: str) -> None:
    replace(course.root, TOML, '["Who is greeted?", "How does one greet?"]', hints)
    with pytest.raises(CourseError, match=r"lesson\.toml does not describe a lesson:\n  hints"):
        faults(course)


def test_a_hint_for_a_question_that_is_not_asked_is_rejected(course: Course) -> None:
    replace(course.root, TOML, '"Who is greeted?"', '{ says = "Who?", questions = [1, 2] }')
    write(course.root, f"{LESSON_FOLDER}/key.toml", '[[question]]\nid = "who"\nanswer = "you"\nwhy = "it is"\n')
    assert "lesson.toml: a hint is for question 2; key.toml asks 1" in faults(course)


@pytest.mark.parametrize(
    ("path", "fault"),
    [
        (
            "notes.md",
            "stray file: notes.md; a lesson's folder holds README.md, files, key.toml, lesson.toml, now_you,",
        ),
        (f"files/{GREETING}", f"stray file: files/{GREETING} is a file of the repository; make it a change"),
        ("solution/answers.toml", "stray file: solution/answers.toml is not among the files that the reader edits"),
    ],
)
def test_a_stray_file_in_the_lessons_folder_is_rejected(course: Course, path: str, fault: str) -> None:
    write(course.root, f"{LESSON_FOLDER}/{path}", "")
    assert [one[: len(fault)] for one in shape(course, course.lesson("1"))] == [fault]


def test_a_missing_test_is_rejected(course: Course) -> None:
    (course.root / TEST).unlink()
    assert shape(course, course.lesson("1")) == ["test_lesson.py is missing"]


def test_folded_answers_do_not_make_a_text_too_long(course: Course) -> None:
    answers = "<details>\n<summary>The answers</summary>\n\n" + "More.\n" * 100 + "\n</details>\n"
    replace(course.root, f"{LESSON_FOLDER}/README.md", "## Next\n", f"{answers}\n## Next\n")
    assert shape(course, course.lesson("1")) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("## Goal", "## Aim", "README.md: expected the headings Goal, Why it matters, Run, You will see, Your turn,"),
        ("## Goal", "```\n## Goal\n```", "README.md: expected the headings Goal, Why"),
        ("More.\n", "More.\n" * 10, "README.md: expected 60 to 150 lines; got 160"),
        (
            "docs.pact.io/consumer",
            "docs.pact.io",
            "README.md: expected a link to the rule's page, https://docs.pact.io/con",
        ),
    ],
    ids=["heading", "heading in a block", "too long", "no link"],
)
def test_a_text_without_its_sections_is_rejected(course: Course, old: str, new: str, fault: str) -> None:
    replace(course.root, f"{LESSON_FOLDER}/README.md", old, new)
    assert [one[: len(fault)] for one in shape(course, course.lesson("1"))] == [fault]


@pytest.fixture
def solves_a_contract(course: Course) -> Course:
    """A lesson whose start also has another contract, so that its solution touches one."""
    edit = '{ file = "contracts/a.json", find = "{}", with = "[]" }'
    replace(course.root, "tests/changes/single.toml", "edits = [", f"edits = [{edit}, ")
    return course


def test_a_contract_that_a_solution_touches_need_not_be_named_but_must_pass(
    solves_a_contract: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    for code in (0, 1):
        said = f"import sys; print(sys.argv[1], 'said so'); sys.exit({code})"
        monkeypatch.setattr(proof, "CONTRACT_CHECK", ("-c", said, "check"))
        if code == 0:
            assert faults(solves_a_contract) == []
    assert faults(solves_a_contract) == ["the solution's contracts do not pass contract-check:\ncheck said so"]


@pytest.fixture
def two_steps(course: Course) -> Course:
    """First the greeting, then the name; each test waits for its own file."""
    write(course.root, "provider/name.py", 'NAME = "Alice"\n')
    write(
        course.root,
        "tests/changes/name.toml",
        '[[change]]\nid = "other-name"\nsays = ""\nnoticed_by = []\n'
        'edits = [{ file = "provider/name.py", find = "Alice", with = "Bob" }]\n',
    )
    write(
        course.root, TEST, (course.root / TEST).read_text() + "\ndef test_name():\n    from provider.name import NAME\n"
        "    assert NAME == 'Alice'\n",
    )  # fmt: skip
    text = (course.root / TOML).read_text()
    head, fails = text[: text.index("edit =")], text[text.index("edit =") : text.index("[rule]")]
    second = fails.replace(GREETING, "provider/name.py").replace("says-goodbye", "other-name")
    second = second.replace("test_it_greets", "test_name").replace("greets with 'goodbye'", "'Bob' == 'Alice'")
    steps = "".join(
        f'[[step]]\ntitle = "step {number}"\n{step}'.replace("[[fails]]", "[[step.fails]]")
        for number, step in ((1, fails), (2, second))
    )
    write(course.root, TOML, head + steps + text[text.index("[rule]") :])
    edit = '{ file = "provider/name.py", with = "NAME: str = \'Alice\'" }'
    proofs = (course.root / PROOFS).read_text()
    write(course.root, PROOFS, f"{proofs}\n[[text_only]]\nstep = 2\nedits = [{edit}]\n")
    return course


def test_steps_are_proved_in_their_order(two_steps: Course) -> None:
    assert faults(two_steps) == []


def test_a_step_that_is_green_when_its_turn_comes_is_rejected(two_steps: Course) -> None:
    replace(two_steps.root, TEST, "NAME == 'Alice'", "NAME")
    assert faults(two_steps) == ["the start of step 2 is green"]


def test_a_step_whose_solution_edits_the_next_ones_file_is_rejected(two_steps: Course) -> None:
    replace(two_steps.root, TOML, 'edit = ["provider/name.py"]', f'edit = ["{GREETING}"]')
    assert faults(two_steps) == [
        "the solution of step 2 edits provider/name.py, which lesson.toml does not name under edit"
    ]
