"""Every command of every document is run, or the document says why not.

- a block of commands is `console`, which `make lessons-verify` runs, or `sh` after a comment: `<!-- run by PATH -->`
  names the test that runs it, `<!-- not run: … -->` says why
- a command in a block of another kind, or in an indented one, is noticed, and so is a test that is not there
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from lessons.course import Course
from lessons.output import documents

ROOT = Path(__file__).parents[2]
DOCUMENTS = documents(Course(ROOT))
FENCED = re.compile(r"^( *)```(\w*)[^\n]*\n(.*?)^\1```$", re.DOTALL | re.MULTILINE)
REASON = re.compile(r"<!-- (?:run by (?P<test>\S+)|not run: (?P<why>\S.*?)) -->\n\s*$")
COMMAND = re.compile(r"(?:\$ )?(?:make|pip|python3?|pact-harness|export|cd|git|sh|uv|\.venv/bin/\S+|twine|docker) +\S")


def unsaid(text: str) -> Iterator[str]:
    """The blocks of commands that nobody runs and no comment explains, each by its first line."""
    for block in FENCED.finditer(text):
        first = block[3].strip().partition("\n")[0]
        if block[2] == "sh":
            reason = REASON.search(text[: block.start()])
            if not reason:
                yield f"no reason: {first}"
            elif reason["test"] and not (ROOT / reason["test"]).is_file():
                yield f"no test {reason['test']}: {first}"
        elif block[2] in {"", "bash", "shell"} and COMMAND.match(first):
            yield f"neither console nor sh: {first}"
    for line in re.findall(r"^\n {4}(\S.*)$", FENCED.sub("", text), re.MULTILINE):
        if COMMAND.match(line):
            yield f"indented: {line}"


@pytest.mark.parametrize("document", DOCUMENTS)
def test_each_command_is_run_or_said_why_not(document: str) -> None:
    assert list(unsaid((ROOT / document).read_text(encoding="utf-8"))) == []


def test_what_nobody_runs_is_noticed() -> None:
    text = (
        "```sh\nmake a\n```\n\n<!-- run by tests/gone.py -->\n```sh\nmake b\n```\n\n```\nmake c\n```\n\n    make d\n\n"
        "<!-- not run: it never ends -->\n```sh\nmake e\n```\n<!-- run by README.md -->\n```sh\nmake f\n```\n"
        "```console\n$ make g\n```\n```\nmakes nothing\n```\n"
    )
    assert list(unsaid(text)) == [
        "no reason: make a",
        "no test tests/gone.py: make b",
        "neither console nor sh: make c",
        "indented: make d",
    ]
