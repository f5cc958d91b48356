"""Two more figures: a provider state that raises, and the project's own first contract from recording to verifying."""

import shutil
import sys
from pathlib import Path
from typing import Any

from benchmarks.measuring import Measured, measure, median
from benchmarks.workload import ROOT, Work

RAISING = '\n\n@state("the item exists")\ndef it_raises(*, id: int) -> None:\n    raise RuntimeError("no database")\n'
COPIED = ["consumer", "provider", "tests", "pyproject.toml", "constraints.txt"]


def failing_state(scratch: Path, documented: float) -> dict[str, Any]:
    """How long the item takes whose state raises; *documented* is what pact-python's own handlers take, in seconds."""
    Work("record", 1, scratch).run("harness")
    work = Work("verify", 1, scratch)
    project = work._project("harness")
    states = project / "states.py"
    states.write_text(states.read_text().split("@state")[0].rstrip() + RAISING)
    command = [sys.executable, "-m", "pytest", "-q", f"--pact-dir={work.contracts}"]
    # the whole run: a state that raises does so before anything is replayed, so no replay is timed
    seconds = measure(command, project, {"PYTHONPATH": str(ROOT)}, expect=1).seconds
    return {"work": "a state that raises", "harness": seconds, "documented": documented, "ratio": documented / seconds}


def own_contract(scratch: Path, runs: int) -> dict[str, Any]:
    """`make` over the profile client's contract, beside the same tests with the two files of examples/plain."""
    project, plain = scratch / "own", scratch / "plain"
    _copy(project, COPIED)
    shutil.copy(ROOT / "Makefile", project)
    _copy(plain, ["consumer", "provider"])
    for side in ("consumer", "provider"):
        (plain / "tests" / side).mkdir(parents=True)
    shutil.copy(ROOT / "tests/consumer/profile/test_profile_contract.py", plain / "tests/consumer")
    shutil.copy(ROOT / "examples/plain/conftest.py", plain / "tests/consumer")
    shutil.copy(ROOT / "examples/plain/test_contract.py", plain / "tests/provider")
    for other in project.glob("tests/consumer/*/test_*_contract.py"):
        if other.name != "test_profile_contract.py":
            other.unlink()
    (project / ".venv").symlink_to(ROOT / ".venv")
    pairs = [(measure(["make", "READY=pyproject.toml"], project, {}), _plain(plain)) for _ in range(runs)]
    ours, theirs = median([one for one, _ in pairs]), median([other for _, other in pairs])
    return {
        "work": "make, own contract (8)",
        "harness": ours.seconds,
        "documented": theirs.seconds,
        "ratio": theirs.seconds / ours.seconds,
    }


def _plain(project: Path) -> Measured:
    """Both halves by pact-python alone, one pytest run each, as `make` has it."""
    options = "-q -p no:schemathesis -p no:hypothesispytest -p no:anyio -o asyncio_mode=auto"
    one = f"{sys.executable} -m pytest {options} -o pythonpath=. --import-mode=importlib"
    return measure(["sh", "-c", f"{one} tests/consumer && {one} tests/provider"], project, {})


def _copy(target: Path, names: list[str]) -> None:
    target.mkdir()
    for name in names:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
