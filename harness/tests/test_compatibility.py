"""Beside other plugins, options and spellings of pytest's configuration, and with the oldest versions allowed."""

import re
import tomllib
from pathlib import Path

import pytest

from harness.tests.environments import HARNESS, Environment, environment
from harness.tests.readme import write_example

pytestmark = pytest.mark.network

PLUGINS = ("pytest-xdist", "pytest-randomly", "pytest-cov", "pytest-django", "django", "anyio", "trio", "Faker")
OPTIONS = {
    "xdist": ("-n", "2"),
    "randomly": ("-p", "randomly"),
    "cov": ("--cov=catalogue", "--cov-report=term"),
    "strict markers": ("--strict-markers", "--strict-config"),
    "doctests": ("--doctest-modules",),
    "no cache": ("-p", "no:cacheprovider"),
    "none of them": ("-p", "no:randomly", "-p", "no:xdist", "-p", "no:faker", "-p", "no:anyio"),
}
SPELLINGS = {
    "ini_options": (
        "pyproject.toml",
        '[tool.pytest.ini_options]\npythonpath = ["."]\naddopts = ["--import-mode=importlib"]\n',
    ),
    "pytest.ini": ("pytest.ini", "[pytest]\npythonpath = .\naddopts = --import-mode=importlib\n"),
    "tox.ini": ("tox.ini", "[pytest]\npythonpath = .\naddopts = --import-mode=importlib\n"),
    "setup.cfg": ("setup.cfg", "[tool:pytest]\npythonpath = .\naddopts = --import-mode=importlib\n"),
    "tool.pytest": ("pyproject.toml", '[tool.pytest]\npythonpath = ["."]\naddopts = ["--import-mode=importlib"]\n'),
    "pytest.toml": ("pytest.toml", '[pytest]\npythonpath = ["."]\naddopts = ["--import-mode=importlib"]\n'),
}
OF_PYTEST_9 = {"tool.pytest", "pytest.toml"}
USES = """
    import pytest


    @pytest.mark.anyio
    async def test_anyio():
        pass


    def test_faker(faker):
        assert faker.name()


    def test_django(settings):
        settings.DEBUG = True
"""
SETTINGS = "SECRET_KEY = 'made up'\nDATABASES = {}\n"


@pytest.fixture(scope="module", params=["8.2.*", "9.*"])
def crowded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Environment]:
    """An environment with every plugin, and which pytest it has."""
    return request.param, environment(f"pytest=={request.param}", "flask", *PLUGINS, factory=tmp_path_factory)


def project(folder: Path, spelling: str = "pytest.ini") -> Path:
    write_example(folder)
    name, text = SPELLINGS[spelling]
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def record_and_verify(home: Environment, folder: Path, *options: str) -> None:
    recorded = home.run(folder, "-m", "pytest", "-Werror", *options, "tests/consumer")
    verified = home.run(folder, "-m", "pytest", "-Werror", *options, "tests/provider")

    assert recorded.code == 0, recorded.output
    assert recorded.lines("contracts/") == ["contracts/shop-catalogue.json written"]
    assert verified.code == 0, verified.output
    assert "2 passed" in verified.output
    assert (folder / ".pact" / "verification.json").is_file()


@pytest.mark.parametrize("name", OPTIONS)
def test_beside_other_plugins_and_options(crowded: tuple[str, Environment], name: str, tmp_path: Path) -> None:
    record_and_verify(crowded[1], project(tmp_path), *OPTIONS[name])


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_with_every_spelling_of_the_configuration(
    crowded: tuple[str, Environment], spelling: str, tmp_path: Path
) -> None:
    version, home = crowded
    if spelling in OF_PYTEST_9 and version.startswith("8"):
        pytest.skip("pytest reads this from version 9 on")
    record_and_verify(home, project(tmp_path, spelling), "-p", "no:randomly")


def test_beside_tests_that_use_those_plugins(crowded: tuple[str, Environment], tmp_path: Path) -> None:
    folder = project(tmp_path)
    (folder / "settings.py").write_text(SETTINGS)
    (folder / "tests" / "test_uses.py").write_text(re.sub("^    ", "", USES, flags=re.MULTILINE))

    run = crowded[1].run(folder, "-m", "pytest", "--ds=settings", "tests/consumer", "tests/test_uses.py")
    verified = crowded[1].run(folder, "-m", "pytest", "--ds=settings", "tests/provider")

    assert run.code == 0, run.output
    assert "6 passed" in run.output  # anyio's test twice: on asyncio and on trio
    assert run.lines("contracts/") == ["contracts/shop-catalogue.json written"]
    assert "2 passed" in verified.output, verified.output


def test_with_the_oldest_versions_that_are_allowed(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> None:
    oldest = (HARNESS / "tests" / "oldest.txt").read_text(encoding="utf-8")
    pinned = dict(re.findall(r"^([\w-]+)==(\S+)$", oldest, re.MULTILINE))
    home = environment(
        *(f"{name}=={version}" for name, version in pinned.items()), "flask<3.1", factory=tmp_path_factory
    )

    record_and_verify(home, project(tmp_path))

    for command in (("check", "lint"), ("book",), ("summary",)):
        run = home.script(tmp_path, "pact-harness", *command)
        assert run.code == 0, run.output


def test_the_oldest_versions_are_those_of_the_package() -> None:
    about = tomllib.loads((HARNESS / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    every = [*about["dependencies"], *(one for extra in about["optional-dependencies"].values() for one in extra)]
    bounds = dict(re.findall(r"([\w-]+)>=(\S+)", " ".join(every)))
    oldest = dict(re.findall(r"^([\w-]+)==(\S+)$", (HARNESS / "tests/oldest.txt").read_text(), re.MULTILINE))

    assert set(bounds) == set(oldest)
    for name, version in oldest.items():
        assert [*map(int, version.split("."))][:2] == [*map(int, f"{bounds[name]}.0".split("."))][:2], name
