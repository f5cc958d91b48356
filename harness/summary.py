"""The letters of a verification where reviewers look: `build/summary.md`, and annotations on a pull request.

The summary is Markdown for a job's page; annotations are GitHub's workflow commands, which mark the consumer's test
that asked and the provider's view that answered:
https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from harness.book.places import Place, View, test_place, view_place
from harness.book.visible import visible
from harness.checks.compatibility import Change
from harness.checks.compatibility.summary import as_markdown as changes_as_markdown

Record = Mapping[str, Any]

BROKEN = ("failed", "error")
MOST = 900_000  # characters: GitHub refuses a summary of more than 1 MiB
LONGEST = 20_000  # characters of one letter


def write_summary(file: Path, records: Sequence[Record], changes: Sequence[Change] | None = None) -> None:
    """Write the summary of *records* (of `build/verification.json`) and, where they are known, of the changes."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(as_markdown(records, changes), encoding="utf-8", errors="replace")


def as_markdown(records: Sequence[Record], changes: Sequence[Change] | None = None) -> str:
    """Letters, broken first, then what is pending; one line for what holds; then what the contracts ask anew."""
    groups = {
        "Broken": [one for one in records if one["outcome"] in BROKEN],
        "Pending": [one for one in records if one["outcome"] == "pending"],
    }
    kept = [one for one in records if one["outcome"] == "passed"]
    skipped = [one for one in records if one["outcome"] == "skipped"]
    lines = [f"## {_headline(len(groups['Broken']), len(groups['Pending']), len(kept))}", ""]
    for heading, group in groups.items():
        if group:
            lines += [f"### {heading}", "", *_letters(group)]
    if kept:
        lines += [_holds(kept), ""]
    if skipped:
        lines += [f"{_promises(len(skipped))} {'was' if len(skipped) == 1 else 'were'} not verified.", ""]
    if changes is not None:
        lines += [str(visible(changes_as_markdown(changes))), ""]
    return "\n".join(lines)


def _headline(broken: int, pending: int, kept: int) -> str:
    if broken:
        return f"{_promises(broken)} broken"
    if not kept and not pending:
        return "Nothing was verified"
    return "No promise is broken" if pending else "Every promise is kept"


def _promises(number: int) -> str:
    return f"{number:,} promise{'' if number == 1 else 's'}"


def _letters(records: Sequence[Record]) -> Iterator[str]:
    room = MOST // 2
    for at, record in enumerate(records):
        text = str(visible(letter(record)))
        text = text if len(text) <= LONGEST else f"{text[:LONGEST]}\n… ({len(text):,} characters)"
        room -= len(text)
        if room < 0:
            yield f"{_promises(len(records) - at)} more: see build/verification.json.\n"
            return
        fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
        yield f"{fence}text\n{text}\n{fence}\n"


def letter(record: Record) -> str:
    """The record's letter, under a line that names the promise where the letter does not: an exception's traceback."""
    text = str(record.get("letter") or "no word of it was recorded").rstrip()
    if record["interaction"] in text and record["consumer"] in text:
        return text
    return f"{record['provider']} could not be asked to keep its promise to {record['consumer']}\n  when    " + (
        f"{record['interaction']}\n\n{text}"
    )


def _holds(kept: Sequence[Record]) -> str:
    """``7 promises hold: profile-client of user-service 7.`` Names are code, so that they cannot become markup."""
    counts = Counter((one["consumer"], one["provider"]) for one in kept)
    each = [f"{_code(consumer)} of {_code(provider)} {count}" for (consumer, provider), count in sorted(counts.items())]
    return f"{_promises(len(kept))} hold{'s' if len(kept) == 1 else ''}: {', '.join(each)}."


def _code(name: str) -> str:
    fence = "`" * (1 + max(map(len, re.findall("`+", name)), default=0))
    text = " ".join(str(visible(name)).split())
    return f"{fence} {text} {fence}" if "`" in text else f"{fence}{text}{fence}"


def annotations(root: Path, records: Sequence[Record], views: Sequence[View] = ()) -> Iterator[str]:
    """GitHub's commands: an error where a broken promise is asked for and where it is answered, a warning for a pending
    one. *views* are the provider's (`find_views`); a place that cannot be found is left out, the message is not."""
    for outcomes, command in ((BROKEN, "error"), (("pending",), "warning")):
        for record in records:
            if record["outcome"] in outcomes:
                places: list[Place | None] = [*_places(root, record, views)]
                yield from (
                    _command(command, place, str(record["promise"]), letter(record)) for place in places or [None]
                )


def change_annotations(changes: Sequence[Change]) -> Iterator[str]:
    """A notice for each change of the contracts that asks more of the provider."""
    for one in changes:
        if one.effect == "more":
            told = ": ".join(filter(None, [one.interaction, one.at, one.text]))
            yield _command("notice", None, f"{one.consumer} asks more of {one.provider}", told)


def _places(root: Path, record: Record, views: Sequence[View]) -> Iterator[Place]:
    if record.get("promised_by") and (place := test_place(root, str(record["promised_by"]))):
        yield place
    request = record.get("request")
    if request and (place := view_place(views, str(request.get("method")), str(request.get("path")))):
        yield place


def _command(name: str, place: Place | None, title: str, message: str) -> str:
    where = f"file={_property(place.file)},line={place.line}," if place else ""
    return f"::{name} {where}title={_property(title)}::{_data(message)}"


def _data(text: str) -> str:
    """What would end a command's line, or begin another, is written in percent."""
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return str(visible(text))


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
