"""A Mermaid diagram drawn as text, for a terminal: flowcharts as trees, sequence diagrams as a list of arrows.

Only what the lessons use is understood; anything else raises CourseError with its line, and a test draws them all.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from textwrap import wrap
from typing import NamedTuple

from lessons.errors import CourseError

NODE = re.compile(r"(?P<id>\w+)(?:(?P<open>\[\(|\[|\{|\()(?P<label>\".*?\"|[^\]\)\}]*)(?:\)\]|\]|\}|\)))?\s*")
WORDS = r'\s+(?P<{}>".*?"|[^->|"]+?)\s+'
EDGE = re.compile(
    rf"(?P<back><)?(?:--{WORDS.format('solid')}--|-\.{WORDS.format('dotted')}\.-|--|-\.-)>(?:\|(?P<piped>.*?)\|)?\s*"
)
MESSAGE = re.compile(r"(?P<sender>\w+)\s*(?P<arrow>-?->>)\s*(?P<receiver>\w+)\s*:\s*(?P<says>.*)")
PARTICIPANT = re.compile(r"(?:participant|actor)\s+(?P<id>\w+)(?:\s+as\s+(?P<label>.*))?")
NARROWEST = 24  # columns for what a message says; with fewer it goes below its arrow
NOTE = re.compile(r"Note\s+(?:over|left of|right of)\s+[\w, ]+:\s*(?P<says>.*)")


class Edge(NamedTuple):
    """What leads from one box to another; `line` is the arrow as it is drawn."""

    target: str
    line: str


class Chart(NamedTuple):
    """A flowchart: what is written in each box, where it leads, and which boxes are drawn with what they lead to."""

    labels: dict[str, str]
    edges: dict[str, list[Edge]]
    drawn: set[str]


class Row(NamedTuple):
    """An arrow of a sequence diagram, or with no sender a note."""

    sender: str
    receiver: str
    says: str


def draw(source: str, width: int) -> list[str]:
    """The lines of the diagram, at most *width* columns wide where its words allow that."""
    kind, *lines = [line.strip() for line in source.strip().splitlines() if line.strip()]
    if kind.startswith(("flowchart", "graph")):
        return list(_flowchart(lines, width))
    if kind == "sequenceDiagram":
        return list(_sequence(lines, width))
    raise CourseError(f"A diagram of this kind cannot be drawn in a terminal: {kind}")


def _flowchart(lines: list[str], width: int) -> Iterator[str]:
    chart = Chart({}, defaultdict(list), set())
    for line in lines:
        _read_chain(line, chart)
    reached = {edge.target for edges in chart.edges.values() for edge in edges}
    for root in [node for node in chart.labels if node not in reached] or list(chart.labels)[:1]:
        yield from _tree(root, "", "", chart, width)


def _read_chain(line: str, chart: Chart) -> None:
    """`a["A"] -- words --> b --> c`: a box, then an arrow and a box as often as there are."""
    place, before, arrow = 0, "", ""
    while place < len(line):
        if not (node := NODE.match(line, place)):
            raise _not_understood(line)
        name, label = node["id"], node["label"]
        if label is not None or name not in chart.labels:
            chart.labels[name] = _plain(label if label is not None else name)
        if before:
            chart.edges[before].append(Edge(name, arrow))
        place, before = node.end(), name
        if place == len(line):
            return
        if not (edge := EDGE.match(line, place)):
            raise _not_understood(line)
        arrow, place = _arrow(edge), edge.end()
    raise _not_understood(line)


def _arrow(edge: re.Match[str]) -> str:
    words = _plain(edge["solid"] or edge["dotted"] or edge["piped"] or "")
    dotted = "." in edge[0].partition(words)[0] if words else "." in edge[0]
    stroke = "┄" if dotted else "─"
    return f"{'◀' if edge['back'] else stroke} {words} {stroke}▶" if words else f"{'◀' if edge['back'] else stroke}▶"


def _tree(node: str, head: str, below: str, chart: Chart, width: int) -> Iterator[str]:
    """A box after *head*, and each that it leads to below it; what was drawn before is named and not drawn again.

    Boxes that lead to a single one share its line, if there is room.
    """
    text = chart.labels[node]
    while node not in chart.drawn and len(chart.edges[node]) == 1:
        (edge,) = chart.edges[node]
        longer = f"{text} {edge.line} {chart.labels[edge.target]}"
        if len(head + longer) > width:
            break
        chart.drawn.add(node)
        text, node = longer, edge.target
    edges = [] if node in chart.drawn else chart.edges[node]
    again = " (see above)" if node in chart.drawn and chart.edges[node] else ""
    chart.drawn.add(node)
    yield from _wrapped(head, below + ("│  " if edges else "   " if head else ""), text + again, width)
    for number, edge in enumerate(edges, start=1):
        branch, further = ("├", "│  ") if number < len(edges) else ("└", "   ")
        yield from _tree(edge.target, f"{below}{branch}{edge.line} ", below + further, chart, width)


def _sequence(lines: list[str], width: int) -> Iterator[str]:
    names: dict[str, str] = {}
    rows: list[Row] = []
    for line in lines:
        if participant := PARTICIPANT.fullmatch(line):
            names[participant["id"]] = _plain(participant["label"] or participant["id"])
        elif note := NOTE.fullmatch(line):
            rows.append(Row("", "", _plain(note["says"])))
        elif message := MESSAGE.fullmatch(line):
            sender, receiver = (names.setdefault(message[end], message[end]) for end in ("sender", "receiver"))
            arrow = "┄┄▶" if message["arrow"] == "-->>" else "──▶"
            rows.append(Row(sender, f"{arrow} {receiver}", message["says"]))
        else:
            raise _not_understood(line)
    first, second = (max((len(row[column]) for row in rows), default=0) for column in (0, 1))
    beside = first + second + 3 + NARROWEST <= width
    for row in rows:
        if not row.sender:
            yield from _wrapped("── ", "   ", f"{row.says} ──", width)
        elif beside:
            head = f"{row.sender:<{first}} {row.receiver:<{second}}  "
            yield from _wrapped(head, " " * len(head), row.says, width)
        else:
            yield f"{row.sender} {row.receiver}"
            yield from _wrapped("    ", "    ", row.says, width)


def _wrapped(head: str, below: str, text: str, width: int) -> list[str]:
    return wrap(
        text, max(width, len(head) + 1), initial_indent=head, subsequent_indent=below,
        break_long_words=False, break_on_hyphens=False,
    ) or [head.rstrip()]  # fmt: skip


def _plain(label: str) -> str:
    words = re.sub(r"<br ?/?>", " ", label).strip()
    return " ".join(re.sub(r'^"(.*)"$', r"\1", words).split())


def _not_understood(line: str) -> CourseError:
    return CourseError(f"This line of a diagram cannot be drawn in a terminal: {line}")
