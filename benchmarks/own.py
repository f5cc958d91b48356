"""More figures: a provider state that raises, the project's own first contract from recording to verifying, and many
interactions over the project's own fixtures."""

import json
import shutil
import sys
from pathlib import Path
from typing import Any

from benchmarks.measuring import Measured, measure, median
from benchmarks.workload import ROOT, Work

RAISING = '\n\n@state("the item exists")\ndef it_raises(*, id: int) -> None:\n    raise RuntimeError("no database")\n'
QUICK = "-q -p no:schemathesis -p no:hypothesispytest -p no:anyio"
IN_PLACE = "-o asyncio_mode=auto -o pythonpath=. --import-mode=importlib"
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


def own_fixtures(scratch: Path, count: int, runs: int) -> dict[str, Any]:
    """*count* interactions of the profile client, each over an application and a database of its own (the fixtures of
    tests/provider), beside examples/plain, whose application and database all interactions share."""
    project, plain = scratch / "own-fixtures", scratch / "plain-fixtures"
    _copy(project, [name for name in COPIED if name != "consumer"])
    _copy(plain, ["provider"])
    shutil.copy(ROOT / "examples/plain/test_contract.py", plain)
    for folder in (project, plain):
        (folder / "contracts").mkdir()
        (folder / "contracts" / "profile-client-user-service.json").write_text(_repeated(count))
    ours = [sys.executable, "-m", "pytest", *QUICK.split(), "tests/provider/test_contract.py"]
    theirs = [sys.executable, "-m", "pytest", *QUICK.split(), *IN_PLACE.split(), "-p", "no:pact_harness"]
    pairs = [(measure(ours, project, {}), measure(theirs, plain, {})) for _ in range(runs)]
    one, other = median([first for first, _ in pairs]), median([second for _, second in pairs])
    return {
        "work": f"verify {count}, own fixtures",
        "harness": one.seconds,
        "harness_each_ms": one.seconds * 1000 / count,
        "documented": other.seconds,
        "documented_each_ms": other.seconds * 1000 / count,
        "ratio": other.seconds / one.seconds,
    }


def _repeated(count: int) -> str:
    """The contract with its request for a user *count* times, each for another user."""
    contract = json.loads((ROOT / "contracts/profile-client-user-service.json").read_text(encoding="utf-8"))
    (found,) = [one for one in contract["interactions"] if one["description"] == "a request for a user"]
    text = json.dumps(found).replace('"/users/1"', '"/users/NUMBER"').replace('"id": 1,', '"id": NUMBER,')
    each = (text.replace("NUMBER", str(number)) for number in range(1, count + 1))
    interactions = [{**json.loads(one), "description": f"request {at} for a user"} for at, one in enumerate(each)]
    return json.dumps({**contract, "interactions": interactions})


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
    one = f"{sys.executable} -m pytest {QUICK} {IN_PLACE}"
    return measure(["sh", "-c", f"{one} tests/consumer && {one} tests/provider"], project, {})


def _copy(target: Path, names: list[str]) -> None:
    target.mkdir()
    for name in names:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
