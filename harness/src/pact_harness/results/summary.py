"""The letters of a verification as Markdown, for the page of a job: `.pact/summary.md`."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pact_harness.visible import visible

Record = Mapping[str, Any]

NEEDED = ("consumer", "provider", "promise", "interaction", "outcome")
BROKEN = ("failed", "error")
MOST = 900_000  # characters: GitHub refuses a summary of more than 1 MiB
LONGEST = 20_000  # characters of one letter


def write_summary(file: Path, records: Sequence[Record]) -> None:
    """Write the summary of *records*, those of `.pact/verification.json`; some may be left from an older version."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(as_markdown([one for one in records if complete(one)]), encoding="utf-8", errors="replace")


def complete(record: Record) -> bool:
    """Whether the record says what a summary needs."""
    return all(isinstance(record.get(name), str) for name in NEEDED)


def as_markdown(records: Sequence[Record]) -> str:
    """Letters, broken first, then what is pending; one line for what holds."""
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
            yield f"{_promises(len(records) - at)} more: see .pact/verification.json.\n"
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
