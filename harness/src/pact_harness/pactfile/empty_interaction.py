"""An interaction that asks for nothing: whatever the provider sends, the Pact FFI calls it a success."""

from collections.abc import Mapping

from pact_harness.pactfile.contract import Interaction


def what_is_missing(interaction: Interaction) -> str:
    """A sentence on what is missing; empty where the provider can be wrong. A tombstone is marked by its comments."""
    raw = interaction.raw
    if interaction.kind == "message":
        comments = raw.get("comments")
        tombstone = isinstance(comments, Mapping) and comments.get("tombstone") is True
        if raw.get("contents") in (None, {}) and not tombstone:
            return "The message has no contents" + ("; 'content' is no member of one." if "content" in raw else ".")
    elif interaction.kind == "http" and raw.get("response") == {}:
        return "The response is {}."
    return ""
