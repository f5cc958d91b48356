"""Mutation testing, `make mutants`: single changes to the code, each of which some test should notice.

`python -m tests.mutants [--sample N] [--seed N] [--minutes N] [PATTERN ...]` takes a sample that a seed decides, makes
one mutant after the other in a copy of the checkout, runs the tests of its area there (mutants.toml), and reports who
is alive. Exit code 1: under 90 % killed, or one alive where none may be.

cosmic-ray makes the mutants. It changes a file and takes any command for the tests, so a mutant of the plugin is what
pytest loads; mutmut switches between mutants within one process, which has loaded the plugin by then.
"""

import argparse
import difflib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import tomllib
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
SETTINGS = Path(__file__).with_suffix(".toml")
LIMIT = 900  # seconds for the tests of one mutant; one that makes them wait for ever is killed
LEAST = 0.9  # of the sample, which must be killed
# Operators that spoil types (`str | None`) or fixtures and routes: the module does not even import.
NOT_USED = ("BitOr", "RemoveDecorator")
PACKAGES = ("consumer", "provider", "pact_harness", "tests")


@dataclass(frozen=True)
class Area:
    name: str
    modules: tuple[str, ...]
    tests: tuple[str, ...]
    strict: bool = False


@dataclass(frozen=True)
class Equivalent:
    """A mutant that was judged to change nothing, and why."""

    module: str
    before: str
    after: str
    because: str


@dataclass(frozen=True)
class Mutant:
    """One change: where, and what the whole module is with it."""

    module: str
    operator: str
    line: int
    before: str
    after: str
    source: str

    def __str__(self) -> str:
        return f"{self.module}:{self.line}\n    - {self.before}\n    + {self.after}"


@dataclass(frozen=True)
class Report:
    """What became of the mutants that were tried."""

    killed: list[Mutant]
    alive: list[Mutant]
    not_tried: int

    @property
    def score(self) -> float:
        """The part that was killed; what was judged equivalent counts as alive."""
        tried = len(self.killed) + len(self.alive)
        return len(self.killed) / tried if tried else 0.0


def read_settings(path: Path = SETTINGS) -> tuple[list[Area], list[Equivalent]]:
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    areas = [
        Area(one["name"], tuple(one["modules"]), tuple(one["tests"]), one.get("strict", False))
        for one in tables["area"]
    ]
    return areas, [Equivalent(**one) for one in tables.get("equivalent", [])]


def area_of(module: str, areas: Iterable[Area]) -> Area | None:
    return next((area for area in areas if any(_fits(module, pattern) for pattern in area.modules)), None)


def _fits(module: str, pattern: str) -> bool:
    return module.count("/") == pattern.count("/") and fnmatch(module, pattern)


@dataclass(frozen=True, order=True)
class Place:
    """Where a module can be mutated: by which operator of cosmic-ray, and which of the places that it finds."""

    module: str
    operator: str
    occurrence: int


def places(root: Path, module: str) -> Iterator[Place]:
    """In an order that does not change."""
    from cosmic_ray.ast import ast_nodes, get_ast
    from cosmic_ray.plugins import get_operator, operator_names

    nodes = list(ast_nodes(get_ast((root / module).read_text(encoding="utf-8"))))
    for name in sorted(operator_names()):
        operator_class = get_operator(name)
        if operator_class.arguments() or any(part in name for part in NOT_USED):
            continue
        count = sum(len(list(operator_class().mutation_positions(node))) for node in nodes)
        yield from (Place(module, name, occurrence) for occurrence in range(count))


def mutant_at(root: Path, place: Place) -> Mutant | None:
    """None where the operator makes nothing of it after all."""
    from cosmic_ray.mutating import mutate_code
    from cosmic_ray.plugins import get_operator

    source = (root / place.module).read_text(encoding="utf-8")
    try:
        mutated = mutate_code(source, get_operator(place.operator)(), place.occurrence)
    except AttributeError:  # its ExceptionReplacer cannot replace a name with a dot
        return None
    if mutated is None or mutated == source or not _compiles(mutated):
        return None
    line, before, after = _first_difference(source, mutated)
    if "*, " in before and "/, " in after:  # the star of a signature, which is no product
        return None
    return Mutant(place.module, place.operator.rpartition("/")[2], line, before, after, mutated)


def _compiles(source: str) -> bool:
    """What does not, and `is` for `==`, of which Python warns, are killed by nobody's test."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            compile(source, "mutant", "exec")
        except (SyntaxError, SyntaxWarning):
            return False
    return True


def sample_of(root: Path, every: Sequence[Place], number: int, seed: int) -> list[Mutant]:
    """So many mutants; the same seed takes the same ones."""
    shuffled = sorted(every)
    random.Random(seed).shuffle(shuffled)  # noqa: S311 - nothing here is a secret
    return list(islice(filter(None, (mutant_at(root, place) for place in shuffled)), number))


def _first_difference(source: str, mutated: str) -> tuple[int, str, str]:
    """The number of the first line that differs, that line, and what it is then."""
    old, new = source.splitlines(), mutated.splitlines()
    for tag, start, end, new_start, new_end in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            return start + 1, " ".join(old[start:end]).strip(), " ".join(new[new_start:new_end]).strip()
    raise AssertionError("they are the same")


def copy_to(folder: Path) -> Path:
    """What git knows of the checkout, as it is now, in *folder*."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)  # noqa: S607
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, folder / name)
    # for tests that ask git
    subprocess.run(["git", "init", "--quiet"], cwd=folder, check=True)  # noqa: S607
    return folder


