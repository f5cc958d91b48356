"""How the book does with many promises: `python -m benchmarks.book --count 5000` (needs `WITH=browser` and Chromium).

One contract holds them all, so that its page is the largest that so many can make. Printed: seconds to write the book
(the whole command, as a process), its size, seconds until the largest page and the first one are loaded and laid out,
and milliseconds from a letter in their filters to the next frame (the slowest of several letters).
"""

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from benchmarks.measuring import measure
from harness.tests.book.chromium import chromium_path

ROOT = Path(__file__).parent.parent
WORDS = "number 42"
# Milliseconds from the event to the frame after the one that shows it, as the page itself sees them.
TYPE = """(input) => new Promise((done) => {
  const begun = performance.now();
  input.dispatchEvent(new Event("input", {bubbles: true}));
  requestAnimationFrame(() => setTimeout(() => done(performance.now() - begun), 0));
})"""


def interaction(number: int) -> dict[str, Any]:
    """A request with a state and a body of a few fields, one in ten of them with a field of its own."""
    body: dict[str, Any] = {"id": number, "name": "Alice", "tags": ["one", "two"], "address": {"city": "Bern"}}
    if number % 10 == 0:
        body[f"extra_{number}"] = 1
    rules = {
        "$.id": {"combine": "AND", "matchers": [{"match": "integer"}]},
        "$.name": {"combine": "AND", "matchers": [{"match": "type"}]},
        "$.tags": {"combine": "AND", "matchers": [{"match": "type", "min": 1}]},
    }
    return {
        "type": "Synchronous/HTTP",
        "description": f"a request number {number} for an item of some kind",
        "providerStates": [{"name": "the item exists", "params": {"id": number}}],
        "request": {"method": "GET", "path": f"/items/{number}", "headers": {"Accept": ["application/json"]}},
        "response": {
            "status": 200,
            "headers": {"Content-Type": ["application/json"]},
            "body": {
                "content": body | ({f"extra_{number}": 1} if number % 10 == 0 else {}),
                "contentType": "application/json",
            },
            "matchingRules": {"body": rules},
        },
    }


def typed(page: Page, label: str) -> float:
    """Type WORDS into the filter letter by letter, then take it away: the slowest step, in milliseconds."""
    box = page.locator(f"form[aria-label={label!r}] input")
    slowest = 0.0
    for end in [*range(1, len(WORDS) + 1), 0]:
        box.evaluate("(input, text) => { input.value = text; }", WORDS[:end])
        slowest = max(slowest, float(box.evaluate(TYPE)))
        page.wait_for_timeout(300)
    return slowest


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.book", description=__doc__)
    parser.add_argument("--count", type=int, default=5_000, help="promises (default: 5000)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        (folder / "contracts").mkdir()
        pact = {
            "consumer": {"name": "one"},
            "provider": {"name": "other"},
            "interactions": [interaction(number) for number in range(options.count)],
            "metadata": {"pactSpecification": {"version": "4.0"}},
        }
        (folder / "contracts" / "one-other.json").write_text(json.dumps(pact), encoding="utf-8")
        command = [sys.executable, "-m", "pact_harness", "book", "contracts"]
        written = measure(command, folder, {"PYTHONPATH": str(ROOT)})
        book = folder / "build" / "book"
        sizes = ", ".join(f"{one.name} {one.stat().st_size / 1e6:.1f} MB" for one in sorted(book.iterdir()))
        print(f"{options.count} promises: written in {written.seconds:.1f} s; {sizes}")  # noqa: T201
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
            for name, label in (
                ("one-other.html", "Filter the promises of one by other"),
                ("index.html", "Search all promises"),
            ):
                page = browser.new_page()
                begun = time.perf_counter()
                page.goto((book / name).as_uri())
                page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)))")
                opened = time.perf_counter() - begun
                print(f"{name}: opens in {opened:.2f} s, filters in {typed(page, label):.0f} ms")  # noqa: T201
            browser.close()


if __name__ == "__main__":
    main()
