"""A lesson's command runs on the copy's own code, and outcomes are read from JUnit XML.

- passed, failed, skipped, in error, not collected; what a test printed; a class's test; a failure before an error
- a long message is whole
- several commands; a run that ends badly without a failing test; one that never ends, with what it started
- PYTHONPATH and the checkout's packages do not get in
"""

import os
import time
from pathlib import Path

import pytest

from lessons.run import Outcome, run
from tests.lessons.project import write

TESTS = """
import pytest

@pytest.fixture
def broken_set_up():
    raise RuntimeError("no world")

@pytest.fixture
def broken_tear_down():
    yield
    raise RuntimeError("no way back")

def test_passes(): pass
def test_skipped(): pytest.skip("not today")
def test_error(broken_set_up): pass
def test_fails_and_errs(broken_tear_down): assert 1 == 2
class TestIn:
    class TestOut:
        @pytest.mark.parametrize("letter", ["a::b"])
        def test_fails(self, letter):
            print(" on the way ".join(["said", letter]))
            assert "x" == letter, "a sentence"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(
        tmp_path, "pyproject.toml", "[tool.pytest.ini_options]\npythonpath = ['.']\naddopts = '--import-mode=importlib'"
    )
    return tmp_path


def results(outcomes: dict[str, Outcome]) -> dict[str, str]:
    return {test: outcome.result for test, outcome in outcomes.items()}


def test_each_outcome_is_told_by_its_node_id(folder: Path) -> None:
    write(folder, "tests/test_all.py", TESTS)
    ran = run(("pytest tests/test_all.py",), folder)
    assert results(ran.outcomes) == {
        "tests/test_all.py::test_passes": "passed",
        "tests/test_all.py::test_skipped": "skipped",
        "tests/test_all.py::test_error": "error",
        "tests/test_all.py::test_fails_and_errs": "error",
        "tests/test_all.py::TestIn::TestOut::test_fails[a::b]": "failed",
    }
    failed = ran.outcomes["tests/test_all.py::TestIn::TestOut::test_fails[a::b]"]
    assert failed.message.startswith("AssertionError: a sentence")
    assert "said on the way a::b" in failed.text
    assert ran.problems == ()


LONG = """
import pytest

def long(): return "\\n".join(f"line {number} of a long message" for number in range(60))
def test_assert(): assert False, long()
def test_fail(): pytest.fail(long())
def test_plain(): pytest.fail(long(), pytrace=False)
def test_one_line(): pytest.fail("x" * 2000)
def test_again():
    try:
        raise ValueError(long())
    except ValueError as error:
        raise RuntimeError(long() + "\\n\\nthe end") from error
"""


def test_a_long_message_is_whole(folder: Path) -> None:
    """pytest shortens it to 500 characters, and adds where the rest is, which no reader of a lesson can look at."""
    write(folder, "tests/test_long.py", LONG)
    messages = {test.split("::")[1]: one.message for test, one in run(("pytest tests",), folder).outcomes.items()}
    said = "\n".join(f"line {number} of a long message" for number in range(60))
    assert messages["test_fail"] == f"Failed: {said}"
    assert messages["test_plain"].strip().removeprefix("Failed: ") == said
    assert messages["test_assert"] == "AssertionError: " + said.replace("\n", "\n  ") + "\nassert False"
    assert messages["test_one_line"] == f"Failed: {'x' * 2000}"
    assert messages["test_again"] == f"RuntimeError: {said}\n\nthe end"


def test_a_file_that_cannot_be_collected_is_an_error_with_its_text(folder: Path) -> None:
    write(folder, "tests/test_a.py", "def test_a(:\n")
    ((test, outcome),) = run(("pytest tests/test_a.py",), folder).outcomes.items()
    assert (test, outcome.result) == ("tests/test_a.py", "error")
    assert "SyntaxError" in outcome.text


def test_the_outcomes_of_several_commands_are_put_together(folder: Path) -> None:
    for name in "ab":
        write(folder, f"tests/test_{name}.py", f"def test_{name}(): pass\n")
    ran = run(("pytest tests/test_a.py", "pytest tests/test_b.py"), folder)
    assert set(ran.outcomes) == {"tests/test_a.py::test_a", "tests/test_b.py::test_b"}


@pytest.mark.parametrize(
    ("command", "conftest", "told"),
    [
        ("pytest tests/test_gone.py", "", "no tests ran"),
        ("pytest --colour tests/test_a.py", "", "unrecognized arguments: --colour"),
        ("pytest tests/test_a.py", "import nothing_like_it", "No module named 'nothing_like_it'"),
        ("pytest tests/test_a.py", "def pytest_sessionfinish(session):\n    session.exitstatus = 1", "1 passed"),
    ],
    ids=["no such file", "wrong option", "broken conftest.py", "a plugin says no"],
)
def test_a_run_that_ends_badly_without_a_failing_test_is_told(
    folder: Path, command: str, conftest: str, told: str
) -> None:
    write(folder, "tests/test_a.py", "def test_a(): pass\n")
    write(folder, "tests/conftest.py", conftest)
    (problem,) = run((command,), folder).problems
    assert problem.startswith(f"`{command}` ended with exit code ")
    assert told in problem


@pytest.mark.skipif(os.name == "nt", reason="looks for the process by POSIX means")
def test_a_run_that_never_ends_is_stopped_with_what_it_started(folder: Path) -> None:
    write(
        folder,
        "tests/test_a.py",
        "import subprocess, sys, pathlib\n"
        "def test_a():\n"
        "    child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        "    pathlib.Path('pid').write_text(str(child.pid))\n"
        "    child.wait()\n",
    )
    ran = run(("pytest tests/test_a.py",), folder, longest=5)
    assert ran.problems == ("`pytest tests/test_a.py` was stopped after 5 seconds: does something wait for ever?",)
    assert is_gone(int((folder / "pid").read_text()))


def is_gone(pid: int) -> bool:
    """Whether the process ends within ten seconds: nobody waits for an orphan at once."""
    for _ in range(200):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        if Path(f"/proc/{pid}/stat").exists() and ") Z " in Path(f"/proc/{pid}/stat").read_text():
            return True  # ended; only its parent, here process 1, has not asked yet
        time.sleep(0.05)
    return False


def test_a_copy_runs_its_own_code(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checkout = folder / "elsewhere"
    for package in ("consumer", "provider"):
        write(checkout, f"{package}/__init__.py", "WHERE = 'the checkout'")
        write(folder, f"{package}/__init__.py", "WHERE = 'the workbench'")
    monkeypatch.setenv("PYTHONPATH", str(checkout))
    monkeypatch.setenv("PYTHONSAFEPATH", "1")
    monkeypatch.setenv("PYTEST_ADDOPTS", f"--rootdir={checkout}")
    monkeypatch.chdir(checkout)
    write(
        folder,
        "tests/test_a.py",
        "import consumer, provider, subprocess, sys\n"
        "def test_here(): assert (consumer.WHERE, provider.WHERE) == ('the workbench',) * 2\n"
        "def test_in_a_child():\n"
        "    code = 'import consumer; print(consumer.WHERE)'\n"
        "    assert subprocess.check_output([sys.executable, '-c', code], text=True) == 'the workbench\\n'\n",
    )
    assert set(results(run(("pytest tests/test_a.py",), folder).outcomes).values()) == {"passed"}
