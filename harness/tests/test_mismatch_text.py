"""What a failure message says of each mismatch, from what the Pact FFI 0.5.12 really reports of it."""

import json
from typing import Any

import pytest

from pact_harness.results.mismatch_text import LIMIT, read_mismatch


def of_body(said: str, expected: object, actual: object, path: str = "$.a") -> dict[str, Any]:
    return {"type": "BodyMismatch", "path": path, "mismatch": said, "expected": expected, "actual": actual}


def of_header(said: str, expected: str, actual: str) -> dict[str, Any]:
    return {"type": "HeaderMismatch", "key": "X", "mismatch": said, "expected": expected, "actual": actual}


STAMP = "to match a timestamp pattern of 'yyyy-MM-dd'T'HH:mm:ssZ': Error(Nom(\":00\", TakeWhileMN))"
CASES: dict[str, tuple[dict[str, Any], list[tuple[str, str, str]]]] = {
    "a datetime that looks right": (
        of_body(
            f"Expected '2020-01-01T00:00:00+00:00' {STAMP}", '"2020-01-01T00:00:00+0000"', '"2020-01-01T00:00:00+00:00"'
        ),
        [
            (
                "$.a",
                "a datetime like 2020-01-01T00:00:00+0000 (format yyyy-MM-dd'T'HH:mm:ssZ)",
                "2020-01-01T00:00:00+00:00",
            )
        ],
    ),
    "a datetime that is none": (
        of_body(f"Expected '1577880000' {STAMP}", '"2020-01-01T00:00:00+0000"', "1577880000"),
        [("$.a", "a datetime like 2020-01-01T00:00:00+0000", "1577880000")],
    ),
    "keys that hold a comma": (
        of_body("Actual map is missing the following keys: a, b, c", '["a, b","c"]', '["d"]', "$"),
        [("$['a, b']", "a value", "none (there are: d)"), ("$.c", "a value", "none (there are: d)")],
    ),
    "no body": (
        of_body("Expected body Present(7 bytes, application/json) but was empty", '{"a":1}', None, "/"),
        [("$", '{"a":1}', "no body")],
    ),
    "a variant that the list does not contain": (
        of_body(
            'Variant at index 0 ({"a":1,"b":"x"}) was not found in the actual list',
            '{"a":1,"b":"x"}',
            json.dumps(['{"a":"s","b":"y"}', '{"a":1,"b":"y"}']),
        ),
        [
            (
                "$.a",
                'a list that contains {"a":1,"b":"x"}',
                'none; the nearest is item 1: $.b is "y", the contract has "x"',
            )
        ],
    ),
    "a variant of an empty list": (
        of_body("Variant at index 0 (1) was not found in the actual list", "1", "[]"),
        [("$.a", "a list that contains 1", "an empty list")],
    ),
    "a key that a rule for keys refuses": (
        of_body("Expected 'zz' to match 'a\\d'", "", "zz", "$.k.zz"),
        [("$.k", "a key that matches /a\\d/", "the key zz")],
    ),
    "an empty text is no key": (
        of_body("Expected 'zz' (String) to be equal to '' (String)", '""', '"zz"', "$.k.zz"),
        [("$.k.zz", '""', "zz")],
    ),
    "bytes": (
        of_body(
            "Actual body [application/octet-stream, 2 bytes, starting with fe00] is not equal to the expected body "
            "[application/octet-stream, 3 bytes, starting with ff0001]",
            "ERROR: could not convert from bytes",
            "ERROR: could not convert from bytes",
            "$",
        ),
        [
            (
                "$",
                "application/octet-stream, 3 bytes, starting with ff0001",
                "application/octet-stream, 2 bytes, starting with fe00",
            )
        ],
    ),
    "a body that is no UTF-8": (
        of_body(
            "Expected body 'größe' to match 'gr??e' using equality but did not match",
            "größe",
            "ERROR: could not convert from bytes",
            "$",
        ),
        [("$", "größe", "other bytes (Expected body 'größe' to match 'gr??e' using equality but did not match)")],
    ),
    "a version": (
        of_body("'x' is not a valid semantic version - unexpected character 'x'", '"1.0.0"', '"x"'),
        [("$.a", "a semantic version like 1.0.0", "x")],
    ),
    "a boolean": (of_body("Expected 1 (Integer) to match a boolean", "true", "1"), [("$.a", "true or false", "1")]),
    "null": (of_body("Expected 1 (Integer) to be a null value", "null", "1"), [("$.a", "null", "1")]),
    "an empty value": (of_body("Expected '' (String) to be equal to 'x' (String)", '"x"', '""'), [("$.a", "x", '""')]),
    "line ends": (
        of_body("Expected 'z\nw' (String) to be equal to 'x\ny' (String)", '"x\\ny"', '"z\\nw"'),
        [("$.a", '"x\\ny"', '"z\\nw"')],
    ),
    "line ends within what a matcher says": (
        of_body("Expected 'z\nw' to match '[a-\nc]+'", '"abc"', '"z\\nw"'),
        [("$.a", "text like abc that matches /[a-\nc]+/", '"z\\nw"')],
    ),
    "a value that reads like a matcher": (
        of_body("Expected 'to be an integer' (String) to be equal to 'x' (String)", '"x"', '"to be an integer"'),
        [("$.a", "x", "to be an integer")],
    ),
    "a header by its pattern": (
        of_header("Mismatch with header 'X': Expected 'zz' to match 'a\\d'", "a1", "zz"),
        [("header X", "text like a1 that matches /a\\d/", "zz")],
    ),
    "no header": (of_header("Expected a header 'X' but was missing", '"a"', ""), [("header X", "a", "none")]),
    "an empty header": (
        of_header("Mismatch with header 'X': Expected header 'X' to have value 'a' but was ''", "a", ""),
        [("header X", "a", '""')],
    ),
    "a sentence that is not known": (
        of_body("Expected 'x' to rhyme with 'y'", '"y"', '"x"'),
        [("$.a", "y (Expected 'x' to rhyme with 'y')", "x")],
    ),
    "a status": (
        {"type": "StatusMismatch", "mismatch": "expected 404 but was 200", "expected": "404", "actual": "200"},
        [("status", "404", "200")],
    ),
}


@pytest.mark.parametrize(("mismatch", "words"), CASES.values(), ids=CASES)
def test_a_mismatch_says_what_was_expected_and_what_came(
    mismatch: dict[str, Any], words: list[tuple[str, str, str]]
) -> None:
    assert [(one.place, one.expected, one.actual) for one in read_mismatch(mismatch)] == words


def test_a_long_text_is_cut() -> None:
    long = json.dumps("x" * 3_000_000)
    (one,) = read_mismatch(of_body(f"Expected {long} to be equal to 'y'", '"y"', long))
    assert one.expected == "y"
    assert one.actual == "x" * LIMIT + "… (3000000 characters)"
