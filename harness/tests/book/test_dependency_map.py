"""The drawing: stable, nothing on top of anything, each line from its consumer to its provider."""

import itertools
import re

import pytest

from pact_harness.book.dependency_map import (
    ARROW,
    LONGEST_NAME,
    SCREENS,
    STRAIGHT,
    Box,
    Link,
    Screen,
    draw_map,
    text_width,
)


def link(consumer: str, provider: str, *, messages: bool = False) -> Link:
    return Link(consumer, provider, messages, "passed", "1 request, passed", f"{consumer}-{provider}.html")


WIDE, _, NARROW = SCREENS
LINKS = [link("b", "y"), link("a", "x"), link("a", "y"), link("a", "y", messages=True), link("x", "z")]


def test_the_drawing_does_not_depend_on_the_order_of_the_contracts() -> None:
    for shuffled in itertools.permutations(LINKS):
        assert draw_map(shuffled, WIDE) == draw_map(LINKS, WIDE)


def test_who_is_both_consumer_and_provider_stands_on_both_sides() -> None:
    assert sorted(box.name for box in draw_map(LINKS, WIDE).boxes) == ["a", "b", "x", "x", "y", "z"]


def test_no_box_covers_another_and_all_fit_the_drawing() -> None:
    drawing = draw_map(LINKS, WIDE)

    def apart(one: Box, other: Box) -> bool:
        return one.x != other.x or one.y + one.height <= other.y or other.y + other.height <= one.y

    assert all(apart(one, other) for one, other in itertools.combinations(drawing.boxes, 2))
    assert all(box.y >= 0 and box.y + box.height <= drawing.height for box in drawing.boxes)
    assert all(box.x >= 0 and box.x + box.width <= drawing.width for box in drawing.boxes)


def test_each_line_begins_at_its_consumer_and_requests_point_at_the_provider_and_messages_back() -> None:
    drawing = draw_map(LINKS, WIDE)
    for line in drawing.lines:
        left = next(box for box in drawing.boxes if box.name == line.link.consumer and box.x < 400)
        right = next(box for box in drawing.boxes if box.name == line.link.provider and box.x > 400)
        assert left.y < line.y < left.y + left.height
        target = left if line.link.messages else right
        assert target.y < line.tip[1] < target.y + target.height
        assert line.tip[0] == (left.x + left.width if line.link.messages else right.x)


def test_no_sign_covers_another() -> None:
    places = [(line.x, line.y) for line in draw_map(LINKS, WIDE).lines]
    assert all(abs(one[1] - other[1]) >= 28 for one, other in itertools.combinations(places, 2))


def label(name: str, screen: Screen) -> Box:
    return draw_map([link(name, "y")], screen).boxes[0]


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
@pytest.mark.parametrize(
    "name", ["a-name-of-a-few-words", "W" * 60, "\u5951" * 30, "a" * LONGEST_NAME, "--", "two words"]
)
def test_a_long_name_goes_on_in_the_next_row_and_is_never_cut(name: str, screen: Screen) -> None:
    box = label(name, screen)
    assert "".join(box.rows) == name
    assert all(text_width(row, screen.font) <= box.width - 2 * screen.margin for row in box.rows)
    assert box.height >= len(box.rows) * screen.font


def test_a_name_is_broken_between_its_words() -> None:
    assert label("profile-client", NARROW).rows == ["profile-", "client"]
    assert label("Mobile Application", NARROW).rows == ["Mobile ", "Application"]
    assert label("profile-client", WIDE).rows == ["profile-client"]


def test_a_name_that_is_a_page_long_ends_with_an_ellipsis() -> None:
    box = label("a" * 500, NARROW)
    assert "".join(box.rows) == "a" * (LONGEST_NAME - 1) + "…"
    assert box.name == "a" * 500


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
def test_a_line_never_turns_back(screen: Screen) -> None:
    drawing = draw_map([*LINKS, link("W" * 60, "M" * 60)], screen)
    for line in drawing.lines:
        numbers = [float(one) for one in re.findall(r"[-\d.]+", line.path)]
        start, bend_from, first, _, second, _, bend_to, _, end = (numbers[0], *numbers[2:])
        assert [bend_from, bend_to] == pytest.approx([start + STRAIGHT, end - ARROW])
        assert start < bend_from < first <= second < bend_to < end


def test_lines_meet_their_boxes_side_by_side_in_the_middle() -> None:
    drawing = draw_map([link("one-of-many-words-that-need-rows", "y"), *LINKS], NARROW)
    assert [_middle_of_ports(box) for box in drawing.boxes] == [pytest.approx(box.middle) for box in drawing.boxes]


def _middle_of_ports(box: Box) -> float:
    """The middle of the places where lines meet the box."""
    ends = [box.port(number) for number in range(box.lines)]
    assert all(box.y < end < box.y + box.height for end in ends)
    return sum(ends) / len(ends)


def test_no_contract_is_no_drawing() -> None:
    assert draw_map([], WIDE).boxes == []
