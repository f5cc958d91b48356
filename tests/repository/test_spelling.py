"""The configuration of typos, by which `make lint` checks spelling and the words that we avoid.

- a misspelled word and each avoided word is an error; so is one within a name
- prose may not say `letter`, and code may
- a certificate, and a sentence about a proxy, are none
"""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TYPOS = Path(sys.executable).with_name("typos")
CERTIFICATE = "-----BEGIN CERTIFICATE-----\nUE mend\n-----END CERTIFICATE-----\n"

pytestmark = pytest.mark.skipif(not TYPOS.exists(), reason="the group `tools` is not installed: make lint installs it")


@pytest.mark.parametrize(
    ("name", "text", "error"),
    [
        ("a.md", "The servce answers.\n", "`servce` should be `service`, `serve`"),
        ("a.md", "Mend the client.\n", "`Mend` should be `Fix`"),
        ("a.md", "It is recorded anew.\n", "`anew` should be `again`"),
        ("a.py", '"""What is behind it."""\n', "`behind` should be `after`"),
        ("a.py", "def whoever_waits() -> None: ...\n", "`whoever` should be `who`"),
        ("a.toml", 'says = "It shall be."\n', "`shall` should be `must`"),
        ("a.md", "Read the letter.\n", "`letter` should be `failure message`"),
    ],
)
def test_a_misspelled_or_avoided_word_is_an_error(tmp_path: Path, name: str, text: str, error: str) -> None:
    assert errors(tmp_path / name, text) == [error]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.md", "Fix the client, and record again after it.\n"),
        ("a.py", "letter = 'a'\n"),
        ("a.pem", CERTIFICATE),
        ("a.md", "It works behind a proxy.\n"),
    ],
)
def test_anything_else_is_allowed(tmp_path: Path, name: str, text: str) -> None:
    assert errors(tmp_path / name, text) == []


def errors(file: Path, text: str) -> list[str]:
    """What typos says of a file with that text."""
    file.write_text(text, encoding="utf-8")
    done = subprocess.run(  # noqa: S603 - the tool of this environment, on a file of ours
        [TYPOS, "--config", ROOT / "pyproject.toml", "--format", "brief", file],
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert not done.stderr
    return [line.partition("error: ")[2] for line in done.stdout.splitlines()]
