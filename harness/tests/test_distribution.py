"""What would be published: a wheel with the package and nothing else, an sdist with its tests and no caches."""

import subprocess
import sys
import tarfile
import zipfile
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import pytest

from harness.tests.environments import HARNESS

UNWANTED = ("__pycache__", ".pyc", ".pact/", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".DS_Store")


@pytest.fixture(scope="module")
def distributions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both of them, in a folder: hatchling's own command needs no index."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(folder)]
    subprocess.run(command, cwd=HARNESS, check=True, capture_output=True, timeout=120)  # noqa: S603
    return folder


def test_the_wheel_holds_the_package_and_nothing_else(distributions: Path) -> None:
    with zipfile.ZipFile(next(distributions.glob("*.whl"))) as wheel:
        names = wheel.namelist()
        metadata = wheel.read(next(one for one in names if one.endswith("METADATA"))).decode()
        points = wheel.read(next(one for one in names if one.endswith("entry_points.txt"))).decode()

    assert {one.split("/")[0] for one in names} == {
        "pact_harness",
        f"pytest_pact_harness-{version('pytest-pact-harness')}.dist-info",
    }
    sources = {one.relative_to(HARNESS / "src").as_posix() for one in (HARNESS / "src").rglob("*") if one.is_file()}
    assert {one for one in names if one.startswith("pact_harness/")} == {
        one for one in sources if not _is_unwanted(one)
    }
    assert "pact_harness/py.typed" in names
    assert "Classifier: Framework :: Pytest" in metadata
    assert "[pytest11]\npact_harness = pact_harness.plugin" in points
    assert "pact-harness = pact_harness.cli:main" in points


def test_the_sdist_holds_tests_and_documents_and_no_caches(distributions: Path) -> None:
    with tarfile.open(next(distributions.glob("*.tar.gz"))) as sdist:
        names = ["/".join(one.split("/")[1:]) for one in sdist.getnames()]

    assert {"README.md", "CHANGELOG.md", "LICENSE", "docs/migrating.md", "tests/oldest.txt"} <= set(names)
    assert not [one for one in names if _is_unwanted(one)]


def test_the_readers_of_an_index_are_content(distributions: Path) -> None:
    for tool, arguments in (("twine", ("check", "--strict")), ("check_wheel_contents", ())):
        if find_spec(tool) is None:
            pytest.skip(f"{tool} is not installed: it is in the group `package` of the root's pyproject.toml")
        files = distributions.glob("*.whl" if tool.startswith("check") else "*")
        command = [sys.executable, "-m", tool, *arguments, *map(str, files)]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60, check=False)  # noqa: S603
        assert done.returncode == 0, done.stdout + done.stderr


def _is_unwanted(name: str) -> bool:
    return any(one in name for one in UNWANTED)
