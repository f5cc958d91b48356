"""An interaction that asks for nothing: whatever the provider sends, the Pact FFI calls it a success."""

from collections.abc import Mapping
from typing import Any

from pact_harness.pactfile.contract import Interaction


def has_no_contents(message: Mapping[str, Any]) -> bool:
    """Whether a message, JSON as in a pact file, says nothing of its contents: the FFI then compares nothing.

    Version 4 wraps them (`contents.content`), version 3 does not; an empty text and null are nothing in either.
    """
    contents = message.get("contents")
    if isinstance(contents, Mapping) and contents.keys() & {"content", "contentType", "encoded"}:
        contents = contents.get("content")
        return contents is None or contents == ""
    return contents in (None, "", {})


def is_tombstone(interaction: Interaction) -> bool:
    """Whether the message means that something was deleted: it has no contents, and its comments say so."""
    comments = interaction.raw.get("comments")
    marked = isinstance(comments, Mapping) and comments.get("tombstone") is True
    return interaction.kind == "message" and marked and has_no_contents(interaction.raw)


def what_is_missing(interaction: Interaction) -> str:
    """A sentence on what is missing; empty where the provider can be wrong."""
    raw = interaction.raw
    if interaction.kind == "message":
        if has_no_contents(raw) and not is_tombstone(interaction):
            return "The message has no contents" + ("; 'content' is no member of one." if "content" in raw else ".")
    elif interaction.kind == "sync-message":
        if all(has_no_contents(one) for one in _replies(raw)):
            return "The response to the message has no contents."
    elif raw.get("response") == {}:
        return "The response is {}."
    return ""


def _replies(raw: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    found = raw.get("response")
    return [one for one in (found if isinstance(found, list) else [found]) if isinstance(one, Mapping)]
