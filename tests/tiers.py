"""Which tests `make test` leaves out: those of tests/slow.toml. `python -m tests.tiers` prints pytest's options."""

import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
LIST = ROOT / "tests" / "slow.toml"
PLACES = ("tests", "harness/tests")  # pytest's testpaths
SEARCHED = ("tests", "harness", "consumer", "provider")


def slow_paths() -> tuple[str, ...]:
    """The files and folders that tests/slow.toml lists."""
    return tuple(tomllib.loads(LIST.read_text(encoding="utf-8"))["slow"])


def all_test_files() -> list[str]:
    """The files of tests, from the repository's root; the lessons' and the examples' own are not this project's."""
    found = (path for place in SEARCHED for path in (ROOT / place).rglob("test_*.py"))
    return sorted(path.relative_to(ROOT).as_posix() for path in found)


def faults(files: Iterable[str], slow: Iterable[str]) -> Iterator[str]:
    """Why a file of *files* is not in exactly one tier, or a path of *slow* stands for none."""
    files, slow = list(files), list(slow)
    for path in slow:
        if not any(_holds(path, file) for file in files):
            yield f"{path}: neither a test file nor a folder of them; correct tests/slow.toml"
    for file in files:
        if not any(_holds(place, file) for place in PLACES):
            yield f"{file}: neither tier runs it; move it below {' or '.join(PLACES)}"
        holders = [path for path in slow if _holds(path, file)]
        if len(holders) > 1:
            yield f"{file}: tests/slow.toml lists it {len(holders)} times: {', '.join(holders)}"


def _holds(path: str, file: str) -> bool:
    return file == path or file.startswith(f"{path}/")


if __name__ == "__main__":
    print(" ".join(f"--ignore={path}" for path in slow_paths()))  # noqa: T201 - what the Makefile asks for
