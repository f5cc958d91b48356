"""An interaction that asks for nothing: whatever the provider sends, the Pact FFI calls it a success."""

from collections.abc import Mapping

from pact_harness.pactfile.contract import Interaction


def is_tombstone(interaction: Interaction) -> bool:
    """Whether the message means that something was deleted: it has no contents, and its comments say so."""
    raw = interaction.raw
    comments = raw.get("comments")
    marked = isinstance(comments, Mapping) and comments.get("tombstone") is True
    return interaction.kind == "message" and marked and raw.get("contents") in (None, {})


def what_is_missing(interaction: Interaction) -> str:
    """A sentence on what is missing; empty where the provider can be wrong."""
    raw = interaction.raw
    if interaction.kind == "message":
        if raw.get("contents") in (None, {}) and not is_tombstone(interaction):
            return "The message has no contents" + ("; 'content' is no member of one." if "content" in raw else ".")
    elif interaction.kind == "http" and raw.get("response") == {}:
        return "The response is {}."
    return ""
