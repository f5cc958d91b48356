"""The README's pictures: a terminal with a change and the failure message that it causes, and the book after that run.

`make pictures` makes them again. tests/repository/test_pictures.py tells when they are stale. It compares the terminal
by its bytes, and the book by a digest of the page that it shows, because its pixels depend on the machine's fonts.
"""

import hashlib
import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from lessons.changes import read_changes
from tests.project_copy import ProjectCopy

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
TERMINAL, BOOK, BOOK_DARK, DIGEST = "failure.svg", "book.png", "book-dark.png", "book.sha256"
PAGE = "build/book/index.html"
CHANGE = "no-email-is-an-empty-one"
COLUMNS = 76
BOOK_WIDTH, BOOK_TOP = 960, 40  # of the part of the first page that is shown; it ends with the map
# Neither the user's settings nor the clock may show in a picture.
GIT = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
IDENTITY = ("-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=false")
SHOWN = (
    ("git diff -U0", ("git", "-c", "core.abbrev=7", "--no-pager", "diff", "-U0", "--color=always")),
    (
        "python -m pytest -q -rN tests/provider/test_contract.py",
        (sys.executable, "-m", "pytest", "-q", "-rN", "tests/provider/test_contract.py", "--color=yes"),
    ),
)
UNUSED = ("-p", "no:hypothesispytest", "-p", "no:anyio", "-p", "no:cacheprovider")  # plugins that print nothing here
SECONDS = 120
BLACK, WHITE = (0x17, 0x18, 0x1B), (0xE6, 0xE3, 0xDC)
RED, GREEN, YELLOW, BLUE = (0xFF, 0x7B, 0x72), (0x7E, 0xD3, 0x96), (0xF0, 0xC2, 0x6B), (0x7A, 0xAD, 0xFF)
MAGENTA, CYAN = (0xC9, 0xB5, 0xFF), (0x6E, 0xD2, 0xDC)
THEME = TerminalTheme(BLACK, WHITE, [BLACK, RED, GREEN, YELLOW, BLUE, MAGENTA, CYAN, WHITE])
# As rich's own, without the font that it loads from another host.
SVG = """<svg width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img" xmlns="http://www.w3.org/2000/svg">
<title>A change in git, and the failure message that pytest shows for it</title>
<style>
.{unique_id}-matrix {{ font: {char_height}px/{line_height}px ui-monospace, "SF Mono", Menlo, Consolas, \
"DejaVu Sans Mono", monospace; }}
.{unique_id}-title {{ font: 600 16px system-ui, sans-serif; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal"><rect width="{terminal_width}" height="{terminal_height}"/></clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


@contextmanager
def changed_project() -> Iterator[Path]:
    """A copy of the project in git, in which CHANGE was made and not committed."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        copy = ProjectCopy(Path(folder))
        _run(copy.folder, ("git", "init", "-q"))
        _run(copy.folder, ("git", "add", "."))
        _run(copy.folder, ("git", *IDENTITY, "commit", "-qm", "x"))
        copy.make({change.id: change for change in read_changes(ROOT / "tests" / "changes")}[CHANGE])
        yield copy.folder


def terminal(project: Path) -> str:
    """What a person types in the project to see the change and its failure message, and what is printed."""
    printed = ""
    for shown, command in SHOWN:
        plugins = UNUSED if "pytest" in command else ()
        printed += f"\x1b[32m$\x1b[0m \x1b[1m{shown}\x1b[0m\n{_run(project, (*command, *plugins))}"
    return re.sub(r"in \d+\.\d\ds", "in 1.00s", printed)


def svg(printed: str) -> str:
    """The picture of a terminal that shows *printed*."""
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    for line in Text.from_ansi(printed.rstrip()).split("\n"):
        for row in line.divide(range(COLUMNS, max(len(line), 1), COLUMNS)):  # as a terminal breaks it, between no words
            console.print(row, highlight=False, overflow="crop", no_wrap=True)
    return console.export_svg(title="user-service", theme=THEME, code_format=SVG, unique_id="terminal")


def book_page(project: Path) -> Path:
    """The first page of the book after the run of `terminal`."""
    _run(project, (sys.executable, "-m", "pact_harness", "book", "contracts"))
    return project / PAGE


def page_digest(page: Path) -> str:
    return f"{hashlib.sha256(page.read_bytes()).hexdigest()}  the page that {BOOK} and {BOOK_DARK} show\n"


def photograph(page: Path, folder: Path) -> None:
    """Write both pictures of the page, on light and on dark ground."""
    from playwright.sync_api import sync_playwright

    from harness.tests.book.chromium import chromium_path

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
        schemes: list[tuple[Literal["light", "dark"], str]] = [("light", BOOK), ("dark", BOOK_DARK)]
        for scheme, name in schemes:
            window = browser.new_page(
                viewport={"width": BOOK_WIDTH, "height": 1000}, device_scale_factor=2, color_scheme=scheme, offline=True
            )
            window.goto(page.as_uri())
            legend = window.locator(".legend").bounding_box()
            assert legend
            height = legend["y"] + legend["height"] + 24 - BOOK_TOP
            clip: Any = {"x": 0, "y": BOOK_TOP, "width": BOOK_WIDTH, "height": height}
            window.screenshot(path=folder / name, clip=clip)
        browser.close()


def texts(project: Path) -> dict[str, str]:
    """The files beside the pixels, by name: the terminal, and the digest of the book's page."""
    return {TERMINAL: svg(terminal(project)), DIGEST: page_digest(book_page(project))}


def stale(folder: Path, expected: Mapping[str, str]) -> list[str]:
    """The pictures in *folder* that are missing, or show something else than `texts` says."""
    found = [TERMINAL] if _text(folder / TERMINAL) != expected[TERMINAL] else []
    books = [one for one in (BOOK, BOOK_DARK) if not (folder / one).is_file()]
    return found + (books if _text(folder / DIGEST) == expected[DIGEST] else [BOOK, BOOK_DARK])


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.is_file() else ""


def _run(folder: Path, command: Sequence[str]) -> str:
    """What the command prints. Raises AssertionError where it could not do its work."""
    done = subprocess.run(  # noqa: S603 - our own commands
        command,
        cwd=folder,
        env={**os.environ, **GIT, "COLUMNS": str(COLUMNS)},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return done.stdout


def main() -> None:
    with changed_project() as project:
        written = texts(project)
        photograph(project / PAGE, DOCS)
    for name, text in written.items():
        (DOCS / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
