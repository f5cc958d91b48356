"""The drawing: stable, nothing on top of anything, each line from its consumer to its provider."""

import itertools

from pact_harness.book.dependency_map import Box, Link, draw_map


def link(consumer: str, provider: str, *, messages: bool = False) -> Link:
    return Link(consumer, provider, messages, "passed", "1 request, passed", f"{consumer}-{provider}.html")


LINKS = [link("b", "y"), link("a", "x"), link("a", "y"), link("a", "y", messages=True), link("x", "z")]


def test_the_drawing_does_not_depend_on_the_order_of_the_contracts() -> None:
    for shuffled in itertools.permutations(LINKS):
        assert draw_map(shuffled, 880, 34) == draw_map(LINKS, 880, 34)


def test_who_is_both_consumer_and_provider_stands_on_both_sides() -> None:
    assert sorted(box.name for box in draw_map(LINKS, 880, 34).boxes) == ["a", "b", "x", "x", "y", "z"]


def test_no_box_covers_another_and_all_fit_the_drawing() -> None:
    drawing = draw_map(LINKS, 880, 34)

    def apart(one: Box, other: Box) -> bool:
        return one.x != other.x or one.y + one.height <= other.y or other.y + other.height <= one.y

    assert all(apart(one, other) for one, other in itertools.combinations(drawing.boxes, 2))
    assert all(box.y >= 0 and box.y + box.height <= drawing.height for box in drawing.boxes)
    assert all(box.x >= 0 and box.x + box.width <= drawing.width for box in drawing.boxes)


def test_each_line_begins_at_its_consumer_and_requests_point_at_the_provider_and_messages_back() -> None:
    drawing = draw_map(LINKS, 880, 34)
    for line in drawing.lines:
        left = next(box for box in drawing.boxes if box.name == line.link.consumer and box.x < 400)
        right = next(box for box in drawing.boxes if box.name == line.link.provider and box.x > 400)
        assert left.y < line.y < left.y + left.height
        target = left if line.link.messages else right
        assert target.y < line.tip[1] < target.y + target.height
        assert line.tip[0] == (left.x + left.width if line.link.messages else right.x)


def test_no_sign_covers_another() -> None:
    places = [(line.x, line.y) for line in draw_map(LINKS, 880, 34).lines]
    assert all(abs(one[1] - other[1]) >= 28 for one, other in itertools.combinations(places, 2))


def test_a_long_name_is_cut_and_kept_in_full_beside() -> None:
    box = draw_map([link("a" * 50, "y")], 328, 12).boxes[0]
    assert (box.label, box.name) == ("a" * 11 + "…", "a" * 50)


def test_no_contract_is_no_drawing() -> None:
    assert draw_map([], 880, 34).boxes == []
