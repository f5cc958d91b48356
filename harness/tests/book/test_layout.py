"""Where things stand on the book's pages, in Chromium, at three widths.

- no page is wider than the screen, no word is broken, what belongs together has the same edges
- the map: names are whole, within their boxes, large enough to read
- a table that goes on beyond the screen's edge says so; a wrapped line of JSON keeps its indent
- a filter's hint fits its field
"""

from base64 import b64encode
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from harness.tests.book.chromium import without
from harness.tests.book.library import BROKEN, PAGES, a_book, all_verdicts, results
from harness.tests.checks.pacts import Json, answers, http, write
from pact_harness.book.book import BookSources

if find_spec("playwright") is None:
    without("Playwright", "make test WITH=browser")

from playwright.sync_api import Locator, Page

WIDTHS = (390, 768, 1400)
SMALLEST = 11  # pixels of text that can be read


@pytest.fixture(params=WIDTHS)
def screen(page: Page, request: pytest.FixtureRequest) -> Page:
    page.set_viewport_size({"width": request.param, "height": 800})
    return page


@pytest.fixture
def phone(page: Page) -> Page:
    page.set_viewport_size({"width": 390, "height": 800})
    return page


def opened(page: Page, file: Path) -> Page:
    """The page with everything on it unfolded."""
    page.goto(file.resolve().as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    return page


@pytest.mark.parametrize("name", PAGES)
def test_no_page_is_wider_than_the_screen(screen: Page, book: Path, name: str) -> None:
    opened(screen, book / f"{name}.html")
    assert screen.viewport_size
    assert screen.evaluate("document.documentElement.scrollWidth") == screen.viewport_size["width"]


LONG = "a_word_without_a_space_" * 12


def test_the_longest_words_do_not_make_a_page_wider(screen: Page, tmp_path: Path) -> None:
    interaction = http(
        LONG,
        given={LONG: {LONG: LONG}},
        response=answers({LONG: {LONG: [LONG]}}, headers={LONG: [LONG]}),
        comments={"testname": LONG},
    )
    write(tmp_path / "contracts" / "long.json", interaction, consumer=LONG, provider=LONG)
    a_book(BookSources(tmp_path / "contracts", root=tmp_path), tmp_path / "book")
    pages = sorted((tmp_path / "book").glob("*.html"))
    assert len(pages) == 2
    for file in pages:
        opened(screen, file)
        assert screen.viewport_size
        assert screen.evaluate("document.documentElement.scrollWidth") == screen.viewport_size["width"]


# words that stand on more than one line; a path or a name may be broken at its signs
BROKEN_WORDS = """() => {
  const broken = [];
  for (const holder of document.querySelectorAll("h1, h2, h3, th, td, nav a, section li, label, .tally, .facts")) {
    const walker = document.createTreeWalker(holder, NodeFilter.SHOW_TEXT);
    for (let node; (node = walker.nextNode()); ) {
      for (const word of node.data.matchAll(/[A-Za-z_]+/g)) {
        const range = document.createRange();
        range.setStart(node, word.index);
        range.setEnd(node, word.index + word[0].length);
        const tops = new Set([...range.getClientRects()].map((one) => Math.round(one.top)));
        if (tops.size > 1) broken.push(word[0]);
      }
    }
  }
  return broken;
}"""


@pytest.mark.parametrize("name", PAGES)
def test_no_word_is_broken(screen: Page, book: Path, name: str) -> None:
    assert opened(screen, book / f"{name}.html").evaluate(BROKEN_WORDS) == []


BLOCKS = ".failed-list, .map:not([hidden]), .legend, table, .all, .contents, .interactions, .interaction, footer, main"


@pytest.mark.parametrize("name", PAGES)
def test_everything_has_the_same_edges_and_stands_in_the_middle(page: Page, book: Path, name: str) -> None:
    page.set_viewport_size({"width": 1400, "height": 800})
    opened(page, book / f"{name}.html")
    boxes = [box for one in page.locator(BLOCKS).all() if (box := one.bounding_box())]
    assert len(boxes) >= 4
    edges = {(round(box["x"]), round(box["x"] + box["width"])) for box in boxes}
    assert len(edges) == 1
    ((left, right),) = edges
    assert abs(left - (1400 - right)) <= 1
    assert right - left > 1400 * 2 / 3


def test_names_on_the_map_are_whole_and_within_their_boxes(screen: Page, tmp_path: Path) -> None:
    names = ["web", "W" * 20, "billing-and-invoicing-for-everybody", "\u8ab2\u91d1" * 9, "Mobile Application"]
    for one in names:
        file = tmp_path / "contracts" / f"{names.index(one)}.json"
        write(file, http("one"), consumer=one, provider=f"{one}-service")
    a_book(BookSources(tmp_path / "contracts", root=tmp_path), tmp_path / "book")
    opened(screen, tmp_path / "book" / "index.html")
    boxes = screen.locator(".map:visible .box")
    shown = {" ".join(box.locator("text").all_text_contents()): box for box in boxes.all()}
    assert set(shown) == {*names, *(f"{one}-service" for one in names)}
    for box in shown.values():
        assert _is_within(box.locator("text"), box.locator("rect"))
        size = box.locator("text").evaluate("one => parseFloat(getComputedStyle(one).fontSize) * one.getScreenCTM().a")
        assert size >= SMALLEST


def _is_within(one: Locator, other: Locator) -> bool:
    inner, outer = one.bounding_box(), other.bounding_box()
    assert inner
    assert outer
    return bool(
        outer["x"] <= inner["x"]
        and outer["y"] <= inner["y"]
        and inner["x"] + inner["width"] <= outer["x"] + outer["width"]
        and inner["y"] + inner["height"] <= outer["y"] + outer["height"]
    )


@pytest.mark.parametrize("name", PAGES)
def test_the_tables_of_two_consumers_fit_a_phone(phone: Page, book: Path, name: str) -> None:
    opened(phone, book / f"{name}.html")
    tables = phone.locator(".wide[role]")
    cut = [
        one.get_attribute("aria-label")
        for one in tables.all()
        if one.evaluate("one => one.scrollWidth > one.clientWidth")
    ]
    assert cut == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_table_that_goes_on_beyond_the_edge_shows_it_until_its_end(phone: Page, tmp_path: Path, scheme: Any) -> None:
    for number in range(9):
        write(
            tmp_path / "contracts" / f"{number}.json",
            http("one", response=answers({"id": 1})),
            consumer=f"consumer-{number}",
        )
    a_book(BookSources(tmp_path / "contracts", root=tmp_path), tmp_path / "book")
    phone.emulate_media(color_scheme=scheme)
    opened(phone, tmp_path / "book" / "index.html")
    table = phone.get_by_role("region", name="Who needs what")
    # only what is drawn at the edge: no text, no lines
    phone.add_style_tag(
        content=".matrix, .matrix * { color: transparent !important; border-color: transparent !important }"
    )
    table.scroll_into_view_if_needed()
    at_first = _right_edge(phone, table)
    table.evaluate("one => one.scrollTo(one.scrollWidth, 0)")
    at_the_end = _right_edge(phone, table)
    assert len(at_the_end) == 1
    assert len(at_first) > 1


# the colours of a row of pixels at the right edge, from a picture that is drawn on a canvas
COLOURS = """async (source) => {
  const picture = new Image();
  picture.src = source;
  await picture.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [picture.width, picture.height];
  const drawing = canvas.getContext("2d");
  drawing.drawImage(picture, 0, 0);
  const data = drawing.getImageData(0, 0, picture.width, 1).data;
  return [...new Set(Array.from({ length: picture.width }, (_, at) => data.slice(4 * at, 4 * at + 3).join()))];
}"""


def _right_edge(page: Page, table: Locator) -> list[str]:
    box = table.bounding_box()
    assert box
    clip: Any = {"x": box["x"] + box["width"] - 12, "y": box["y"] + box["height"] / 2, "width": 12, "height": 1}
    picture = b64encode(page.screenshot(clip=clip)).decode()
    colours: list[str] = page.evaluate(COLOURS, f"data:image/png;base64,{picture}")
    return colours


# of each line that takes more than one row of the screen: where its text begins after its spaces, and where it goes on
WRAPPED = """() => [...document.querySelectorAll("pre .l")].flatMap((line) => {
  const text = line.firstChild;
  const spaces = text.data.length - text.data.trimStart().length;
  const rows = (from, to) => {
    const range = document.createRange();
    range.setStart(text, from);
    to.nodeType === Node.TEXT_NODE ? range.setEnd(text, spaces) : range.setEndAfter(to);
    return [...range.getClientRects()].filter((one) => one.width > 1);
  };
  const last = [...line.childNodes].findLast((one) => one.nodeName === "I") ?? line;
  const first = rows(0, last)[0];
  const begin = spaces ? rows(0, text)[0].right : first.left;
  const further = rows(spaces, last).filter((one) => one.top > first.bottom - 2).map((one) => Math.round(one.left));
  return further.length ? [[Math.round(begin), Math.min(...further)]] : [];
})"""
NESTED: Json = {"a": {"b": {"c": "a long text of many words " * 4, "d": ["x" * 90]}}}


def test_a_wrapped_line_of_json_keeps_its_indent(phone: Page, tmp_path: Path) -> None:
    write(tmp_path / "contracts" / "a.json", http("one", response=answers(NESTED, {"$.a.b.c": {"match": "type"}})))
    a_book(BookSources(tmp_path / "contracts", root=tmp_path), tmp_path / "book")
    wrapped = opened(phone, tmp_path / "book" / "a-b.html").evaluate(WRAPPED)
    assert len(wrapped) == 2
    assert [one for one in wrapped if one[1] <= one[0]] == []


def test_a_wrapped_line_of_a_failure_message_keeps_its_indent(phone: Page, tmp_path: Path) -> None:
    message = "user-service breaks its contract with profile-client\n  at  " + "a long reason " * 9
    sources = all_verdicts(tmp_path)
    results(tmp_path, {**BROKEN, "failure_message": message})
    a_book(sources, tmp_path / "book")
    phone.goto((tmp_path / "book" / "profile-client-user-service.html").as_uri())
    phone.locator(".failure summary").click()
    lines = phone.locator(".failure pre .l")
    assert [one.rstrip("\n") for one in lines.all_text_contents()] == message.split("\n")
    wrapped = [one for one in phone.evaluate(WRAPPED.replace("pre .l", ".failure pre .l")) if one[1] > one[0]]
    assert len(wrapped) == 2


# how much wider than its field a filter's hint is
HINTS = """() => [...document.querySelectorAll("form:not([hidden]) input[placeholder]")].map((input) => {
  const style = getComputedStyle(input);
  const drawing = document.createElement("canvas").getContext("2d");
  drawing.font = style.font;
  const room = input.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  return drawing.measureText(input.placeholder).width - room;
})"""


@pytest.mark.parametrize("name", ["index", "profile-client-user-service"])
def test_the_hint_of_a_filter_fits_its_field(screen: Page, book: Path, name: str) -> None:
    hints = opened(screen, book / f"{name}.html").evaluate(HINTS)
    assert hints
    assert [one for one in hints if one > 0] == []
