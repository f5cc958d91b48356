"""The book in Chromium, opened from a file, without a network.

- the map leads to a contract, a failed interaction to its mismatch; each section is a click away
- filter and search, by words and verdict; without script everything is there to read, and no filter
- untrusted input runs nothing; the console stays silent (the fixture sees to it)
- light and dark, wide and narrow: axe finds nothing; print is black on white

test_layout.py looks at where things stand.
"""

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

import pytest

from harness.tests.book.chromium import without
from harness.tests.book.library import EVIL, PAGES, a_book
from harness.tests.book.test_pages import evil
from harness.tests.checks.pacts import http, write
from pact_harness.book.book import BookSources

if find_spec("playwright") is None:
    without("Playwright", "make test WITH=browser")

from playwright.sync_api import Browser, Page, expect


@pytest.fixture
def index(page: Page, book: Path) -> Page:
    page.goto((book / "index.html").as_uri())
    return page


@pytest.fixture
def contract(page: Page, book: Path) -> Page:
    page.goto((book / "profile-client-user-service.html").as_uri())
    return page


def names(page: Page, items: str) -> list[str]:
    """The first line of each item that is shown, be it near or far."""
    texts = page.locator(f"{items}:visible").all_text_contents()
    return [" ".join(text.strip().partition("\n")[0].split()) for text in texts]


def test_a_line_of_the_map_leads_to_its_contract(index: Page) -> None:
    index.get_by_role("link", name="profile-client and user-service: 2 requests, failed").click()
    expect(index.get_by_role("heading", level=1)).to_have_text("What profile-client asks of user-service")


def test_the_map_tells_every_verdict_by_shape_and_in_words(index: Page) -> None:
    links = index.locator("svg.map.wide a")
    assert [link.get_attribute("aria-label") for link in links.all()] == [
        "newsletter and user-service: 1 request, pending",
        "newsletter and user-service: 1 message, passed",
        "profile-client and billing: 1 request, not verified",
        "profile-client and user-service: 2 requests, failed",
    ]
    shapes = [link.locator(".sign").inner_html().split("/>")[0] for link in links.all()]
    assert len(set(shapes)) == 4


def test_the_failed_interaction_comes_first_and_leads_to_its_mismatch(index: Page) -> None:
    first = index.locator("main a").first
    assert first.inner_text() == "a request for a user"
    first.click()
    expect(index.locator(":target h2")).to_have_text("a request for a user failed")
    expect(index.locator(":target mark").first).to_contain_text('"created_on": "2020-01-01T12:00:00+0000"')
    expect(index.locator(":target mark").first).to_contain_text("got 1577880000")
    expect(index.locator(":target .beside > div").last.locator("mark")).to_have_text('  "created_on": 1577880000')


@pytest.mark.parametrize(
    "name",
    [
        "What failed",
        "What is pending",
        "The map",
        "Who needs what",
        "What changed",
        "All interactions",
        "What is not known",
    ],
)
def test_each_section_is_a_click_away(index: Page, name: str) -> None:
    index.get_by_role("navigation", name="Sections").get_by_role("link", name=name, exact=True).click()
    expect(index.locator("section:target h2, h3:target")).to_be_in_viewport()


def test_a_mark_of_the_matrix_opens_on_its_interactions(index: Page) -> None:
    row = index.get_by_role("row", name="GET /users.users.email")
    link = row.get_by_role("link", name="a page of users")
    expect(link).to_be_hidden()
    row.locator("summary").click()
    link.click()
    expect(index.locator(":target h2")).to_contain_text("a page of users")


def test_the_search_finds_interactions_of_all_contracts_by_every_word(index: Page) -> None:
    search = index.get_by_label("Search all interactions").locator("input")
    search.press_sequentially("USER request")
    assert names(index, "#all li") == [
        "a request for a user profile-client → user-service failed",
        "a request for nobody profile-client → user-service passed",
    ]
    expect(index.locator("form[data-for=all] output")).to_have_text("2 of 5")
    search.fill("")
    assert len(names(index, "#all li")) == 5


def test_the_filter_of_fields_leaves_those_that_fit(index: Page) -> None:
    index.get_by_label("Filter the fields of user-service").locator("input").fill("created_on")
    assert index.locator("#needs-2 tr:visible").count() == 1


def test_a_contracts_filter_knows_words_and_verdicts(contract: Page) -> None:
    form = contract.get_by_role("search")
    form.get_by_role("combobox").select_option("failed")
    assert names(contract, ".interaction") == ["a request for a user failed"]
    form.get_by_role("combobox").select_option("")
    form.get_by_role("searchbox").fill("404")
    assert names(contract, ".interaction") == ["a request for nobody passed"]
    form.get_by_role("searchbox").fill("nothing like it")
    assert names(contract, ".interaction") == []
    expect(form.locator("output")).to_have_text("0 of 2")