def environment_of(copy: Path) -> dict[str, str]:
    """In which the copy imports itself: its paths come before the editable install, which leads to the checkout."""
    paths = [str(copy), str(copy / "harness" / "src")]
    return os.environ | {"PYTHONPATH": os.pathsep.join(paths), "PYTHONDONTWRITEBYTECODE": "1"}


def require_own_imports(copy: Path) -> None:
    """Raises SystemExit where a package of the copy would be imported from elsewhere: every mutant would be alive."""
    program = "import importlib, sys\nfor name in sys.argv[1:]: print(*importlib.import_module(name).__path__)"
    command = [sys.executable, "-c", program, *PACKAGES]
    ran = subprocess.run(command, cwd=copy, env=environment_of(copy), capture_output=True, text=True, check=True)  # noqa: S603
    elsewhere = [line for line in ran.stdout.splitlines() if not Path(line).resolve().is_relative_to(copy.resolve())]
    if elsewhere:
        raise SystemExit(f"the copy {copy} does not import itself, but {', '.join(elsewhere)}")


def is_killed(mutant: Mutant, area: Area, copy: Path) -> bool:
    """Whether the tests of its area notice it in the copy, which is then as it was."""
    place = copy / mutant.module
    original = place.read_bytes()
    place.write_text(mutant.source, encoding="utf-8")
    try:
        return _run_tests(copy, area) != 0
    finally:
        place.write_bytes(original)


def _run_tests(copy: Path, area: Area) -> int | None:
    """pytest's exit code; None where it was ended after LIMIT."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *area.tests]
    process = subprocess.Popen(  # noqa: S603
        command,
        cwd=copy,
        env=environment_of(copy),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        return process.wait(LIMIT)
    except subprocess.TimeoutExpired:
        return None
    finally:
        if process.poll() is None and sys.platform != "win32":
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def try_all(sample: Sequence[Mutant], areas: Sequence[Area], copy: Path, seconds: float) -> Report:
    """Try one after the other, as long as there is time."""
    report = Report([], [], not_tried=0)
    deadline = time.monotonic() + seconds
    for number, mutant in enumerate(sample, 1):
        if time.monotonic() > deadline:
            return Report(report.killed, report.alive, len(sample) - number + 1)
        area = area_of(mutant.module, areas)
        assert area
        (report.killed if is_killed(mutant, area, copy) else report.alive).append(mutant)
        sys.stdout.write(f"\r{number}/{len(sample)}, {len(report.alive)} alive ")
        sys.stdout.flush()
    return report


def failures(report: Report, areas: Sequence[Area], equivalents: Sequence[Equivalent]) -> list[str]:
    """What makes the report red, as sentences; none where it is green."""
    judged = {(one.module, one.before, one.after) for one in equivalents}
    told = []
    if report.score < LEAST:
        told.append(f"{report.score:.1%} were killed, and at least {LEAST:.0%} must be")
    for mutant in report.alive:
        area = area_of(mutant.module, areas)
        if area and area.strict and (mutant.module, mutant.before, mutant.after) not in judged:
            told.append(f"none may be alive in {area.name}: {mutant}")
    return told


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m tests.mutants", description="Make mutants, and see which tests notice.")
    parser.add_argument(
        "patterns", nargs="*", help="modules, such as provider/events/*.py; default: all of mutants.toml"
    )
    parser.add_argument("--sample", type=int, default=300, help="how many mutants (300)")
    parser.add_argument("--seed", type=int, default=1, help="which ones (1)")
    parser.add_argument("--minutes", type=float, default=240, help="after which no further one is begun (240)")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> None:
    options = _parse(arguments)
    areas, equivalents = read_settings()
    listed = subprocess.run(["git", "ls-files", "*.py"], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S607
    modules = [
        name
        for name in sorted(listed.stdout.splitlines())
        if area_of(name, areas) and (not options.patterns or any(_fits(name, one) for one in options.patterns))
    ]
    every = [place for module in modules for place in places(ROOT, module)]
    sample = sample_of(ROOT, every, options.sample, options.seed)
    with TemporaryDirectory() as folder:
        copy = copy_to(Path(folder).resolve())
        require_own_imports(copy)
        used = dict.fromkeys(area_of(mutant.module, areas) for mutant in sample)
        for area in used:
            if area and _run_tests(copy, area) != 0:
                raise SystemExit(f"the tests of {area.name} fail without a mutant: {' '.join(area.tests)}")
        report = try_all(sample, areas, copy, options.minutes * 60)
    sys.stdout.write(f"\n{len(every)} mutants, a sample of {len(sample)} by seed {options.seed}\n")
    for mutant in report.alive:
        sys.stdout.write(f"alive: {mutant}\n")
    tried = len(report.killed) + len(report.alive)
    sys.stdout.write(f"{len(report.killed)} of {tried} killed: {report.score:.1%}; no time for {report.not_tried}\n")
    red = failures(report, areas, equivalents)
    sys.stdout.write("".join(f"{one}\n" for one in red))
    sys.exit(1 if red else 0)


if __name__ == "__main__":
    main()
