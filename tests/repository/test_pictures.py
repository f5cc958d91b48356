"""The README's pictures show what the project does now, and load nothing from another host."""

import re
import xml.etree.ElementTree as ET
from pathlib import Path
from tempfile import gettempdir

import pytest

from tests.pictures import BOOK, BOOK_DARK, DIGEST, DOCS, TERMINAL, changed_project, stale, texts


@pytest.fixture(scope="module")
def expected() -> dict[str, str]:
    with changed_project() as project:
        return texts(project)


@pytest.fixture
def pictures(tmp_path: Path, expected: dict[str, str]) -> Path:
    """Pictures that are not stale."""
    for name in (BOOK, BOOK_DARK):
        (tmp_path / name).write_bytes(b"PNG")
    for name, text in expected.items():
        (tmp_path / name).write_text(text, encoding="utf-8", newline="\n")
    assert stale(tmp_path, expected) == []
    return tmp_path


def test_the_pictures_show_what_the_project_does_now(expected: dict[str, str]) -> None:
    assert stale(DOCS, expected) == [], "stale pictures in docs/: `make pictures` makes them again"


@pytest.mark.parametrize(
    ("changed", "found"), [(TERMINAL, [TERMINAL]), (DIGEST, [BOOK, BOOK_DARK])], ids=["terminal", "book"]
)
def test_a_picture_of_something_else_is_stale(
    pictures: Path, expected: dict[str, str], changed: str, found: list[str]
) -> None:
    (pictures / changed).write_text(expected[changed].replace("e", "3"), encoding="utf-8")
    assert stale(pictures, expected) == found


def test_a_picture_that_is_missing_is_stale(pictures: Path, expected: dict[str, str]) -> None:
    (pictures / BOOK_DARK).unlink()
    (pictures / TERMINAL).unlink()
    assert stale(pictures, expected) == [TERMINAL, BOOK_DARK]


def test_the_terminal_shows_the_change_and_its_failure_message_and_loads_nothing(expected: dict[str, str]) -> None:
    root = ET.fromstring(expected[TERMINAL])  # noqa: S314 - made just now
    shown = "\n".join("".join(one.itertext()).replace("\xa0", " ") for one in root.iter() if one.tag.endswith("}text"))
    assert '"email": self.email or "",' in shown
    assert 'expected null, got ""' in shown
    assert re.findall(r"https?://[^\"]+", expected[TERMINAL]) == ["http://www.w3.org/2000/svg"]
    assert not re.search(r"@import|@font-face|url\((?!#)", expected[TERMINAL])
    assert gettempdir() not in expected[TERMINAL]
