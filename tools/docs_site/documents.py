"""Which documents are pages of the site, and in which order they stand in its navigation."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

REFERENCE = "reference.md"
# A section of the navigation and the patterns of its pages; a page stands where it is first named.
SECTIONS: dict[str, tuple[str, ...]] = {
    "Home": ("README.md",),
    "Learn": ("lessons/README.md", "lessons/[0-9]*/README.md", "lessons/*.md"),
    "Plugin": ("harness/README.md", REFERENCE, "harness/docs/*.md", "action/README.md", "harness/CHANGELOG.md"),
    "Repository": ("docs/*.md", "examples/*/README.md", "*.md"),
}
# What GitHub shows when somebody opens an issue or a pull request; and the reference's own source.
LEFT_OUT = (".github/*", "tools/docs_site/*")
FENCE = re.compile(r"^( *)(`{3,}).*?^\1\2 *$", re.DOTALL | re.MULTILINE)


class SiteError(Exception):
    """The site cannot be built; the message says what is wrong, and where."""


@dataclass(frozen=True)
class Section:
    """A part of the navigation, and its pages by their paths from the root."""

    title: str
    pages: Sequence[str]


def sections(documents: Sequence[str]) -> list[Section]:
    """Every document in its section. Raises SiteError for one that no section names."""
    left = [one for one in documents if not any(fnmatchcase(one, pattern) for pattern in LEFT_OUT)]
    found = []
    for title, patterns in SECTIONS.items():
        pages = list(dict.fromkeys(one for pattern in patterns for one in _matching(left, pattern)))
        left = [one for one in left if one not in pages]
        if pages:
            found.append(Section(title, pages))
    if left:
        raise SiteError(f"no section of {Path(__file__).name} names {', '.join(left)}")
    return found


def title_of(text: str, document: str) -> str:
    """The first heading. Raises SiteError for a document without one."""
    heading = re.search(r"^# (.+)$", FENCE.sub("", text), re.MULTILINE)
    if not heading:
        raise SiteError(f"{document} has no heading of the first level")
    return re.sub(r"[`*]|\[([^]]*)\]\([^)]*\)", r"\1", heading[1])


def _matching(documents: Sequence[str], pattern: str) -> Iterator[str]:
    folders = pattern.count("/")  # fnmatch's star crosses folders
    yield from (one for one in sorted(documents) if one.count("/") == folders and fnmatchcase(one, pattern))
