"""The book as files: deterministic, in a folder of its own, honest about what it does not know.

- one page a contract, or one file; the same bytes twice; relative links that lead somewhere; unique ids
- an earlier book's pages go, other people's files stay and are never written over
- untrusted input is text; files that are no pact are told; what changed since another version
"""

import json
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pytest

from harness.tests.book.library import EVIL, NOBODY, TURNED, USER, a_book, all_verdicts, record, results, shelve
from harness.tests.book.test_field_matrix import USER_SERVICE
from harness.tests.checks.pacts import answers, asks, http, message, write
from pact_harness.book import body_text, coverage_page, field_matrix
from pact_harness.book.book import BookSources, read_book
from pact_harness.book.pages import FolderError, write_book


class Page(HTMLParser):
    """The tags, ids, links and text of a page; what browsers would not need closed is not expected to be."""

    VOID = ("meta", "link", "input", "br", "img", "wbr")

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(file.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append(tag)
        self.ids += [found["id"] or ""] if "id" in found else []
        self.links += [found["href"] or ""] if tag == "a" else []
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """``<path/>`` of SVG: neither id nor link stands there."""

    def handle_data(self, data: str) -> None:
        self.text += data


def book(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "book"


def test_there_is_an_index_and_one_page_a_contract(tmp_path: Path, output: Path) -> None:
    a_book(all_verdicts(tmp_path), output)
    assert list(book(output)) == [
        "index.html",
        "newsletter-user-service.html",
        "profile-client-billing.html",
        "profile-client-user-service.html",
    ]


def test_the_same_input_gives_the_same_bytes(tmp_path: Path, output: Path) -> None:
    sources = all_verdicts(tmp_path)
    a_book(sources, output)
    a_book(sources, tmp_path / "again")
    assert book(output) == book(tmp_path / "again")


@pytest.mark.parametrize("single", [False, True], ids=["pages", "single"])
def test_each_link_leads_to_a_place_that_is_there_and_only_once(tmp_path: Path, output: Path, single: bool) -> None:
    a_book(all_verdicts(tmp_path), output, single=single)
    pages = {file.name: Page(file) for file in output.glob("*.html")}
    places = {f"{name}#{one}" for name, page in pages.items() for one in page.ids} | set(pages)
    for name, page in pages.items():
        assert page.open == []
        assert len(page.ids) == len(set(page.ids))
        missing = {link for link in page.links if (name + link if link.startswith("#") else link) not in places}
        assert missing == set()
    assert sum(len(page.links) for page in pages.values()) > 40


def test_single_is_one_file_with_everything_in_it(tmp_path: Path) -> None:
    a_book(all_verdicts(tmp_path), tmp_path / "mail.html", single=True)
    page = Page(tmp_path / "mail.html")
    assert "profile-client-user-service.a-request-for-a-user" in page.ids
    assert all(link.startswith("#") for link in page.links)


@pytest.mark.parametrize("single", [False, True], ids=["pages", "single"])
def test_no_page_asks_for_anything_outside_itself(tmp_path: Path, output: Path, single: bool) -> None:
    a_book(all_verdicts(tmp_path), output, single=single)
    for text in book(output).values():
        assert not re.search(rb"""(src|href)=["'](?!data:,)[^"'#]*[:/]""", text)
        assert b"@import" not in text
        assert b"url(" not in text


def test_pages_that_an_earlier_book_left_go_and_everything_else_stays(tmp_path: Path, output: Path) -> None:
    sources = all_verdicts(tmp_path)
    a_book(sources, output)
    (output / "notes.html").write_text("mine")
    (output / "notes.txt").write_text("mine")
    (sources.contracts / "billing.json").unlink()
    a_book(sources, output)
    assert sorted(book(output)) == [
        "index.html",
        "newsletter-user-service.html",
        "notes.html",
        "notes.txt",
        "profile-client-user-service.html",
    ]


def test_somebody_elses_file_is_not_written_over(tmp_path: Path, output: Path) -> None:
    output.mkdir()
    (output / "index.html").write_text("mine")
    with pytest.raises(FolderError, match=r"index\.html is there already and no page of a book"):
        a_book(all_verdicts(tmp_path), output)
    assert book(output) == {"index.html": b"mine"}


def test_a_file_is_no_folder_for_pages(tmp_path: Path) -> None:
    with pytest.raises(FolderError, match=r"ask for one file with --single"):
        a_book(all_verdicts(tmp_path), tmp_path / "book.html")


def evil(folder: Path) -> BookSources:
    """Contracts and results that hold markup, script and turned text wherever a text can stand."""
    interaction = http(
        EVIL,
        given={EVIL: {EVIL: TURNED}},
        request=asks(f"/{EVIL}", EVIL, query={EVIL: [EVIL]}, headers={EVIL: [EVIL]}),
        response=answers({EVIL: [EVIL, TURNED]}, {"$": {"match": "regex", "regex": EVIL}}, headers={"X": [EVIL]}),
        comments={"testname": EVIL},
    )
    event = message(TURNED, EVIL, metadata={EVIL: EVIL})
    contracts = folder / "contracts"
    write(contracts / "evil.json", interaction, event, consumer=EVIL, provider=TURNED, version=EVIL)
    write(contracts / f"{TURNED}.txt", consumer="x", provider="y")
    (contracts / "bad.json").write_text("{")
    response = {"status": 200, "headers": [[EVIL, EVIL]], "body": json.dumps({EVIL: EVIL})}
    wrong = [{"part": part, "path": [], "expected": EVIL, "actual": EVIL} for part in ("body", "status", EVIL)]
    failed = record(
        EVIL, interaction, "failed", provider=TURNED, failure_message=EVIL, mismatches=wrong, response=response
    )
    return BookSources(contracts, root=folder, verification=results(folder, failed))


@pytest.mark.parametrize("single", [False, True], ids=["pages", "single"])
def test_untrusted_input_is_shown_as_text(tmp_path: Path, output: Path, single: bool) -> None:
    a_book(evil(tmp_path), output, single=single)
    for file in output.glob("*.html"):
        page = Page(file)
        assert page.tags.count("script") == 1
        assert "img" not in page.tags
        assert "\u202e" not in file.read_text(encoding="utf-8")
        if file.name != "x-y.html":  # the page of the contract whose file alone has a bad name
            assert EVIL in page.text
            assert "user⟨U+202E⟩gpj.exe" in page.text


def test_what_is_no_pact_is_told_with_its_file(tmp_path: Path, output: Path) -> None:
    contracts = shelve(tmp_path)
    (contracts / "README.md").write_text("# Contracts")
    (contracts / "empty.json").write_text("{}")
    text = Page(a_book_at(contracts, output)).text
    assert "What contracts/README.md holds: it is not JSON: Expecting value at line 1, column 1." in text
    assert "What contracts/empty.json holds: it is not a pact file: the file has neither interactions nor" in text


def a_book_at(contracts: Path, output: Path) -> Path:
    write_book(read_book(BookSources(contracts, root=contracts.parent)), output)
    return output / "index.html"


def test_a_book_without_results_says_that_it_knows_of_none(tmp_path: Path, output: Path) -> None:
    page = Page(a_book_at(shelve(tmp_path), output))
    assert "No failed interaction is known" in page.text
    assert "Nothing here has been verified." in page.text
    assert "Whether any of the 5 interactions passed: no result of a verification was found for them." in page.text
    assert "Which consumer test recorded 4 of the 5 interactions: the pact files do not say." in page.text
    assert "No OpenAPI document of 2 providers was given" in page.text


def test_a_contract_without_interactions_is_told_as_one(tmp_path: Path, output: Path) -> None:
    write(tmp_path / "contracts" / "a.json")
    a_book_at(tmp_path / "contracts", output)
    assert "This contract holds no interaction: verifying it would check nothing." in Page(output / "a-b.html").text


def test_what_changed_since_another_version_leads_to_its_interaction(tmp_path: Path, output: Path) -> None:
    contracts = shelve(tmp_path)
    before = Path(shutil.copytree(contracts, tmp_path / "before"))
    (before / "billing.json").unlink()
    write_book(read_book(BookSources(contracts, root=tmp_path, since=str(before))), output)
    page = Page(output / "index.html")
    assert re.search(r"Asks more of the provider\s+an invoice profile-client → billing is newly asked for", page.text)
    assert "profile-client-billing.html#an-invoice" in page.links


def test_the_matrix_says_of_each_consumer_what_it_needs(tmp_path: Path, output: Path) -> None:
    a_book(all_verdicts(tmp_path), output)
    text = " ".join(Page(output / "index.html").text.split())
    assert (
        "GET /users/{…}.created_on\N{EN DASH}not needed1 interactiona request for a user" in text
    )  # not by the newsletter
    assert (
        "GET /users.users.email1 interactiona page of users\N{EN DASH}not needed" in text
    )  # not by the profile client


def navigation(folder: Path) -> list[str]:
    """What the book's first page leads to."""
    (found,) = re.findall(r"<nav class=.top.*?</nav>", (folder / "index.html").read_text(encoding="utf-8"), re.DOTALL)
    return re.findall(r">([^<>]+)</a>", found)


def test_the_navigation_leads_to_what_failed_only_where_something_failed(tmp_path: Path, output: Path) -> None:
    a_book(all_verdicts(tmp_path), output)
    assert navigation(output)[:3] == ["What failed", "What is pending", "The map"]
    passed = results(tmp_path, record("profile-client", NOBODY))
    a_book(BookSources(tmp_path / "contracts", root=tmp_path, verification=passed), output)
    assert navigation(output) == ["The map", "Who needs what", "All interactions", "What is not known"]


def test_each_filter_says_what_to_type(tmp_path: Path, output: Path) -> None:
    a_book(all_verdicts(tmp_path), output)
    fields = re.findall(r"<input[^>]*>", "".join(one.read_text(encoding="utf-8") for one in output.glob("*.html")))
    assert len(fields) == 5
    assert [one for one in fields if not re.search(r'placeholder="a \w+', one)] == []


@pytest.fixture
def one_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is space for all but one line of USER's body, field of USER_SERVICE, and row of its coverage."""
    monkeypatch.setattr(body_text, "MOST_LINES", 4)
    monkeypatch.setattr(field_matrix, "MOST_ROWS", 3)
    monkeypatch.setattr(coverage_page, "MOST_ROWS", 1)


@pytest.mark.usefixtures("one_too_many")
def test_of_one_thing_the_book_speaks_in_the_singular(tmp_path: Path, output: Path) -> None:
    document = tmp_path / "openapi.json"
    document.write_text(json.dumps(USER_SERVICE.raw), encoding="utf-8")
    write(tmp_path / "contracts" / "a.json", USER, consumer="profile-client", provider="user-service")
    a_book(BookSources(tmp_path / "contracts", root=tmp_path, openapi=document), output)
    text = " ".join(" ".join(Page(file).text.split()) for file in sorted(output.glob("*.html")))
    found = set(re.findall(r"\b1 ((?:more )?[a-z]+)", text))
    assert found >= {"consumer", "provider", "interaction", "more line", "more field", "more row"}
    assert {one for one in found if one.endswith("s")} == set()
    assert "promise" not in text
