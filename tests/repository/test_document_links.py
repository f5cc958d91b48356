"""Every relative link of every document leads to something that is there.

- the links and pictures of all documents, those of lessons and those in HTML included; one that leaves the repository
  is GitHub's
- an anchor is a heading of its document, by the name that GitHub gives it
- a link to nowhere, and one to no heading, are noticed
"""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from lessons.course import Course
from lessons.output import documents

ROOT = Path(__file__).parents[2]
DOCUMENTS = documents(Course(ROOT))
LINK = re.compile(r"""(?:\]\(|\b(?:src|srcset|href)=["'])(?![a-z]+:)([^)#\s"']*)(#[^)\s"']+)?""")
FENCED = re.compile(r"^( *)```.*?^\1```$", re.DOTALL | re.MULTILINE)
HEADING = re.compile(r"^#+ +(.+?) *$", re.MULTILINE)


def nowhere(text: str, folder: Path) -> Iterator[str]:
    """The links of *text*, a document in *folder*, that lead to nothing."""
    for link, anchor in LINK.findall(FENCED.sub("", text)):
        target = (folder / link).resolve() if link else None
        if target and target.is_relative_to(ROOT.resolve()) and not target.exists():
            yield link
        elif anchor and (target is None or target.suffix == ".md"):
            found = anchors(target.read_text(encoding="utf-8") if target else text)
            yield from [] if anchor[1:] in found else [f"{link}{anchor}"]


def anchors(text: str) -> set[str]:
    """The names that GitHub gives the headings of *text*: small letters, and neither marks nor punctuation."""
    found: Counter[str] = Counter()
    names = set()
    for heading in HEADING.findall(FENCED.sub("", text)):
        plain = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading)
        name = re.sub(r"[^\w\- ]", "", plain.lower()).replace(" ", "-")
        names.add(f"{name}-{found[name]}" if found[name] else name)
        found[name] += 1
    return names


@pytest.mark.parametrize("document", DOCUMENTS)
def test_each_link_leads_somewhere(document: str) -> None:
    path = ROOT / document
    assert list(nowhere(path.read_text(encoding="utf-8"), path.parent)) == []


def test_the_documents_are_found() -> None:
    assert {"README.md", "docs/architecture.md", "lessons/01-a-contract-read-aloud/README.md"} <= set(DOCUMENTS)


def test_a_link_to_nowhere_is_noticed() -> None:
    text = "[a](gone.md) ![b](docs/gone.png) [c](README.md#a-minute) [d](https://docs.pact.io) [e](../../security)\n"
    html = '<img src="gone.svg"> <img src="docs/book.png"> <a href="https://docs.pact.io#top">f</a>\n'
    code = "```\n[f](gone)\n```\n"
    assert list(nowhere(text + html + code, ROOT)) == ["gone.md", "docs/gone.png", "gone.svg"]


def test_an_anchor_without_a_heading_is_noticed() -> None:
    text = "## The `first`, and last\n## Twice\n## Twice\n[a](#the-first-and-last) [b](#twice-1) [c](#twice-2)\n"
    other = "[d](README.md#no-such-heading) [e](docs/book.png#x)\n"
    assert list(nowhere(text + other, ROOT)) == ["#twice-2", "README.md#no-such-heading"]
