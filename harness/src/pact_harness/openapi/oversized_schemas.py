"""Schemas that grow beyond all bounds when their parts are put together: each level of ``allOf`` may double them."""

from collections.abc import Iterator
from typing import Any

from pact_harness.openapi.document_files import DocumentFiles, Location, as_object, target_of

MOST_PARTS = 2_000
IN_PLACE = ("allOf", "anyOf", "oneOf")
ALONE = ("not", "if", "then", "else")


def oversized(files: DocumentFiles) -> set[Location]:
    """The schemas that come to more than MOST_PARTS, references followed; of those in a circle, the circle is left."""
    sizes: dict[Location, int] = {}
    for file, content in files.documents.items():
        for location in _composed(content, Location(file, ())):
            _measure(files, location, sizes)
    return {location for location, size in sizes.items() if size > MOST_PARTS}


def _composed(content: Any, root: Location) -> Iterator[Location]:
    """Every object that is put together from others."""
    waiting = [(content, root)]
    while waiting:
        value, at = waiting.pop()
        if isinstance(value, dict):
            if any(key in value for key in (*IN_PLACE, *ALONE)):
                yield at
            waiting += [(child, at / key) for key, child in value.items() if isinstance(child, dict | list)]
        elif isinstance(value, list):
            waiting += [(child, at / index) for index, child in enumerate(value) if isinstance(child, dict | list)]


def _measure(files: DocumentFiles, start: Location, sizes: dict[Location, int]) -> None:
    """Sizes from the leaves up, without recursion: a chain of schemas may be as long as the file."""
    waiting: list[tuple[Location, list[Location] | None]] = [(start, None)]
    open_ones: set[Location] = set()
    while waiting:
        location, below = waiting.pop()
        if below is not None:
            open_ones.discard(location)
            sizes[location] = min(MOST_PARTS + 1, 1 + sum(sizes.get(one, 0) for one in below))
        elif location not in sizes and location not in open_ones:
            below = list(_below(files, location))
            open_ones.add(location)
            waiting.append((location, below))
            waiting += [(one, None) for one in below if one not in sizes]


def _below(files: DocumentFiles, location: Location) -> Iterator[Location]:
    value = as_object(files.at(location))
    if isinstance(value.get("$ref"), str):
        target = target_of(location.file, value["$ref"])
        if target:
            yield target
        return
    for key in IN_PLACE:
        found = value.get(key)
        yield from (location / key / index for index in range(len(found) if isinstance(found, list) else 0))
    yield from (location / key for key in ALONE if isinstance(value.get(key), dict))
