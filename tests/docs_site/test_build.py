"""The site as it is built: whole, strict, and without another host.

- each document is a page; the reference has every public name; what is searched holds the course and the plugin
- no asset comes from elsewhere, and Mermaid is on the pages with a diagram alone
- a page and an anchor that are not there, a missing picture and a missing book end the build
- another Mermaid than the one that was reviewed is refused
"""

import json
import re
from pathlib import Path

import pytest

import pact_harness
from lessons.course import Course
from lessons.output import documents
from tools.docs_site import mermaid
from tools.docs_site.__main__ import ROOT, build
from tools.docs_site.documents import SiteError

ASSET = re.compile(r"<(?:script|img|iframe|source|video|embed|object)\b[^>]*?\b(?:src|data)=\"?(https?://[^\"\s>]+)")
LINKED = re.compile(r"<link\b(?![^>]*rel=\"?(?:canonical|prev|next))[^>]*?\bhref=\"?(https?://[^\"\s>]+)")
STYLED = re.compile(r"(?:@import\s*[\"']?|url\([\"']?)(https?://[^\"')\s]+)")


def foreign(folder: Path) -> list[str]:
    """What the pages and styles of *folder* load from a host."""
    pages = [file.read_text(encoding="utf-8") for file in folder.rglob("*.html")]
    styles = [file.read_text(encoding="utf-8") for file in folder.rglob("*.css")]
    found = [one for text in pages for pattern in (ASSET, LINKED) for one in pattern.findall(text)]
    return found + [one for text in [*pages, *styles] for one in STYLED.findall(text)]


def test_each_document_is_a_page(site: Path) -> None:
    left_out = (".github/", "tools/")
    for document in documents(Course(ROOT)):
        if not document.startswith(left_out):
            page = site / document.removesuffix(".md").removesuffix("README")
            assert (page / "index.html").is_file(), document


def test_the_reference_has_every_public_name(site: Path) -> None:
    text = (site / "reference" / "index.html").read_text(encoding="utf-8")
    assert [name for name in pact_harness.__all__ if f'id="pact_harness.{name}"' not in text] == []
    assert "Set the provider states up, replay the interaction" in text  # a docstring


def test_the_search_finds_the_course_and_the_plugin(site: Path) -> None:
    found = json.loads((site / "search.json").read_text(encoding="utf-8"))
    places = {item["location"].split("#")[0] for item in found["items"]}
    assert {"lessons/05-matchers/", "harness/", "reference/", "docs/broker/"} <= places


def test_no_asset_comes_from_another_host(site: Path) -> None:
    assert foreign(site) == []


def test_an_asset_from_another_host_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(
        '<script src="https://a.example/a.js"></script><img alt="" src=http://b.example/b.png>'
        '<link rel="stylesheet" href="https://c.example/c.css"><link rel="canonical" href="https://d.example/">'
        '<a href="https://e.example">e</a><style>@import "https://f.example/f.css"</style>'
    )
    (tmp_path / "a.css").write_text("@font-face { src: url(https://g.example/g.woff2) }")
    assert [one.split("/")[2][0] for one in foreign(tmp_path)] == ["a", "b", "c", "f", "g"]


def test_mermaid_stands_on_the_pages_with_a_diagram_alone(site: Path) -> None:
    with_script = {file.parent.name for file in site.rglob("*.html") if "mermaid.min.js" in file.read_text("utf-8")}
    written = {
        Path(one).parent.name if one.endswith("README.md") else Path(one).stem
        for one in documents(Course(ROOT))
        if "```mermaid" in (ROOT / one).read_text("utf-8")
    }
    assert with_script == written
    assert "architecture" in written


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("# A\n\n[b](docs/b.md#gone)\n", "anchor does not exist"),
        ("# A\n\n[c](docs/c.md)\n", "README.md: docs/c.md leads nowhere"),
        ("# A\n\n![c](docs/c.png)\n", "README.md: there is no picture docs/c.png"),
        ("No heading.\n", "README.md has no heading"),
    ],
    ids=["anchor", "page", "picture", "heading"],
)
@pytest.mark.usefixtures("tools")
def test_what_is_not_there_ends_the_build(tmp_path: Path, text: str, told: str) -> None:
    root = tmp_path / "root"
    (root / "docs").mkdir(parents=True)
    (root / "docs" / "b.md").write_text("# B\n")
    (root / "README.md").write_text(text)
    with pytest.raises(SiteError, match=re.escape(told)):
        build(root, tmp_path / "docs", "http://127.0.0.1/")


def test_a_book_that_was_not_made_ends_the_build(tmp_path: Path) -> None:
    with pytest.raises(SiteError, match=r"there is no book in .*: make book"):
        build(ROOT, tmp_path / "docs", "http://127.0.0.1/", book=tmp_path)


def test_another_mermaid_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = tmp_path / "mermaid.tgz"
    archive.write_bytes(b"another")
    monkeypatch.setattr(mermaid, "_packed", lambda _: archive)
    with pytest.raises(SiteError, match=r"mermaid\.tgz is not the one that was reviewed: its SHA-512 is \w{128}"):
        mermaid.mermaid(tmp_path)
    assert not list(tmp_path.glob("*.js"))
