"""docs/upstream.md: each reproduction prints what the page says, with the pact-python that is installed.

- each block of Python is run but those that a comment leaves out, and ends with the text below it
- the places that the page names in pact-python's source are there
"""

import importlib
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = (Path(__file__).parents[2] / "docs" / "upstream.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"(?:<!-- not run: (?P<why>.+) -->\n)?```python\n# (?P<name>\w+\.py)\n(?P<code>.*?)```", re.DOTALL)
BLOCKS = {block["name"]: block for block in BLOCK.finditer(PAGE)}
RUN = [name for name, block in BLOCKS.items() if name != "pacts.py" and not block["why"]]


@pytest.mark.parametrize("name", RUN)
def test_a_reproduction_prints_what_the_page_says(name: str, tmp_path: Path) -> None:
    block = BLOCKS[name]
    expected = re.match(r"\n\n```text\n(.*?)```", PAGE[block.end() :], re.DOTALL)
    assert expected, f"no output follows {name}"
    (tmp_path / "pacts.py").write_text(BLOCKS["pacts.py"]["code"], encoding="utf-8")
    (tmp_path / name).write_text(block["code"], encoding="utf-8")
    done = subprocess.run(  # noqa: S603 - our own page
        [sys.executable, name],
        cwd=tmp_path,
        env=os.environ | {"PACT_DO_NOT_TRACK": "true", "NO_PROXY": "127.0.0.1"},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith(expected[1]), done.stdout


def test_what_is_not_run_says_why() -> None:
    assert [name for name, block in BLOCKS.items() if block["why"]] == ["retries.py"]
    assert len(RUN) == PAGE.count("```python") - 2


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("pact._server", "StateCallbackHandler.do_POST"),
        ("pact.verifier", "Verifier.verify"),
        ("pact.verifier", "Verifier.state_handler"),
        ("pact.interaction._http_interaction", "HttpInteraction.with_header"),
        ("pact.interaction._base", "Interaction.with_body"),
        ("pact._util", "apply_args"),
    ],
)
def test_the_places_in_the_source_are_there(module: str, name: str) -> None:
    assert f"`{module.replace('.', '/')}.py`" in PAGE
    assert f"`{name}`" in PAGE
    found = importlib.import_module(module)
    for part in name.split("."):
        found = getattr(found, part)
