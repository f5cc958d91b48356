"""What the README says the plugin prints, for three failures that pact-python alone is silent about.

- a provider that is named wrongly, a state that raises, a header that would be lost: the words that the page quotes
"""

import re
from pathlib import Path

import pytest

from harness.tests.projects import Project
from harness.tests.readme import BLOCKS, README

QUOTED = re.findall(r"```\n(.*?)```", README.split("## What hurts")[1].split("## Install")[0], re.DOTALL)
CONSUMER = "tests/consumer/test_catalogue_contract.py"
STATES = "tests/provider/states.py"
VERIFYING = "tests/provider/test_contracts.py"


@pytest.mark.parametrize(
    ("quoted", "file", "old", "new"),
    [
        (1, VERIFYING, 'provider="catalogue"', 'provider="catalog"'),
        (2, STATES, "articles[id] = cents", 'raise ValueError("no table named articles")'),
        (
            3,
            CONSUMER,
            '.with_body({"cents": 250})',
            '.with_header("X-Paging", \'{"page": 1}\').with_body({"cents": 250})',
        ),
    ],
    ids=["a wrong name", "a state that raises", "a lost value"],
)
def test_the_readme_quotes_what_is_printed(tmp_path: Path, quoted: int, file: str, old: str, new: str) -> None:
    project = Project(tmp_path).having(BLOCKS)
    assert project.pytest("tests/consumer").code == 0
    assert old in BLOCKS[file]
    project.having({file: BLOCKS[file].replace(old, new)})

    run = project.pytest("tests")

    assert run.code != 0
    assert words(QUOTED[quoted]) in words(run.output), run.output


def words(text: str) -> str:
    """The text on one line: the page is narrower than a terminal."""
    return " ".join(text.split())


def test_the_page_quotes_four_blocks() -> None:
    assert len(QUOTED) == 4
