"""What make makes of its command line, before it runs anything.

- without PYTHON=, the interpreter of an environment that is there; python3 where there is none, or a broken one
- the environment counts as set up for the interpreter that made it, named or not
- `make lesson 4` is `make lesson N=4`; a target that is not there is told
- `make test` does not print what it leaves out
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OF_MAKE = {"MAKEFLAGS", "MAKEOVERRIDES", "MAKELEVEL", "PYTHON", "N", "WITH", "PYTEST_ARGS", "CONTRACTS", "DOCS_ARGS"}
SHOW = "show: ; @echo '$(PYTHON) $(READY)'"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The Makefile, and what it reads of other files."""
    for name in ("Makefile", "constraints.txt", "harness/pyproject.toml", "tools/set-up"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, tmp_path / name)
    return tmp_path


def make(project: Path, *arguments: str) -> str:
    # what the `make` around this test was told (as in CI) is not meant for this one
    environment = {name: value for name, value in os.environ.items() if name not in OF_MAKE}
    done = subprocess.run(  # noqa: S603 - make on our own Makefile
        ["make", "--no-print-directory", *arguments],  # noqa: S607
        cwd=project,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return done.stdout.strip()


def shown(project: Path, *arguments: str) -> list[str]:
    return make(project, f"--eval={SHOW}", "show", *arguments).split()


def test_an_environment_keeps_its_interpreter(project: Path) -> None:
    assert shown(project)[0] == "python3"
    chosen = shown(project, f"PYTHON={sys.executable}")
    base = getattr(sys, "_base_executable", sys.executable)
    subprocess.run([base, "-m", "venv", "--without-pip", project / ".venv"], check=True, timeout=60)  # noqa: S603
    kept = shown(project)
    assert kept[0] == ".venv/bin/python"
    assert kept[1] == chosen[1], "the environment would be built again"
    assert shown(project, "PYTHON=another")[0] == "another"


def test_an_interpreter_is_the_same_by_each_of_its_names(project: Path) -> None:
    """`python3` makes an environment, whose own interpreter knows it as `python3.11`."""
    base = getattr(sys, "_base_executable", sys.executable)
    (project / "bin").mkdir()
    (project / "bin" / "python3").symlink_to(base)
    by_name = shown(project, f"PYTHON={project / 'bin' / 'python3'}")[1]
    assert by_name == shown(project, f"PYTHON={base}")[1]
    new = [str(project / "bin" / "python3"), "-m", "venv", "--without-pip", str(project / ".venv")]
    subprocess.run(new, check=True, timeout=60)  # noqa: S603
    assert by_name == shown(project)[1], "the environment would be built again"


def test_a_broken_environment_is_not_asked(project: Path) -> None:
    (project / ".venv" / "bin").mkdir(parents=True)
    (project / ".venv" / "bin" / "python").symlink_to("gone")
    assert shown(project)[0] == "python3"


@pytest.mark.parametrize("asked", [["4"], ["N=4"], ["7b"], []])
def test_lesson_takes_a_number(project: Path, asked: list[str]) -> None:
    number = "".join(asked).removeprefix("N=")
    printed = make(project, "-n", f"PYTHON={sys.executable}", "lesson", *asked).splitlines()
    assert [line.strip() for line in printed if "-m lessons" in line] == [
        f".venv/bin/python -m lessons start {number}".strip()
    ]


def test_a_number_after_another_target_is_still_unknown(project: Path) -> None:
    with pytest.raises(subprocess.CalledProcessError) as error:
        make(project, "-n", f"PYTHON={sys.executable}", "check", "4")
    assert error.value.stderr.splitlines()[0] == "There is no target 4. `make help` lists them."


def test_a_misspelt_target_is_told_with_where_to_look(project: Path) -> None:
    with pytest.raises(subprocess.CalledProcessError) as error:
        make(project, "tset")
    assert error.value.returncode == 2
    assert error.value.stderr.splitlines()[0] == "There is no target tset. `make help` lists them."
    assert error.value.stdout == ""


@pytest.mark.parametrize("target", ["test", "test-coverage"])
def test_the_list_of_what_is_left_out_is_not_printed(project: Path, target: str) -> None:
    """`echo` stands in Python's place, so what would be left out is `-m tests.tiers`; `true` stands in pytest's."""
    (project / "Makefile-coverage").touch()
    printed = make(project, "READY=Makefile", "TEST=Makefile", "VENV_PYTHON=echo", "PYTEST=true", target)
    assert "The other tests, without those of tests/slow.toml:" in printed.splitlines()
    assert "tests.tiers" not in printed
