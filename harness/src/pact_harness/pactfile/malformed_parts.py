"""Parts of an interaction that are of the wrong type. The Pact FFI takes no notice of them, and verifies the rest.

Tried on the Pact FFI 0.5.12: it drops a query that is a number, headers that are a list, a query in version 2 that is
an object, null as a parameter's value; it sends a list of numbers as one text, and reads the status 65736 as 200.
"""

from typing import Any

from pact_harness.pactfile.json_reader import Reader

GENERATED = {"method", "path", "query", "header", "body", "content", "contents", "status", "metadata"}
WRAPPER = {"content", "contentType", "contentTypeHint", "encoded"}
STATUSES = range(100, 1000)


def refuse_malformed_parts(item: Reader, kind: str, specification: str) -> None:
    """PactFileError where a verifier would pass over what the interaction says."""
    is_v4 = specification.startswith("4")
    if kind == "http":
        request, response = item.object("request"), item.object("response")
        for key in ("method", "path"):
            request.string(key, "")
        _refuse_query(request, specification)
        _refuse_status(response)
        for part in (request, response):
            _refuse_headers(part)
            _refuse_rules(part)
            if is_v4:
                _refuse_body(part, "body")
        return
    for part in [item, *_messages(item)]:
        part.object("metadata")
        part.object("metaData")
        _refuse_rules(part)
        if is_v4:
            _refuse_body(part, "contents")


def _messages(item: Reader) -> list[Reader]:
    """The request of a synchronous message, and its responses, which may be one; nothing of an asynchronous one."""
    several = isinstance(item.raw.get("response"), list)
    return [item.object("request"), *(item.objects("response") if several else [item.object("response")])]


def _refuse_query(request: Reader, specification: str) -> None:
    query = request.raw.get("query")
    if query is None or isinstance(query, str):
        return
    if specification.startswith(("1", "2")):
        request.string("query", "")
    for name, value in request.object("query").raw.items():
        values = value if isinstance(value, list) else [value]
        if not all(isinstance(one, str) for one in values):
            request.refuse(f"has a value of the parameter {name!r} in 'query' that is neither text nor a list of texts")


def _refuse_headers(part: Reader) -> None:
    for name, value in part.object("headers").raw.items():
        values = value if isinstance(value, list) else [value]
        if not all(_is_plain(one) for one in values):
            part.refuse(f"has a value of the header {name!r} in 'headers' that is neither text nor a list of texts")


def _is_plain(value: Any) -> bool:
    """A number is sent as its text."""
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def _refuse_status(response: Reader) -> None:
    status = response.raw.get("status")
    if status is not None and (not isinstance(status, int) or status not in STATUSES):
        response.refuse(f"has {status!r} as 'status', where a number from 100 to 999 belongs")


def _refuse_rules(part: Reader) -> None:
    part.object("matchingRules")
    for name in part.object("generators").raw:
        if not name.startswith("$") and name not in GENERATED:
            part.refuse(f"has 'generators' for {name!r}, which is no part of a request, a response or a message")


def _refuse_body(part: Reader, key: str) -> None:
    """Version 4 wraps a body. Contents without content are told elsewhere, for they may be a tombstone's."""
    body = part.object(key).raw
    if body and "content" not in body and (key == "body" or body.keys() - WRAPPER):
        part.refuse(f"has a {key!r} without 'content'")
