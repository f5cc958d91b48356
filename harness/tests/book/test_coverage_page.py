"""The book's page of coverage: endpoints down, consumers across; none where there is no document."""

import json
from pathlib import Path

from harness.tests.checks.pacts import answers, asks, http, write
from harness.tests.openapi.shop import DOCUMENT
from pact_harness.book.book import BookSources, read_book
from pact_harness.book.pages import write_book


def book(folder: Path, *, documented: bool = True, single: bool = False) -> Path:
    one = http("one item", request=asks("/items/7"), response=answers({"id": 7}))
    write(folder / "contracts" / "a.json", one, consumer="<b>web", provider="shop")
    (folder / "openapi.json").write_text(json.dumps(DOCUMENT), encoding="utf-8")
    document = folder / "openapi.json" if documented else None
    write_book(
        read_book(BookSources(folder / "contracts", folder, openapi=document), single=single),
        folder / "book",
        single=single,
    )
    return folder / "book"


def test_the_page_shows_who_uses_what(tmp_path: Path) -> None:
    page = (book(tmp_path) / "coverage.html").read_text(encoding="utf-8")
    assert '<th scope="col">&lt;b&gt;web</th>' in page
    assert '<code>GET /items/{id}</code></th><td class="n">1</td>' in page
    assert '<tr class="free"><th scope="row"><code>POST /items</code></th><td class="no">' in page
    assert "<code>Item.<wbr>price</code>" in page
    assert "<code>Item.<wbr>id</code>" not in page
    assert 'href="coverage.html"' in (tmp_path / "book" / "index.html").read_text(encoding="utf-8")


def test_no_page_without_a_document_and_an_old_one_goes(tmp_path: Path) -> None:
    book(tmp_path)
    folder = book(tmp_path, documented=False)
    assert not (folder / "coverage.html").exists()
    assert "coverage.html" not in (folder / "index.html").read_text(encoding="utf-8")


def test_a_single_page_has_no_link_to_another(tmp_path: Path) -> None:
    folder = book(tmp_path, single=True)
    assert [one.name for one in folder.iterdir()] == ["index.html"]
    assert "coverage.html" not in (folder / "index.html").read_text(encoding="utf-8")
