"""A Mermaid diagram as text: trees for flowcharts, arrows for sequence diagrams.

- branches, labels, a box that was drawn, boxes that share a line; participants, notes, replies; a narrow terminal
- what is not understood is told with its line; each diagram of the lessons is drawn, at 60 columns
"""

import re
from pathlib import Path

import pytest

from lessons.diagram import draw
from lessons.errors import CourseError

ROOT = Path(__file__).parents[2]
DIAGRAMS = [
    pytest.param(diagram, id=f"{path.parent.name}-{number}")
    for path in sorted(ROOT.glob("lessons/*/README.md"))
    for number, diagram in enumerate(re.findall(r"```mermaid\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL))
]


def test_a_flowchart_is_a_tree_from_each_box_that_nothing_leads_to() -> None:
    source = """flowchart TD
        red{"is it<br>red?"} -- no --> done[ok]
        red -- "yes - always" --> who{who?}
        who -. nobody asks .-> done
        who <-- agree --> other[("the other")]
        other --> red2 -->|again| who
        start --> red
    """
    assert draw(source, 40) == [
        "start ─▶ is it red?",
        "├─ no ─▶ ok",
        "└─ yes - always ─▶ who?",
        "   ├┄ nobody asks ┄▶ ok",
        "   └◀ agree ─▶ the other ─▶ red2",
        "      └─ again ─▶ who? (see above)",
    ]


def test_boxes_in_a_row_share_a_line_where_there_is_room() -> None:
    source = 'graph LR\n a["one box"] --> b["another box"] --> c["the last"]\n'
    assert draw(source, 60) == ["one box ─▶ another box ─▶ the last"]
    assert draw(source, 25) == ["one box ─▶ another box", "└─▶ the last"]
    assert draw(source, 10) == ["one box", "└─▶ another", "   │  box", "   └─▶ the", "         last"]


def test_a_circle_is_drawn_once() -> None:
    assert draw("flowchart LR\n a --> b\n b --> a\n", 60) == ["a ─▶ b ─▶ a (see above)"]


SEQUENCE = """sequenceDiagram
    participant client as the client
    actor mock
    Note over client,mock: the consumer's test
    client->>mock: GET /users/1 with all that belongs to it
    mock-->>client: 200
"""


def test_a_sequence_diagram_is_a_list_of_arrows_in_columns() -> None:
    assert draw(SEQUENCE, 80) == [
        "── the consumer's test ──",
        "the client ──▶ mock        GET /users/1 with all that belongs to it",
        "mock       ┄┄▶ the client  200",
    ]


def test_on_a_narrow_terminal_what_is_said_goes_below() -> None:
    assert draw(SEQUENCE, 40)[1:] == [
        "the client ──▶ mock",
        "    GET /users/1 with all that belongs",
        "    to it",
        "mock ┄┄▶ the client",
        "    200",
    ]


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("pie\n", "kind cannot be drawn in a terminal: pie"),
        ("flowchart LR\n subgraph one\n", "diagram cannot be drawn in a terminal: subgraph one"),
        ("flowchart LR\n a -->\n", "diagram cannot be drawn in a terminal: a -->"),
        ("sequenceDiagram\n loop every day\n", "diagram cannot be drawn in a terminal: loop every day"),
    ],
)
def test_what_is_not_understood_is_told(source: str, told: str) -> None:
    with pytest.raises(CourseError, match=re.escape(told)):
        draw(source, 60)


@pytest.mark.parametrize("diagram", DIAGRAMS)
def test_each_diagram_of_the_lessons_fits_into_60_columns(diagram: str) -> None:
    lines = draw(diagram, 58)
    assert [line for line in lines if len(line) > 58] == []
    assert not re.search(r"-->|->>|participant|<br>|\"\]", "\n".join(lines)), "that is Mermaid"
