"""Each test file is in exactly one tier: tests/slow.toml lists it for `make test-all`, or `make test` runs it.

- so it is, and each listed path is there, with a reason
- noticed: a path that is gone, a file that is listed twice, one in a place where pytest does not look
- what the Makefile passes on makes pytest leave out just what is listed
"""

import subprocess
import sys
import tomllib

import pytest

from tests.tiers import LIST, PLACES, ROOT, all_test_files, faults, slow_paths

pytestmark = pytest.mark.skipif(not (ROOT / "harness").is_dir(), reason="a lesson's workbench holds not all tests")


def test_each_test_file_is_in_exactly_one_tier() -> None:
    assert list(faults(all_test_files(), slow_paths())) == []


def test_each_slow_path_has_a_reason() -> None:
    reasons = tomllib.loads(LIST.read_text(encoding="utf-8"))["slow"]
    assert all(isinstance(reason, str) and reason for reason in reasons.values())


def test_pytest_looks_where_the_tiers_do() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert settings["tool"]["pytest"]["testpaths"] == list(PLACES)


@pytest.mark.parametrize(
    ("slow", "fault"),
    [
        (["tests/gone.py"], "tests/gone.py: neither a test file nor a folder of them; correct tests/slow.toml"),
        (
            ["tests/a", "tests/a/test_b.py"],
            "tests/a/test_b.py: tests/slow.toml lists it 2 times: tests/a, tests/a/test_b.py",
        ),
        (["tests/a/test"], "tests/a/test: neither a test file nor a folder of them; correct tests/slow.toml"),
    ],
    ids=["gone", "twice", "a part of a name"],
)
def test_a_list_that_is_wrong_is_noticed(slow: list[str], fault: str) -> None:
    assert list(faults(["tests/a/test_b.py", "harness/tests/test_c.py"], slow)) == [fault]


def test_a_file_where_pytest_does_not_look_is_noticed() -> None:
    assert list(faults(["provider/test_d.py"], [])) == [
        "provider/test_d.py: neither tier runs it; move it below tests or harness/tests"
    ]


def test_make_test_leaves_out_what_is_listed() -> None:
    options = subprocess.run(
        [sys.executable, "-m", "tests.tiers"], cwd=ROOT, capture_output=True, encoding="utf-8", timeout=60, check=True
    )
    assert options.stdout.split() == [f"--ignore={path}" for path in slow_paths()]