def test_hundreds_of_interactions_are_filtered_in_their_chunks(page: Page, tmp_path: Path) -> None:
    write(tmp_path / "contracts" / "a.json", *(http(f"number {number}") for number in range(230)))
    a_book(BookSources(tmp_path / "contracts", root=tmp_path), tmp_path / "book")
    page.goto((tmp_path / "book" / "a-b.html").as_uri())
    page.get_by_role("searchbox").fill("number 22 GET")
    assert names(page, ".interaction") == [f"number {number} not verified" for number in (22, 122, *range(220, 230))]
    page.get_by_role("searchbox").fill("")
    expect(page.locator(".interaction:visible")).to_have_count(230)  # the rest after the first, in its own time
    page.goto((tmp_path / "book" / "a-b.html").as_uri() + "#number-229")
    expect(page.locator(":target h2")).to_be_in_viewport()


def test_a_link_to_what_the_filter_hides_ends_the_filter(contract: Page) -> None:
    contract.get_by_role("searchbox").fill("404")
    contract.get_by_role("navigation").get_by_role("link", name="a request for a user").click()
    expect(contract.locator(":target h2")).to_be_in_viewport()
    assert len(names(contract, ".interaction")) == 2


@pytest.fixture
def silent(chromium: Browser, book: Path) -> Iterator[Page]:
    """The contract's page where scripts are switched off."""
    context = chromium.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto((book / "profile-client-user-service.html").as_uri())
    yield page
    context.close()


def test_without_script_everything_is_there_to_read_and_no_filter(silent: Page) -> None:
    assert names(silent, ".interaction") == ["a request for a user failed", "a request for nobody passed"]
    expect(silent.locator("form")).to_be_hidden()


@pytest.mark.parametrize("single", [False, True], ids=["pages", "single"])
def test_untrusted_input_runs_nothing_and_is_read_as_text(page: Page, tmp_path: Path, single: bool) -> None:
    a_book(evil(tmp_path), tmp_path / "book", single=single)
    for file in sorted((tmp_path / "book").glob("*.html")):
        page.goto(file.as_uri())
        assert page.evaluate("window.pwned") is None
        assert page.locator("img, iframe, [onerror]").count() == 0
    page.goto((tmp_path / "book" / "index.html").as_uri())
    assert EVIL in page.inner_text("#failed")


def test_a_script_that_got_onto_a_page_would_not_run(page: Page, book: Path, tmp_path: Path) -> None:
    """The second wall: escaping is the first."""
    text = (book / "index.html").read_text(encoding="utf-8")
    (tmp_path / "hurt.html").write_text(text.replace("</h1>", "</h1><script>window.pwned=1</script>"), encoding="utf-8")
    said: list[str] = []
    other = page.context.new_page()
    other.on("console", lambda message: said.append(message.text))
    other.goto((tmp_path / "hurt.html").as_uri())
    assert other.evaluate("window.pwned") is None
    assert "Content Security Policy" in said[0]


Scheme = Literal["light", "dark"]


@pytest.mark.parametrize("file", PAGES)
@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (390, "light"), (1400, "dark"), (1400, "light")])
def test_axe_finds_nothing(page: Page, book: Path, axe: str, file: str, width: int, scheme: Scheme) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto((book / f"{file}.html").as_uri())
    for details in page.locator("details").all():
        details.evaluate("one => one.open = true")
    page.evaluate(axe)
    found: list[dict[str, Any]] = page.evaluate("axe.run(document).then(result => result.violations)")
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []


def test_dark_is_dark_and_light_is_light(index: Page) -> None:
    def paper() -> int:
        color = index.evaluate("getComputedStyle(document.body).backgroundColor")
        return sum(map(int, color.removeprefix("rgb(").removesuffix(")").split(", ")))

    index.emulate_media(color_scheme="light")
    assert paper() > 3 * 240
    index.emulate_media(color_scheme="dark")
    assert paper() < 3 * 40


def test_in_print_there_are_no_controls_and_black_stands_on_white(contract: Page) -> None:
    contract.emulate_media(media="print", color_scheme="dark")
    assert contract.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    assert contract.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    expect(contract.locator("form")).to_be_hidden()
    assert len(names(contract, ".interaction")) == 2
    expect(contract.get_by_text("user-service breaks its contract with profile-client")).to_be_visible()
