"""Who depends on whom, as a drawing: consumers left, providers right, one line for each contract and kind.

The rule is simple so that the drawing is stable: both sides by name, each line at a place of its own on both of its
boxes. Requests are drawn through and point at the provider, messages are dashed and point at the consumer.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from pact_harness.book.verdict import Verdict

STEP = 34  # between lines, in the drawing's own units
PADDING = 14  # above the first and below the last line of a box
GAP = 18  # between boxes
CHARACTER = 8.4  # the width of a character, at most


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
class Box:
    """A pacticipant: ``label`` is its name, cut to what fits."""

    name: str
    label: str
    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        return self.y + self.height / 2


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
    """A drawing of ``width`` by ``height``."""

    width: float
    height: float
    boxes: list[Box] = field(default_factory=list)
    lines: list[Connection] = field(default_factory=list)


def draw_map(links: Sequence[Link], width: float, characters: int) -> DependencyMap:
    """Lay the links out on *width*, with at most *characters* of each name."""
    ordered = sorted(links, key=lambda one: (one.consumer, one.provider, one.messages, one.href))
    back = sorted(ordered, key=lambda one: (one.provider, one.consumer, one.messages, one.href))
    lefts = _column([one.consumer for one in ordered], characters)
    rights = _column([one.provider for one in back], characters)
    height = max(_height(lefts), _height(rights))
    left_boxes = _stack(lefts, 1, height)
    right_boxes = _stack(rights, width - 1, height)
    drawing = DependencyMap(width, height, [*left_boxes.values(), *right_boxes.values()])
    starts = _ports(left_boxes, [one.consumer for one in ordered])
    ends = dict(zip(map(id, back), _ports(right_boxes, [one.provider for one in back]), strict=True))
    for link, y in zip(ordered, starts, strict=True):
        x1 = left_boxes[link.consumer].x + left_boxes[link.consumer].width
        drawing.lines.append(_line(link, (x1, y), (right_boxes[link.provider].x, ends[id(link)])))
    return drawing


def _column(names: Sequence[str], characters: int) -> dict[str, tuple[str, int]]:
    """Each name with its label and its number of lines, in order."""
    column: dict[str, tuple[str, int]] = {}
    for name in names:
        label = name if len(name) <= characters else f"{name[: characters - 1]}…"
        column[name] = (label, column.get(name, ("", 0))[1] + 1)
    return column


def _box_height(lines: int) -> float:
    return 2 * PADDING + (lines - 1) * STEP + 12


def _height(column: dict[str, tuple[str, int]]) -> float:
    return sum(_box_height(lines) + GAP for _, lines in column.values()) - GAP + 2 if column else 2


def _stack(column: dict[str, tuple[str, int]], edge: float, height: float) -> dict[str, Box]:
    """The column's boxes, one below the other, in the middle of the drawing's height; from *edge* inwards."""
    width = max((len(label) for label, _ in column.values()), default=0) * CHARACTER + 2 * PADDING
    x = edge if edge <= 1 else edge - width
    y = 1 + (height - _height(column)) / 2
    boxes = {}
    for name, (label, lines) in column.items():
        boxes[name] = Box(name, label, x, y, width, _box_height(lines))
        y += boxes[name].height + GAP
    return boxes


def _ports(boxes: dict[str, Box], names: Sequence[str]) -> list[float]:
    """Where each line meets its box."""
    seen: dict[str, int] = {}
    ports = []
    for name in names:
        ports.append(boxes[name].y + PADDING + 6 + STEP * seen.get(name, 0))
        seen[name] = seen.get(name, 0) + 1
    return ports


def _line(link: Link, start: tuple[float, float], end: tuple[float, float]) -> Connection:
    (x1, y1), (x2, y2) = start, end
    bend, straight = (x2 - x1) / 2.4, 36.0
    path = (
        f"M{x1:g} {y1:g}H{x1 + straight:g}"
        f"C{x1 + straight + bend:.1f} {y1:g} {x2 - bend - 12:.1f} {y2:g} {x2 - 12:.1f} {y2:g}H{x2:g}"
    )
    return Connection(link, path, x1 + 26, y1, start if link.messages else end)
