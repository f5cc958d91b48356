"""``python -m tools.docs_site``: builds the site into build/docs/site. `make docs` calls it."""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from posixpath import relpath

import pact_harness
from lessons.course import Course
from lessons.output import documents
from tools.docs_site.documents import REFERENCE, Section, SiteError, sections, title_of
from tools.docs_site.markdown import page, pictures
from tools.docs_site.mermaid import mermaid

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SITE_URL = "http://127.0.0.1/"  # of a site that is only looked at
TIMEOUT = 120
DIAGRAM = 'class="mermaid"'
COLOUR = re.compile(r"\x1b\[[\d;]*m")
THEME_SCRIPT = re.compile(r"<script src=\"[^\"]*bundle[^\"]*\"")
MERMAID = "mermaid.min.js"
NAMES = "@NAMES@"  # in the reference: what `pact_harness` is imported for
SECTION_LABEL = r'\1 aria-label="Pages of section \2"'  # two landmarks had the section's title as their label


def main() -> int:
    """Build the site, and say where it is, or what is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tools.docs_site", description=__doc__)
    parser.add_argument("--output", type=Path, default=ROOT / "build" / "docs", metavar="DIR")
    parser.add_argument("--site-url", default=SITE_URL, metavar="URL", help="where it will be published")
    parser.add_argument("--book", type=Path, metavar="DIR", help="the contract book, to be published with it")
    options = parser.parse_args()
    try:
        site = build(ROOT, options.output, options.site_url, repository_address(), options.book)
    except SiteError as error:
        print(f"docs: {error}", file=sys.stderr)  # noqa: T201
        return 1
    print(site / "index.html")  # noqa: T201
    return 0


def repository_address() -> str | None:
    """The repository's address, where a workflow of GitHub knows it: links to files then lead there."""
    server, name = os.environ.get("GITHUB_SERVER_URL"), os.environ.get("GITHUB_REPOSITORY")
    return f"{server}/{name}" if server and name else None


def build(root: Path, output: Path, site_url: str, repository: str | None = None, book: Path | None = None) -> Path:
    """The folder of the built site. Raises SiteError for a link that leads nowhere, and whatever else is wrong."""
    if book and not (book / "index.html").is_file():
        raise SiteError(f"there is no book in {book}: make book")
    script = mermaid(ROOT / "build" / "mermaid")
    shutil.rmtree(output, ignore_errors=True)
    found = sections([*documents(Course(root)), REFERENCE])
    texts = write_pages(root, output / "pages", found, repository)
    entries = [*nav(found, texts), *([entry("Contract book", json.dumps(f"{site_url}book/"))] if book else [])]
    settings = (HERE / "zensical.toml").read_text(encoding="utf-8")
    settings = settings.replace("@SITE_URL@", site_url).replace("@SOURCES@", str(ROOT / "harness" / "src"))
    settings = settings.replace("[project]\n", f"[project]\nnav = [{', '.join(entries)}]\n", 1)
    (output / "zensical.toml").write_text(settings, encoding="utf-8")
    run_zensical(output)
    site = output / "site"
    shutil.copy(script, site / "assets" / MERMAID)
    for file in site.rglob("*.html"):
        file.write_text(finished(file.read_text(encoding="utf-8"), file, site), encoding="utf-8")
    if book:
        shutil.copytree(book, site / "book")
    return site


def write_pages(root: Path, folder: Path, found: list[Section], repository: str | None) -> dict[str, str]:
    """Write every page and picture into *folder*; the texts by their documents."""
    pages = [one for section in found for one in section.pages]
    texts = {}
    for document in pages:
        source = (HERE if document == REFERENCE else root) / document
        texts[document] = source.read_text(encoding="utf-8").replace(NAMES, ", ".join(pact_harness.__all__))
        target = folder / document
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(page(texts[document], document, root, pages, repository), encoding="utf-8")
        for picture in pictures(texts[document], document):
            if not (root / picture).is_file():
                raise SiteError(f"{document}: there is no picture {picture}")
            (folder / picture).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(root / picture, folder / picture)
    (folder / "assets").mkdir()
    for asset in ("site.css", "site.js"):
        shutil.copy(HERE / asset, folder / "assets" / asset)
    return texts


def nav(found: list[Section], texts: dict[str, str]) -> Iterator[str]:
    """The sections of the navigation, each as a table of TOML."""
    for section in found:
        pages = [entry(title_of(texts[one], one), json.dumps(one)) for one in section.pages]
        yield entry(section.title, f"[{', '.join(pages)}]")


def entry(title: str, value: str) -> str:
    return f"{{ {json.dumps(title)} = {value} }}"


def run_zensical(folder: Path) -> None:
    """Strictly: what it warns of is an error."""
    command = [sys.executable, "-m", "zensical", "build", "--strict", "--config-file", "zensical.toml"]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter on our own documents
            command, cwd=folder, capture_output=True, encoding="utf-8", timeout=TIMEOUT, check=False
        )
    except subprocess.TimeoutExpired:
        raise SiteError(f"zensical did not end within {TIMEOUT} seconds") from None
    if done.returncode:
        told = COLOUR.sub("", done.stdout + done.stderr).partition("Traceback (")[0].strip()  # its own traceback
        raise SiteError(f"zensical found something:\n{told}")


def finished(text: str, file: Path, site: Path) -> str:
    """A page as it is published.

    Where it has a diagram, Mermaid stands before the theme's own script, which would load it from elsewhere. A screen
    reader finds no empty heading of a column, and no two landmarks of one name.
    """
    text = re.sub(r"<th([^>]*)></th>", r"<td\1></td>", text)
    text = re.sub(r'(<nav class="md-nav" data-md-level="1") aria-labelledby="__nav_(\d+)_label"', SECTION_LABEL, text)
    if DIAGRAM in text:
        tag = f'<script src="{relpath(site / "assets" / MERMAID, file.parent)}"></script>'
        text, count = THEME_SCRIPT.subn(lambda found: tag + found[0], text, count=1)
        if not count:
            raise SiteError(f"{file.name}: the theme's script is not where it was")
    return text


if __name__ == "__main__":
    sys.exit(main())
