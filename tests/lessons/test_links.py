"""Every relative link of every document leads to something that is there.

- the links and pictures of all documents, those of lessons included; one that leaves the repository is GitHub's
- a link to nowhere is noticed
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from lessons.course import Course
from lessons.output import documents

ROOT = Path(__file__).parents[2]
DOCUMENTS = documents(Course(ROOT))
LINK = re.compile(r"\]\((?![a-z]+:|#)([^)#\s]+)")
IMAGE = re.compile(r"""\bsrc(?:set)?="(?![a-z]+:)([^"#]+)""")  # of HTML
FENCED = re.compile(r"^( *)```.*?^\1```$", re.DOTALL | re.MULTILINE)


def nowhere(text: str, folder: Path) -> Iterator[str]:
    """The links of *text*, a document in *folder*, that lead to nothing."""
    text = FENCED.sub("", text)
    for link in LINK.findall(text) + IMAGE.findall(text):
        target = (folder / link).resolve()
        if target.is_relative_to(ROOT.resolve()) and not target.exists():
            yield link


@pytest.mark.parametrize("document", DOCUMENTS)
def test_each_link_leads_somewhere(document: str) -> None:
    path = ROOT / document
    assert list(nowhere(path.read_text(encoding="utf-8"), path.parent)) == []


def test_the_documents_are_found() -> None:
    assert {"README.md", "docs/architecture.md", "lessons/01-a-contract-read-aloud/README.md"} <= set(DOCUMENTS)


def test_a_link_to_nowhere_is_noticed() -> None:
    text = "[a](gone.md) ![b](docs/gone.png) [c](README.md#top) [d](https://docs.pact.io) [e](../../security)\n"
    text += '<img width="9" src="docs/lost.svg"> <source srcset="README.md">\n'
    code = "```\n[f](gone)\n```\n"
    assert list(nowhere(text + code, ROOT)) == ["gone.md", "docs/gone.png", "docs/lost.svg"]
