"""The site in Chromium: whom it asks, what a screen reader finds, and how wide it is.

- light and dark, 390 and 1,400 px wide: axe finds nothing, no page is wider than the screen, the console stays silent
- a diagram is drawn, the search finds a word, and nothing but the site itself is asked for anything
"""

import functools
import http.server
import threading
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

import pytest

from harness.tests.book.chromium import chromium_path, without

if find_spec("playwright") is None or find_spec("axe_playwright_python") is None:
    without("Playwright", "make test-all WITH=browser")

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

PAGES = ("", "docs/architecture/", "harness/", "harness/docs/checks/", "reference/", "lessons/05-matchers/")


class SilentHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its parameter's name
        """Nothing."""


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(SilentHandler, directory=site)) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join(timeout=10)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        # the sandbox wants rights that a container does not give, and the pages are our own
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
        yield browser
        browser.close()


def watched(page: Page, address: str) -> list[str]:
    """What *page* says on its console, and whom it asks besides the site."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda one: None if one.url.startswith((address, "data:", "blob:")) else said.append(one.url))
    return said


@pytest.mark.parametrize("width", [390, 1400])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_read_it(chromium: Browser, address: str, scheme: Literal["light", "dark"], width: int) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    said = watched(page, address)
    for path in PAGES:
        page.goto(address + path)
        found = Axe().run(page)
        assert found.violations_count == 0, f"{path}: {found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
    context.close()
    assert said == []


def test_a_diagram_is_drawn_and_a_word_is_found(chromium: Browser, address: str) -> None:
    context = chromium.new_context()
    page = context.new_page()
    said = watched(page, address)
    page.goto(f"{address}docs/architecture/")
    drawn = page.locator("div.mermaid").first
    expect(drawn).to_be_visible(timeout=20_000)
    box = drawn.bounding_box()
    assert box is not None
    assert box["height"] > 100
    page.keyboard.press("Control+k")
    page.keyboard.type("matchers")
    expect(page.get_by_role("option").first).to_contain_text("atchers", timeout=20_000)
    context.close()
    assert said == []
