"""One spelling of an id: every other one is 404 for GET, PATCH and DELETE, and the user stays as it is.

- leading zeros, signs, spaces, separators, fractions, exponents, other bases
- the digits of other scripts, alone and among ASCII ones, and what only looks like a digit
- numbers with more digits than an id has, up to thousands
- the one spelling that is right is answered, in the answer to a POST too
"""

import pytest
from flask.testing import FlaskClient

from provider import User

# The id of `alice` is 123: each of these is how some parser, somewhere, writes it.
OTHER_SPELLINGS = {
    "one zero": "0123",
    "many zeros": "0000000123",
    "plus": "+123",
    "plus, escaped": "%2B123",
    "minus": "-123",
    "a space before": "%20123",
    "a space after it": "123%20",
    "a line break after it": "123%0A",
    "a NUL after it": "123%00",
    "underscores": "1_2_3",
    "a thousands separator": "1,23",
    "a fraction": "123.0",
    "an exponent": "1.23e2",
    "hexadecimal": "0x7b",
    "binary": "0b1111011",
    "full-width digits": "\uff11\uff12\uff13",
    "Arabic-Indic digits": "\u0661\u0662\u0663",
    "Eastern Arabic digits": "\u06f1\u06f2\u06f3",
    "Devanagari digits": "\u0967\u0968\u0969",
    "Thai digits": "\u0e51\u0e52\u0e53",
    "mathematical digits": "\U0001d7cf\U0001d7d0\U0001d7d1",
    "superscripts": "\u00b9\u00b2\u00b3",
    "one full-width digit among others": "12\uff13",
    "a zero of another script before": "\u0660123",
    "a zero-width space": "123\u200b",
    "a soft hyphen": "1\u00ad23",
    "a parameter of the path": "123;v=1",
}
NO_IDS = {
    "zero": "0",
    "zeros": "000",
    "minus zero": "-0",
    "a full-width zero": "\uff10",
    "2^63": str(2**63),
    "2^64 + 123": str(2**64 + 123),
    "99 digits": "9" * 99,
    "101 digits": "1" + "0" * 100,
    "5,000 digits": "1" * 5_000,
    "a word": "alice",
    "nothing but a space": "%20",
}


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
@pytest.mark.parametrize("spelling", [*OTHER_SPELLINGS, *NO_IDS])
def test_only_one_spelling_of_an_id_is_a_user(client: FlaskClient, alice: User, method: str, spelling: str) -> None:
    written = (OTHER_SPELLINGS | NO_IDS)[spelling]
    answer = client.open(f"/users/{written}", method=method, json={"name": "Mallory"} if method == "PATCH" else None)
    assert (answer.status_code, answer.content_type) == (404, "application/json")
    assert answer.get_json()["status"] == 404
    assert client.get("/users/123").get_json() == alice.to_dict()


def test_the_right_spelling_is_answered(client: FlaskClient, alice: User) -> None:
    assert client.get("/users/123").get_json() == alice.to_dict()
    assert client.patch("/users/123", json={"name": "Alicia"}).status_code == 200
    assert client.delete("/users/123").status_code == 204


def test_the_place_of_a_new_user_is_spelt_so(client: FlaskClient) -> None:
    assert client.post("/users", json={"name": "Bob"}).headers["Location"] == "/users/1"
