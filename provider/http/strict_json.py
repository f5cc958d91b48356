"""JSON as RFC 8259 has it, where Python's parser takes more: UTF-8, each key once, no NaN."""

import json

from flask import abort


def parse(body: bytes) -> object:
    """The document in *body*; else the request is refused with 400."""
    try:
        document = json.loads(body.decode(), object_pairs_hook=_object)
        # Python reads NaN, and half a surrogate pair; neither can be written again.
        json.dumps(document, ensure_ascii=False, allow_nan=False).encode()
    except json.JSONDecodeError as error:
        abort(400, f"malformed JSON: {error}")
    except (ValueError, RecursionError):  # NaN, not UTF-8, thousands of digits; nested too deeply
        abort(400, "malformed JSON")
    return document


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        abort(400, "malformed JSON: an object has the same key twice")
    return fields
