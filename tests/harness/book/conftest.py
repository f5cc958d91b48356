"""Chromium for the book's tests: Debian's own, driven by Playwright; never downloaded.

Where there is none, the tests that need it are skipped and say how to get one. With BROWSER=required (as in .ci/run)
its absence is a failure.
"""

import os
import shutil
from collections.abc import Iterator
from importlib.util import find_spec

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")


def without(what: str, how: str) -> None:
    """Skip the test, or fail it where a browser is required."""
    reason = f"{what} is not installed: {how}"
    if os.environ.get("BROWSER") == "required":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        without("Chromium", "apt-get install chromium")
    with sync_playwright() as playwright:
        # the sandbox wants rights that a container does not give, and the pages are our own
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
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


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core, which looks for what keeps people from reading a page."""
    spec = find_spec("axe_playwright_python")
    if spec is None or not spec.submodule_search_locations:
        without("axe-playwright-python", "pip install --constraint constraints.txt axe-playwright-python")
        raise AssertionError
    from pathlib import Path

    return (Path(spec.submodule_search_locations[0]) / "axe.min.js").read_text(encoding="utf-8")
