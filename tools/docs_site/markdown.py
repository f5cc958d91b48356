"""A document as the site needs it: links that lead somewhere there, lists as Python-Markdown reads them.

The documents are written for GitHub, where a link may lead to any file of the repository. On the site it leads to a
page, a picture, or the repository's own pages. Where the repository's address is unknown, its text
stays without a link.
"""

import re
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from posixpath import dirname, join, normpath

from tools.docs_site.documents import FENCE, SiteError

LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\((?![a-z]+:|#)([^)#\s]+)(#[^)\s]*)?\)")
HTML_PICTURE = re.compile(r"""(<(?:img|source)\b[^>]*?\bsrc(?:set)?=")(?![a-z]+:)([^"#]+)""")
ITEM = re.compile(r"(?:[-*+]|\d[.)]) (?=\S)")  # as these documents write them


def page(text: str, document: str, root: Path, pages: Collection[str], repository: str | None) -> str:
    """*text* of *document* with links for the site, and lists and folded parts as Python-Markdown reads them."""
    text = text.replace("\n<details>\n", "\n<details markdown>\n")
    return outside_fences(indent_lists(text), lambda piece: relink(piece, document, root, pages, repository))


def pictures(text: str, document: str) -> set[str]:
    """The pictures of a document, by their paths from the root."""
    text = FENCE.sub("", text)
    found = [one[3] for one in LINK.finditer(text) if one[1]] + [one[2] for one in HTML_PICTURE.finditer(text)]
    return {normpath(join(dirname(document), one)) for one in found}


def relink(text: str, document: str, root: Path, pages: Collection[str], repository: str | None) -> str:
    """Raises SiteError for a link that leads nowhere."""

    def target(link: re.Match[str]) -> str:
        path = normpath(join(dirname(document), link[3]))
        if path in pages or link[1]:
            return link[0]
        if f"{path}/README.md" in pages:
            return f"[{link[2]}]({link[3].rstrip('/')}/README.md)"
        if path.startswith("../"):  # GitHub's own pages, such as ../../security
            return f"[{link[2]}]({repository}/{path.removeprefix('../../')})" if repository else link[2]
        if not (root / path).exists():
            raise SiteError(f"{document}: {link[3]} leads nowhere")
        kind = "tree" if (root / path).is_dir() else "blob"
        return f"[{link[2]}]({repository}/{kind}/HEAD/{path}{link[4] or ''})" if repository else link[2]

    if not document.endswith("README.md"):  # its page is a folder of its own, and nothing else moves a link in HTML
        text = HTML_PICTURE.sub(r"\1../\2", text)
    return LINK.sub(target, text)


def outside_fences(text: str, change: Callable[[str], str]) -> str:
    """*text* with *change* made to what is not a block of code."""
    pieces, at = [], 0
    for fence in FENCE.finditer(text):
        pieces += [change(text[at : fence.start()]), fence[0]]
        at = fence.end()
    return "".join([*pieces, change(text[at:])])


def indent_lists(text: str) -> str:
    """What belongs to an item of a list by two or three spaces, by four, as Python-Markdown wants it; and an empty line
    before a list that follows a paragraph at once."""
    return "\n".join(_indented(text.split("\n")))


def _indented(lines: list[str]) -> Iterator[str]:
    width, fence, before = 0, "", ""  # how far in the contents of the item stand; 0 outside a list
    for line in lines:
        marker = re.match(r" *(`{3,})", line)
        item = None if fence else ITEM.match(line)
        if item:
            if not width and before.strip():
                yield ""
            width = len(item[0])
        elif width and not fence and line.strip() and not line.startswith(" "):
            width = 0 if not before.strip() or line.startswith(("#", "|", "```")) else width  # else: a lazy line
        if marker and (not fence or marker[1] == fence):
            fence = "" if fence else marker[1]
        yield " " * (4 - width) + line if width and line.startswith(" " * width) else line
        before = line
