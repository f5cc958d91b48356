"""Chromium for the book's tests, driven by Playwright. Where there is none, its tests say how to get one."""

import json
from collections.abc import Iterator
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from harness.tests.book.chromium import chromium_path, without
from harness.tests.book.library import a_book, all_verdicts
from harness.tests.book.test_field_matrix import USER_SERVICE

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@pytest.fixture(scope="module")
def chromium() -> Iterator["Browser"]:
    """Not for the whole session: Playwright's event loop counts as running until it ends, and would be in the way of
    every asynchronous test."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # the sandbox wants rights that a container does not give, and the pages are our own
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: "Browser") -> Iterator["Page"]:
    """A page that has no network and whose console stays silent."""
    context = chromium.new_context(offline=True)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("requestfailed", lambda request: said.append(f"could not load {request.url}"))
    yield page
    context.close()
    assert said == []


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library's book with what changed and a document, as pages, and beside them as ``single.html``."""
    folder = tmp_path_factory.mktemp("library")
    (folder / "before").mkdir()
    document = folder / "openapi.json"
    document.write_text(json.dumps(USER_SERVICE.raw), encoding="utf-8")
    sources = replace(all_verdicts(folder), since=str(folder / "before"), openapi=document)
    a_book(sources, folder / "book")
    a_book(sources, folder / "single.html", single=True)
    return folder / "book"


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core, which looks for what keeps people from reading a page."""
    spec = find_spec("axe_playwright_python")
    if spec is None or not spec.submodule_search_locations:
        without("axe-playwright-python", "make test WITH=browser")
    return (Path(spec.submodule_search_locations[0]) / "axe.min.js").read_text(encoding="utf-8")
