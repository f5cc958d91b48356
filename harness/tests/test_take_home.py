"""harness/README.md, taken at its word: a wheel, an empty folder, `pact-harness init`, and its blocks copied.

Green, and red with a failure message after one change; and what its tables say is true.
"""

import re
import shutil
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from harness.tests.environments import Environment, environment
from harness.tests.readme import BLOCKS, README, SETTINGS_OF_SEVERAL, write_example
from pact_harness.cli import COMMANDS
from pact_harness.config import OF_A_PROVIDER, Settings, read_settings

INIT = ("init", "--consumer", "shop", "--provider", "catalogue")


@pytest.fixture(scope="module", params=["8.2.*", "9.*"])
def home(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    return environment(f"pytest=={request.param}", "flask", factory=tmp_path_factory)


@pytest.mark.network
def test_from_an_empty_folder_to_green_and_to_red(home: Environment, tmp_path: Path) -> None:
    started = home.script(tmp_path, "pact-harness", *INIT, "--yes")
    assert started.code == 0, started.output
    begun = {one.relative_to(tmp_path).as_posix() for one in tmp_path.rglob("*.py")}
    write_example(tmp_path)

    recorded = home.run(tmp_path, "-m", "pytest", "-Werror", "tests/consumer")
    verified = home.run(tmp_path, "-m", "pytest", "-Werror", "-v", "tests/provider")

    assert begun == set(BLOCKS) - {"shop.py", "catalogue.py"}
    assert recorded.code == 0, recorded.output
    assert recorded.lines("contracts/") == ["contracts/shop-catalogue.json written"]
    shown = [line for line in README.splitlines() if line.endswith("PASSED")]
    assert [line for line in shown if verified.lines(line)] == shown, verified.output
    assert f"{len(shown)} passed" in verified.output

    service = tmp_path / "catalogue.py"
    service.write_text(service.read_text().replace('"cents": articles', '"cost": articles'))
    red = home.run(tmp_path, "-m", "pytest", "tests/provider")

    assert red.code == 1
    assert red.lines("catalogue breaks its contract with shop"), red.output
    at = "  at      $.cents  expected a value, got none (there are: cost, currency, id)"
    assert red.lines(at), red.output
    assert red.lines("1 failed, 1 passed") or "1 failed, 1 passed" in red.output


def test_the_readme_shows_every_file_of_both_sides() -> None:
    assert sorted(BLOCKS) == [
        "catalogue.py",
        "shop.py",
        "tests/consumer/test_catalogue_contract.py",
        "tests/provider/conftest.py",
        "tests/provider/states.py",
        "tests/provider/test_contracts.py",
    ]


def test_the_table_of_settings_is_true() -> None:
    settings = {one.name: one.default for one in fields(Settings) if one.name != "root"}
    table = README.split("## Settings")[1].split("**Several")[0]
    rows = dict(re.findall(r"^\| `(\w+)` \| .* \| ([^|]+) \|$", table, re.MULTILINE))

    assert set(rows) == set(settings)
    in_words = {"record_command", "record_elsewhere_command", "states"}  # where it is worked out from others
    shown = {name: re.fullmatch(r"`([^`]+)`", default) for name, default in rows.items() if name not in in_words}
    values = {name: tomllib.loads(f"value = {one[1]}")["value"] for name, one in shown.items() if one}
    assert {name: tuple(one) if isinstance(one, list) else one for name, one in values.items()} == {
        name: settings[name] for name in values
    }
    assert len(values) > 5


def test_the_settings_of_several_providers_are_read_and_all_of_them_are_named(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(SETTINGS_OF_SEVERAL, encoding="utf-8")

    settings = read_settings(tmp_path)

    assert settings.contract_places() == ["contracts", "catalogue/contracts", "warehouse/contracts"]
    named = README.split('warehouse/contracts"')[1].split("```\n")[1].split(" may stand there")[0]
    assert set(re.findall(r"`(\w+)`", named)) == OF_A_PROVIDER


def test_every_command_stands_in_the_readme() -> None:
    table = README.split("## The command line")[1]
    assert re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE) == list(COMMANDS)


def test_the_documents_of_the_package_lead_somewhere() -> None:
    folder = Path(__file__).parents[1]
    for page in (folder / "README.md", folder / "CHANGELOG.md", *(folder / "docs").glob("*.md")):
        for link in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / link).exists(), f"{page.name}: {link}"
    assert shutil.which("python") is None or "make " not in README  # nothing of this repository's own tools
