"""A document on its way to the site: where its links lead then, and how its lists are written.

- links to pages and pictures stay; to files of the repository they lead to its address, or are text without one
- a link to nowhere, and a document in no section, are errors
- lists as Python-Markdown reads them; what stands in a block of code stays as it is
"""

from pathlib import Path

import pytest

from tools.docs_site.documents import SiteError, sections, title_of
from tools.docs_site.markdown import indent_lists, page, pictures

HERE = "docs/a.md"
PAGES = {"README.md", "docs/a.md", "docs/b.md", "examples/shop/README.md"}
ADDRESS = "https://github.example/them/theirs"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    (tmp_path / "shop.py").write_text("")
    return tmp_path


@pytest.mark.parametrize(
    ("link", "with_address"),
    [
        ("[b](b.md#there)", "[b](b.md#there)"),
        ("[home](../README.md)", "[home](../README.md)"),
        ("![a picture](book.png)", "![a picture](book.png)"),
        ("[`shop.py`](../shop.py)", f"[`shop.py`]({ADDRESS}/blob/HEAD/shop.py)"),
        ("[shop](../examples/shop/)", "[shop](../examples/shop/README.md)"),
        ("[line](../shop.py#L3)", f"[line]({ADDRESS}/blob/HEAD/shop.py#L3)"),
        ("[all](../docs)", f"[all]({ADDRESS}/tree/HEAD/docs)"),
        ("[tell us](../../../security/new)", f"[tell us]({ADDRESS}/security/new)"),
        ("[out](https://docs.pact.io) [here](#top)", "[out](https://docs.pact.io) [here](#top)"),
    ],
)
def test_a_link_leads_where_the_site_has_it(root: Path, link: str, with_address: str) -> None:
    assert page(link, HERE, root, PAGES, ADDRESS) == with_address


def test_without_an_address_what_is_no_page_is_text(root: Path) -> None:
    text = "[`shop.py`](../shop.py), [all](../docs) and [tell us](../../../security/new)"
    assert page(text, HERE, root, PAGES, None) == "`shop.py`, all and tell us"


def test_a_link_to_nowhere_is_an_error(root: Path) -> None:
    with pytest.raises(SiteError, match=r"docs/a\.md: gone\.md leads nowhere"):
        page("[gone](gone.md)", HERE, root, PAGES, None)


def test_a_block_of_code_stays_as_it_is(root: Path) -> None:
    code = "```\n[gone](gone.md)\n1. one\n   more\n```"
    assert page(code, HERE, root, PAGES, None) == code


def test_what_belongs_to_an_item_stands_four_spaces_in() -> None:
    text = "Steps:\n1. One:\n\n   | a |\n   | --- |\n\n   ```sh\n     deep\n   ```\n- two\n  more\n\nAfter it.\n"
    assert indent_lists(text) == (
        "Steps:\n\n1. One:\n\n    | a |\n    | --- |\n\n    ```sh\n      deep\n    ```\n- two\n    more\n\nAfter it.\n"
    )


def test_what_is_folded_away_is_markdown_too(root: Path) -> None:
    text = "a\n<details>\n<summary>b</summary>\n\n**c**\n</details>\n"
    assert page(text, HERE, root, PAGES, None) == text.replace("<details>", "<details markdown>")


def test_pictures_are_named_from_the_root() -> None:
    assert pictures("![a](a.png) ![b](../b.svg) [c](c.md)\n```\n![d](d.png)\n```", HERE) == {"docs/a.png", "b.svg"}


def test_pictures_may_be_written_as_html() -> None:
    text = '<img width="9" src="a.svg">\n<picture><source media="x" srcset="../b.png"><img src="c.png#x"></picture>'
    assert pictures(text, HERE) == {"docs/a.svg", "b.png", "docs/c.png"}
    assert pictures('<script src="a.js"></script> <img src="https://elsewhere.example/a.png">', HERE) == set()


def test_a_picture_in_html_is_where_the_page_looks_for_it(root: Path) -> None:
    text = '<img src="book.png"> <img src="https://docs.pact.io/a.png">'
    assert page(text, HERE, root, PAGES, None) == '<img src="../book.png"> <img src="https://docs.pact.io/a.png">'
    assert page(text, "README.md", root, PAGES, None) == text


def test_each_document_has_its_section_and_lessons_follow_their_map() -> None:
    found = sections(
        ["README.md", "docs/a.md", "lessons/02-b/README.md", "lessons/01-a/README.md", "lessons/README.md"]
    )
    assert [(one.title, one.pages) for one in found] == [
        ("Home", ["README.md"]),
        ("Learn", ["lessons/README.md", "lessons/01-a/README.md", "lessons/02-b/README.md"]),
        ("Repository", ["docs/a.md"]),
    ]


def test_a_document_in_no_section_is_an_error() -> None:
    with pytest.raises(SiteError, match=r"names elsewhere/a\.md"):
        sections(["README.md", "elsewhere/a.md"])


def test_a_title_is_plain_text() -> None:
    assert title_of("```\n# no\n```\n# The `core` of [it](a.md)\n", HERE) == "The core of it"
    with pytest.raises(SiteError, match="no heading"):
        title_of("## Second\n", HERE)
