"""What harness/README.md and the documents beside it say is true: files, settings, commands, links.

That the page's example works as it is written is held in test_take_home.py, which needs an index of packages.
"""

import re
import tomllib
from dataclasses import fields
from pathlib import Path

from harness.tests.readme import BLOCKS, README, SETTINGS_OF_SEVERAL
from pact_harness.cli import COMMANDS
from pact_harness.config import OF_A_PROVIDER, Settings, read_settings


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


def test_an_index_can_show_the_readme() -> None:
    assert foreign_to_an_index(README) == []


def test_what_an_index_cannot_show_is_noticed() -> None:
    text = """[a](docs/a.md) ![b](b.png) [c](https://docs.pact.io) [d](#install) <img src="d.png">
[e]: ../e.md

```mermaid
flowchart LR
```
"""
    assert foreign_to_an_index(text) == ["](docs/a.md)", "](b.png)", 'src="d.png"', "[e]: ../e.md", "```mermaid"]


def foreign_to_an_index(text: str) -> list[str]:
    """The links of *text* that lead nowhere from a package index, and the drawings that it does not draw."""
    kinds = (
        r"\]\((?!https://|#)[^)]*\)",
        r"""(?:src|href)=["'](?!https://)[^"']*["']""",
        r"^\[[^]]+\]: (?!https://)\S+",
        r"^ *```mermaid",
    )
    return [found for kind in kinds for found in re.findall(kind, text, re.MULTILINE)]


def test_the_documents_of_the_package_lead_somewhere() -> None:
    folder = Path(__file__).parents[1]
    for page in (folder / "README.md", folder / "CHANGELOG.md", *(folder / "docs").glob("*.md")):
        for link in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / link).exists(), f"{page.name}: {link}"
    assert not re.search(r"(^|[`$] ?)make ", README, re.MULTILINE)  # nothing of this repository's own tools
