"""`make mutants` says the truth: a mutant is in what the tests import, and counts as what it is.

- a copy imports itself, the plugin with its src layout included, also in runs that tests start; else it is refused
- each module belongs to the area that mutants.toml says; each of its patterns and tests is there
- a sample is the same for the same seed; what does not compile is no mutant
- a mutant that a test notices is killed, one that none notices is alive, and the copy is as it was
- alive counts as alive, also where it was judged equivalent; where none may be, it must have been judged
"""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.mutants import (
    ROOT,
    Area,
    Equivalent,
    Mutant,
    Report,
    area_of,
    copy_to,
    environment_of,
    failures,
    is_killed,
    mutant_at,
    places,
    read_settings,
    require_own_imports,
    sample_of,
)

AREAS, EQUIVALENTS = read_settings()
MUTANT = Mutant("provider/events/feed.py", "AddNot", 7, "if a:", "if not a:", "")
ADULT = "def is_adult(age: int) -> bool:\n    return age >= 18\n"


def test_a_copy_imports_itself_and_not_the_checkout(tmp_path: Path) -> None:
    copy = copy_to(tmp_path / "copy")
    require_own_imports(copy)
    assert (copy / "harness/src/pact_harness/plugin.py").exists()
    for package in ("harness/src/pact_harness", "provider"):
        (copy / package).rename(copy / "away")
        with pytest.raises((SystemExit, subprocess.CalledProcessError)):
            require_own_imports(copy)
        (copy / "away").rename(copy / package)


def test_a_run_that_a_test_of_the_copy_starts_loads_the_copy_s_plugin(tmp_path: Path) -> None:
    copy = copy_to(tmp_path / "copy")
    program = """
from pathlib import Path
from harness.tests.projects import Project
test = "import pact_harness\\ndef test_place(): print('loaded from', pact_harness.__file__)"
print(Project(Path.cwd() / "away").having({"tests/test_place.py": test}).pytest("-s").output)
"""
    command = [sys.executable, "-c", program]
    ran = subprocess.run(command, cwd=copy, env=environment_of(copy), capture_output=True, text=True, check=True)  # noqa: S603
    assert f"loaded from {copy}/harness/src/pact_harness/__init__.py" in ran.stdout


def test_what_the_settings_name_is_there() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S607
    modules = listed.stdout.splitlines()
    for area in AREAS:
        for pattern in area.modules:
            assert any(area_of(module, [replace(area, modules=(pattern,))]) for module in modules), pattern
        for test in area.tests:
            assert test.startswith("-") or test == "not network" or (ROOT / test).exists(), test
    assert all(one.because and area_of(one.module, AREAS) for one in EQUIVALENTS)


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("provider/http/auth.py", "the token"),
        ("provider/events/outbox.py", "the feed and the outbox"),
        ("provider/users/views.py", "the provider"),
        ("provider/app.py", "the provider"),
        ("consumer/newsletter/follower.py", "the newsletter"),
        ("consumer/errors.py", "the consumer"),
        ("harness/src/pact_harness/results/store.py", "the verdicts of a verification"),
        ("harness/src/pact_harness/book/pages.py", None),
        ("tests/serving.py", None),
    ],
)
def test_each_module_has_its_area(module: str, name: str | None) -> None:
    area = area_of(module, AREAS)
    assert (area and area.name) == name


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A module to mutate, which needs the tool, with a test that minds its edge and one that does not."""
    pytest.importorskip("cosmic_ray", reason="make test WITH=mutants adds it, as .ci/run does")
    (tmp_path / "person.py").write_text(ADULT, encoding="utf-8")
    (tmp_path / "test_person.py").write_text(
        "from person import is_adult\n\n\ndef test_adult():\n    assert is_adult(18) and not is_adult(17)\n",
        encoding="utf-8",
    )
    (tmp_path / "test_weak.py").write_text(
        "from person import is_adult\n\n\ndef test_adult():\n    assert is_adult(19) and not is_adult(3)\n",
        encoding="utf-8",
    )
    return tmp_path


def test_a_seed_decides_the_sample_and_all_of_it_compiles(project: Path) -> None:
    every = list(places(project, "person.py"))
    first, again, other = (sample_of(project, every, 4, seed) for seed in (1, 1, 2))
    assert first == again
    assert first != other
    for mutant in sample_of(project, every, 100, 1):
        compile(mutant.source, "mutant", "exec")
        assert (mutant.line, mutant.before) == (2, "return age >= 18")
        assert mutant.source != ADULT


def test_a_mutant_that_is_noticed_is_killed_and_one_that_is_not_is_alive(project: Path) -> None:
    (greater,) = (
        mutant
        for place in places(project, "person.py")
        if (mutant := mutant_at(project, place)) and mutant.after == "return age > 18"
    )
    strong, weak = (Area(name, ("*.py",), (f"test_{name}.py",)) for name in ("person", "weak"))
    assert is_killed(greater, strong, project)
    assert not is_killed(greater, weak, project)
    assert (project / "person.py").read_text(encoding="utf-8") == ADULT


def test_what_was_judged_equivalent_counts_as_alive_but_is_allowed_where_none_may_be() -> None:
    judged = Equivalent(MUTANT.module, MUTANT.before, MUTANT.after, "nobody can see it")
    report = Report([MUTANT] * 9, [MUTANT], not_tried=3)
    assert report.score == 0.9
    assert failures(report, AREAS, [judged]) == []
    assert failures(report, AREAS, []) == [f"none may be alive in the feed and the outbox: {MUTANT}"]
    (too_few,) = failures(Report([MUTANT] * 8, [MUTANT], 0), AREAS, [judged])
    assert too_few == "88.9% were killed, and at least 90% must be"
    assert failures(Report([], [], 5), AREAS, []) != [], "nothing was tried"
