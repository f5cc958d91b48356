"""Who depends on whom, as a drawing: consumers left, providers right, one line for each contract and kind.

The rule is simple so that the drawing is stable: both sides by name, each line at a place of its own on both of its
boxes. Requests are drawn through and point at the provider, messages are dashed and point at the consumer. There is a
drawing for each kind of screen, since one that is made smaller could not be read.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from unicodedata import east_asian_width

from pact_harness.book.verification_status import Verdict
from pact_harness.pactfile.readable_text import shorten

STEP = 34  # between lines, in the drawing's own units
PADDING = 14  # above the first and below the last line of a box
GAP = 18  # between boxes
STRAIGHT = 40  # of a line, from its consumer on: the verdict's sign stands there
ARROW = 12
LONGEST_NAME = 120  # characters; more would be a page of its own
WIDE_CHARACTERS = "MW@%mw—"


@dataclass(frozen=True)
class Screen:
    """What a drawing is made for: its width, the size of its text, the space beside a name, and a name's width at
    most. A longer name goes on in the next row."""

    name: str
    width: float
    font: float
    margin: float
    longest: float


SCREENS = (
    Screen("wide", 1120, 15, 14, 340),
    Screen("middle", 704, 14, 12, 200),
    Screen("narrow", 328, 12.5, 8, 92),
)


@dataclass(frozen=True)
class Link:
    """What one contract asks by requests, or by messages."""

    consumer: str
    provider: str
    messages: bool
    verdict: Verdict
    text: str
    href: str


@dataclass(frozen=True)
class Label:
    """A pacticipant's name in rows, and how many lines begin or end at its box."""

    rows: Sequence[str]
    lines: int

    def height(self, font: float) -> float:
        for_lines = (self.lines - 1) * STEP + 12
        for_text = len(self.rows) * 1.3 * font - 0.3 * font
        return 2 * PADDING + max(for_lines, for_text)


@dataclass(frozen=True)
class Box:
    """A pacticipant, with its name in ``rows`` of text."""

    name: str
    rows: Sequence[str]
    lines: int
    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        return self.y + self.height / 2

    def port(self, number: int) -> float:
        """Where its line of this number, counted from above, meets it."""
        return self.middle + (number - (self.lines - 1) / 2) * STEP


@dataclass(frozen=True)
class Connection:
    """A link drawn from one box to another. The verdict's sign stands at (``x``, ``y``); the arrow at ``tip``."""

    link: Link
    path: str
    x: float
    y: float
    tip: tuple[float, float]


@dataclass
class DependencyMap:
    """A drawing for a screen, ``height`` high."""

    screen: Screen
    height: float
    boxes: list[Box] = field(default_factory=list)
    lines: list[Connection] = field(default_factory=list)

    @property
    def width(self) -> float:
        return self.screen.width


def draw_map(links: Sequence[Link], screen: Screen) -> DependencyMap:
    """Lay the links out."""
    ordered = sorted(links, key=lambda one: (one.consumer, one.provider, one.messages, one.href))
    back = sorted(ordered, key=lambda one: (one.provider, one.consumer, one.messages, one.href))
    consumers = _labels([one.consumer for one in ordered], screen)
    providers = _labels([one.provider for one in back], screen)
    height = max(_height(consumers, screen), _height(providers, screen))
    left_boxes = _stack(consumers, screen, height, left=True)
    right_boxes = _stack(providers, screen, height, left=False)
    drawing = DependencyMap(screen, height, [*left_boxes.values(), *right_boxes.values()])
    starts = _ports(left_boxes, [one.consumer for one in ordered])
    ends = dict(zip(map(id, back), _ports(right_boxes, [one.provider for one in back]), strict=True))
    for link, y in zip(ordered, starts, strict=True):
        x1 = left_boxes[link.consumer].x + left_boxes[link.consumer].width
        drawing.lines.append(_line(link, (x1, y), (right_boxes[link.provider].x, ends[id(link)])))
    return drawing


def text_width(text: str, font: float) -> float:
    """How wide a text is at most, in a sans-serif font."""
    wide = sum(one in WIDE_CHARACTERS or east_asian_width(one) in "WF" for one in text)
    return font * (wide + 0.64 * (len(text) - wide))


def name_rows(name: str, screen: Screen) -> list[str]:
    """The whole name in rows that fit, broken after ``-``, ``.`` and their like if it can be."""
    rows = [""]
    for piece in re.findall(r"[^-._/:\s]*[-._/:\s]?", shorten(name, LONGEST_NAME)):
        if rows[-1] and text_width(rows[-1] + piece.rstrip(), screen.font) > screen.longest:
            rows.append("")
        for character in piece:
            if text_width(rows[-1] + character, screen.font) > screen.longest:
                rows.append("")
            rows[-1] += character
    return rows


def _labels(names: Sequence[str], screen: Screen) -> dict[str, Label]:
    """Each name with its rows and its number of lines, in order."""
    return {name: Label(name_rows(name, screen), names.count(name)) for name in dict.fromkeys(names)}


def _height(labels: dict[str, Label], screen: Screen) -> float:
    return sum(one.height(screen.font) + GAP for one in labels.values()) - GAP + 2 if labels else 2


def _stack(labels: dict[str, Label], screen: Screen, height: float, *, left: bool) -> dict[str, Box]:
    """The boxes of one side, one below the other, in the middle of the drawing's height."""
    widths = [text_width(row, screen.font) for one in labels.values() for row in one.rows]
    width = max(widths, default=0) + 2 * screen.margin
    x = 1 if left else screen.width - 1 - width
    y = 1 + (height - _height(labels, screen)) / 2
    boxes = {}
    for name, label in labels.items():
        boxes[name] = Box(name, label.rows, label.lines, x, y, width, label.height(screen.font))
        y += boxes[name].height + GAP
    return boxes


def _ports(boxes: dict[str, Box], names: Sequence[str]) -> list[float]:
    """Where each line meets its box."""
    seen: dict[str, int] = {}
    ports = []
    for name in names:
        ports.append(boxes[name].port(seen.get(name, 0)))
        seen[name] = seen.get(name, 0) + 1
    return ports


def _line(link: Link, start: tuple[float, float], end: tuple[float, float]) -> Connection:
    """Straight, then one bend in the space that is left, then straight into the arrow."""
    (x1, y1), (x2, y2) = start, end
    bend_from, bend_to = x1 + STRAIGHT, x2 - ARROW
    middle = (bend_from + bend_to) / 2
    path = f"M{x1:g} {y1:g}H{bend_from:g}C{middle:g} {y1:g} {middle:g} {y2:g} {bend_to:g} {y2:g}H{x2:g}"
    return Connection(link, path, x1 + 26, y1, start if link.messages else end)
