"""The book's pages, written: Jinja's templates filled with the book. Every value is escaped and made visible."""

import base64
import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from pact_harness.book.book import Book, Chapter, Entry
from pact_harness.book.coverage_page import PAGE
from pact_harness.book.dependency_map import SCREENS, Link, draw_map
from pact_harness.book.verification_status import VERDICTS, Verdict, worst
from pact_harness.pactfile.readable_text import counted as number_of
from pact_harness.pactfile.readable_text import visible
from pact_harness.results.masking import Masking

TEMPLATES = Path(__file__).parent / "templates"
MARK = "made by: python -m pact_harness book"  # in each page, so that a page of an earlier book is known as one


class FolderError(ValueError):
    """The output cannot be written there without loss; the message says why."""


def write_book(book: Book, output: Path, *, single: bool = False) -> list[Path]:
    """Write the book and return its files: ``index.html`` and one page a contract, or with *single* the one file.

    Pages that an earlier book has left in the folder and this one does not have are removed; nothing else is.
    FolderError where *output* cannot be the book's.
    """
    environment = _environment(book.masking)
    values = _values(book)
    if single:
        file = output if output.suffix == ".html" else output / "index.html"
        return [_write(environment, "single.html", file, **values, home="")]
    if output.suffix == ".html" or (output.exists() and not output.is_dir()):
        raise FolderError(f"{output} is not a folder: name a folder, or ask for one file with --single")
    written = [_write(environment, "index.html", output / "index.html", **values, home="index.html")]
    for chapter in book.chapters:
        file = output / f"{chapter.page}.html"
        written.append(_write(environment, "contract.html", file, **values, chapter=chapter, home="index.html"))
    if page := book.coverage:
        written.append(_write(environment, PAGE, output / PAGE, **values, page=page, home="index.html"))
    _remove_old(output, written)
    return written


def _environment(masking: Masking) -> Environment:
    environment = Environment(
        loader=PackageLoader("pact_harness.book"),
        autoescape=True,
        finalize=lambda value: visible(masking.text(value) if type(value) is str else value),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["number_of"] = number_of
    environment.filters["plain"] = lambda value: json.dumps(value, ensure_ascii=False)
    return environment


def _values(book: Book) -> dict[str, Any]:
    script = (TEMPLATES / "book.js").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    links = list(_links(book.chapters))
    return {
        "book": book,
        "verdicts": VERDICTS,
        "counted": counted,
        "consumers": sorted({one.contract.consumer for one in book.chapters}),
        "providers": sorted({one.contract.provider for one in book.chapters}),
        "maps": [draw_map(links, screen) for screen in SCREENS],
        "style": Markup((TEMPLATES / "book.css").read_text(encoding="utf-8")),  # noqa: S704 - our own file
        "script": Markup(script),  # noqa: S704 - our own file
        "policy": f"default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-{digest}'",
        "mark": MARK,
    }


def _links(chapters: Sequence[Chapter]) -> Iterator[Link]:
    for chapter in chapters:
        kinds: list[tuple[bool, str, list[Entry]]] = [
            (False, "request", chapter.requests),
            (True, "message", chapter.messages),
        ]
        for messages, noun, entries in kinds:
            if entries or (not messages and not chapter.entries):
                verdict = worst(one.verdict for one in entries)
                text = f"{number_of(len(entries), noun)}, {VERDICTS[verdict]}"
                names = chapter.contract.consumer, chapter.contract.provider
                yield Link(*names, messages, verdict, text, chapter.href)


def counted(entries: Sequence[Entry]) -> list[tuple[Verdict, str, int]]:
    """How many interactions there are of each verdict, the worst first, none left out that is there."""
    found = Counter(one.verdict for one in entries)
    return [(verdict, word, found[verdict]) for verdict, word in VERDICTS.items() if found[verdict]]


def _write(environment: Environment, template: str, file: Path, **values: Any) -> Path:
    if file.exists() and (file.is_dir() or not _is_ours(file)):
        raise FolderError(f"{file} is there already and no page of a book: name another place, or move it away")
    file.parent.mkdir(parents=True, exist_ok=True)
    stream = environment.get_template(template).stream(**values)
    stream.enable_buffering(500)
    draft = file.with_name(f"{file.name}.draft")
    with draft.open("w", encoding="utf-8", newline="\n") as target:
        target.writelines(stream)
    return draft.replace(file)  # never a page that is half written


def _is_ours(file: Path) -> bool:
    with file.open("rb") as page:
        return MARK.encode() in page.read(1_000)


def _remove_old(folder: Path, written: Sequence[Path]) -> None:
    for file in set(folder.glob("*.html")) - set(written):
        if _is_ours(file):
            file.unlink()


def size(files: Sequence[Path]) -> int:
    """Bytes."""
    return sum(file.stat().st_size for file in files)
