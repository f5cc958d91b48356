from typing import NamedTuple


class Line(NamedTuple):
    """A line with its colours, and how many rows it takes: one that is longer than a row goes on in the next."""

    text: str
    rows: int = 1
