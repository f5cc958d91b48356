"""Strings made for a regular expression match it, are the same each time, and are none where that cannot be told."""

import re

import pytest

from pact_harness.openapi.regex_samples import LONGEST, samples


@pytest.mark.parametrize(
    "pattern",
    [
        "^[a-z]{3}$",
        r"\d{4}-\d{2}-\d{2}",
        "^(tea|cup|pot)$",
        r"^[^\s@]+@[^\s@]+\.[a-z]{2,}$",
        r"^(\w)\1$",
        "^a?b*c+$",
        r"^(?:x|y){2,3}\.$",
        "^[^a-z]$",
        "^.{5}$",
        "",
    ],
)
def test_samples_match(pattern: str) -> None:
    found = samples(pattern)
    assert found
    assert all(re.search(pattern, one) for one in found)
    assert found == samples(pattern)


def test_samples_differ() -> None:
    assert samples("^(tea|cup|pot)$") == ["tea", "cup", "pot"]
    assert samples("^[0-9]+$") == ["0", "99", "000", "9999"]


@pytest.mark.parametrize("pattern", ["(", r"\p{L}", "^(?=b)a$", f"a{{{LONGEST + 1}}}", "(" * 2_000 + ")" * 2_000])
def test_none_where_none_is_made(pattern: str) -> None:
    assert samples(pattern) == []
