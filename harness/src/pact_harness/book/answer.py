"""The provider's real answer, as the harness's server saw it, to stand beside the contract's."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pact_harness.book.lines import block, placed, text_lines
from pact_harness.book.parts import Named, Part, at, size, status_in_words
from pact_harness.book.tree import LONGEST, Line, walk
from pact_harness.results.verification_result import Mismatch
from pact_harness.text import shorten


def real_answer(response: Mapping[str, Any], mismatches: Sequence[Mismatch]) -> Part:
    """The provider's own words, as the harness's server saw them, with what is wrong marked at the same places."""
    headers = [
        Named(str(one[0]), shorten(str(one[1]), LONGEST, count=True), got=at(f"header {one[0]}", mismatches))
        for one in response.get("headers") or ()
        if isinstance(one, list | tuple) and len(one) == 2
    ]
    cut = response.get("cut")
    note = f"Cut: the whole body has {cut:,} bytes." if isinstance(cut, int) else ""
    text = str(response.get("body") or "")
    line = Named("", status_in_words(response.get("status")), got=at("status", mismatches))
    if response.get("base64"):
        return Part("got", line, headers, None, f"A body of {size(text)} bytes that are no text. {note}".strip())
    body = block(_lines(text, mismatches)) if text.strip() else None
    return Part("got", line, headers, body, note or ("" if body else "An empty body."))


def _lines(text: str, mismatches: Sequence[Mismatch]) -> Iterator[Line]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        yield from text_lines(text, "")
        return
    lines = list(walk(value, {}))
    found = placed(mismatches, {path: None for _, path in lines if path is not None})
    for line, path in lines:
        line.got = found.get(path, ()) if path is not None else ()
        yield line
