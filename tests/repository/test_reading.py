"""docs/reading.md is a way to read the core in a quarter of an hour.

- the files that its list names are there, and have fewer than 500 lines together
- it names both sides, what is between them, and no file twice; every link of the page leads somewhere
- a list that is too long is noticed, and one that names a file that is gone
"""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reading.md"
TEXT = PAGE.read_text(encoding="utf-8")
MAX_LINES = 500


def files(text: str) -> list[Path]:
    """What the numbered list names, in order. Raises FileNotFoundError for a file that is not there."""
    named = re.findall(r"^(\d+)\. \[`[^`]*`\]\(([^)]*)\)", text, re.MULTILINE)
    assert [int(number) for number, _ in named] == list(range(1, len(named) + 1))
    return [(PAGE.parent / path).resolve(strict=True) for _, path in named]


def lines(text: str) -> int:
    return sum(len(file.read_text(encoding="utf-8").splitlines()) for file in files(text))


def test_the_list_is_read_in_a_quarter_of_an_hour() -> None:
    assert 0 < lines(TEXT) < MAX_LINES


def test_it_leads_from_the_consumer_by_the_contract_to_the_provider() -> None:
    named = [file.relative_to(ROOT).as_posix() for file in files(TEXT)]
    assert len(set(named)) == len(named)
    folders = [re.sub(r"^(tests/)?(\w+)/.*", r"\1\2", name) for name in named]
    assert list(dict.fromkeys(folders)) == ["consumer", "tests/consumer", "tests/provider", "provider"]
    assert f"{len(named)} files" in TEXT.replace("Eight", "8")


def test_the_name_of_each_link_is_where_it_leads() -> None:
    for name, path in re.findall(r"\[`([^`]*)`\]\(([^)]*)\)", TEXT):
        assert (PAGE.parent / path).resolve(strict=True) in {(ROOT / name).resolve(), (PAGE.parent / name).resolve()}


def test_a_list_that_is_too_long_or_names_what_is_gone_is_noticed() -> None:
    assert lines(f"{TEXT}\n9. [`Makefile`](../Makefile)\n") >= MAX_LINES
    with pytest.raises(FileNotFoundError):
        files(TEXT.replace("(../provider/users/views.py)", "(../provider/views.py)"))
