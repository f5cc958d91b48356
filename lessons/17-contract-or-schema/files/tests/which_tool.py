"""Which tool sees a fault: it is made in a copy of the project, and each tool has a look. `python -m tests.which_tool`

With ids of faults (tests/changes/), those; without, all that the lesson asks about. Exit code 1 where the key is wrong.
`--check-openapi ID` shows what the plugin says when it compares the contracts with the document of that copy.
"""

import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from lessons.changes import Change, read_changes
from provider import User, UserDb, create_app
from tests.serving import serving

ROOT = Path(__file__).parent.parent
COPIED = ("consumer", "provider", "contracts", "lessons", "tests", "pyproject.toml")
PYTEST = ["pytest", "-q", "-x", "-p", "no:cacheprovider", "-p", "no:hypothesispytest", "-p", "no:anyio"]
CONSUMERS = [
    "tests/consumer/profile/test_admin_contract.py",
    "tests/consumer/profile/test_profile_contract.py",
    "tests/consumer/newsletter/test_newsletter_contract.py",
]
PACT = [*CONSUMERS, "tests/provider/test_contract.py"]
# where the catalogue names no unit test
UNIT = ["tests/provider/users/test_api.py", "tests/consumer/profile/test_client.py"]
PHASES = ["--phases", "coverage,stateful", "--max-examples", "5", "--max-failures", "1", "--no-shrink"]


@contextmanager
def copy_with(change: Change) -> Iterator[str]:
    """A copy of the project with the fault in it."""
    with TemporaryDirectory() as folder:
        for name in COPIED:
            source, target = ROOT / name, Path(folder) / name
            shutil.copytree(source, target) if source.is_dir() else shutil.copyfile(source, target)
        change.apply(Path(folder))
        yield folder


def seen_by(change: Change) -> str:
    """In the words of answers.toml: pact, openapi, both, unit (neither of the two, but a unit test), or none."""
    with copy_with(change) as folder:
        pact, openapi = is_red([*PYTEST, *PACT], folder), is_red(["tests.which_tool", "--schemathesis"], folder)
        if pact or openapi:
            return "both" if pact and openapi else "pact" if pact else "openapi"
        units = [test for test in change.noticed_by if not test.startswith(tuple(PACT))]
        return "unit" if is_red([*PYTEST, *(units or UNIT)], folder) else "none"


def is_red(module: list[str], folder: str) -> bool:
    """Whether a tool found something. RuntimeError if it could not run, which is no verdict."""
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PACT_DO_NOT_TRACK": "true"}
    command = [sys.executable, "-m", *module]
    ran = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    last_line = ran.stderr.rstrip().rpartition("\n")[2]  # Python ends with 1 too where an import fails
    if ran.returncode not in (0, 1) or "ModuleNotFoundError: " in last_line or last_line.startswith("ImportError"):
        raise RuntimeError(ran.stdout + ran.stderr)
    return ran.returncode == 1


def schemathesis() -> int:
    """Have Schemathesis compare the service with its document; 1 if it finds something."""
    user_db = UserDb()
    app = create_app(user_db)  # from here on, what happens to users is an event, too
    for user_id in (1, 2):
        user_db.create(User(user_id, "Alice", datetime(2020, 1, 1, tzinfo=UTC)))
    settings = ["--config-file", "tests/provider/schemathesis.toml"]
    with serving(app) as url:
        look = ["schemathesis.cli", *settings, "run", f"{url}/openapi.yaml", "--seed", "1", "--no-color", *PHASES]
        return subprocess.run([sys.executable, "-m", *look], check=False).returncode  # noqa: S603


def check_openapi(ids: list[str]) -> int:
    """Have the plugin compare the contracts with the document, once the fault is there; nothing is started."""
    look = ["pact_harness", "check", "openapi", "contracts/profile-client-user-service.json"]
    with copy_with(known_faults(ids)[ids[0]]) as folder:
        return subprocess.run([sys.executable, "-m", *look], cwd=folder, check=False).returncode  # noqa: S603


def known_faults(ids: list[str]) -> dict[str, Change]:
    """Every fault by its id; a sentence where one of *ids* is none."""
    changes = {change.id: change for change in read_changes(ROOT / "tests" / "changes")}
    if unknown := [one for one in ids if one not in changes]:
        sys.exit(f"There is no fault {unknown[0]!r}; the ids stand in answers.toml.")
    return changes


def main(ids: list[str]) -> int:
    changes = known_faults(ids)
    if find_spec("schemathesis") is None:
        sys.exit("Schemathesis is not installed: `make check WITH=test` adds it, and your edits stay.")
    questions = tomllib.loads((ROOT / "tests" / "key.toml").read_text(encoding="utf-8"))["question"]
    key = {question["id"]: question["answer"] for question in questions}
    wrong, chosen = 0, ids or list(key)
    with ThreadPoolExecutor(2) as pool:
        for one, verdict in zip(chosen, pool.map(lambda one: seen_by(changes[one]), chosen), strict=True):
            wrong += one in key and verdict != key[one]
            print(f"{verdict:<9}{one:<34}{changes[one].says}", flush=True)  # noqa: T201
    return int(wrong > 0)


if __name__ == "__main__":
    if sys.argv[1:] == ["--schemathesis"]:
        sys.exit(schemathesis())
    if sys.argv[1:2] == ["--check-openapi"] and sys.argv[2:]:
        sys.exit(check_openapi(sys.argv[2:3]))
    sys.exit(main(sys.argv[1:]))
