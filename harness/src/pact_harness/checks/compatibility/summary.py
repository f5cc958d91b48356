"""The reviewer's summary: changes by what they ask, as text, as Markdown for a comment, or for a program."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict

from pact_harness.pactfile.change import Change, Effect

HEADINGS: Mapping[Effect, str] = {
    "more": "Asks more of the provider",
    "less": "Asks less",
    "neither": "Asks neither more nor less",
}
NOTHING = "The contracts ask for the same as before."
MARKUP = re.compile(r"([\\`*_\[\]<>|#~])")


def as_text(changes: Sequence[Change]) -> str:
    return "\n".join(_text(changes)).rstrip() if changes else NOTHING


def _text(changes: Sequence[Change]) -> Iterator[str]:
    for effect, heading in HEADINGS.items():
        group = [change for change in changes if change.effect == effect]
        if group:
            yield f"{heading} ({len(group)})"
            yield from (f"  {_place(change)}: {change.text}" for change in group)
            yield ""


def _place(change: Change) -> str:
    parts = [f"{change.consumer} of {change.provider}", change.interaction, change.at]
    return ": ".join(part for part in parts if part)


def as_markdown(changes: Sequence[Change]) -> str:
    """A comment on a pull request; what the contracts hold cannot become markup in it."""
    return "\n".join(_markdown(changes)).rstrip() if changes else f"**Contracts**: {NOTHING}"


def _markdown(changes: Sequence[Change]) -> Iterator[str]:
    yield "### What this changes for the provider"
    for effect, heading in HEADINGS.items():
        group = [change for change in changes if change.effect == effect]
        if group:
            yield f"\n**{heading}** ({len(group)})\n"
            yield from (f"- {_bullet(change)}" for change in group)


def _bullet(change: Change) -> str:
    who = f"{_escape(change.consumer)} of {_escape(change.provider)}"
    what = f", *{_escape(change.interaction)}*" if change.interaction else ""
    where = f", **{_escape(change.at)}**" if change.at else ""
    return f"{who}{what}{where}: {_escape(change.text)}"


def _escape(text: str) -> str:
    return MARKUP.sub(r"\\\1", " ".join(text.split()))


def as_json(changes: Sequence[Change]) -> str:
    return json.dumps([asdict(change) for change in changes], indent=2)
