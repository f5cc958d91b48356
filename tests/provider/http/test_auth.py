"""The admin token: it, after its scheme, and nothing that is nearly it.

- each near miss is refused: parts of it, more than it, another case, other schemes, spaces, quotes, twice
- the scheme in any case, and any number of spaces between; bytes that Latin-1 takes for spaces belong to it
"""

import pytest
from flask import Flask
from flask.testing import FlaskClient

TOKEN = "Tok3n+of/Tests="


def status(app: Flask, header: str, token: str = TOKEN) -> int:
    app.config["ADMIN_TOKEN"] = token
    client: FlaskClient = app.test_client()
    return client.post("/users", json={"name": "Root", "admin": True}, headers={"Authorization": header}).status_code


NEARLY = {
    "the first character": TOKEN[:1],
    "all but the last": TOKEN[:-1],
    "all but the first": TOKEN[1:],
    "one more": f"{TOKEN}x",
    "one before": f"x{TOKEN}",
    "lower case": TOKEN.lower(),
    "upper case": TOKEN.upper(),
    "another case": TOKEN.swapcase(),
    "reversed": TOKEN[::-1],
    "twice": TOKEN * 2,
    "a list": f"{TOKEN}, {TOKEN}",
    "a second word": f"{TOKEN} x",
    "the scheme again": f"Bearer {TOKEN}",
    "a space after it": f"{TOKEN} ",
    "a tab before": f"\t{TOKEN}",
    "a tab after it": f"{TOKEN}\t",
    "a no-break space before": f"\xa0{TOKEN}",
    "quotes": f'"{TOKEN}"',
    "percent-encoded": "Tok3n%2Bof%2FTests%3D",
    "an accent": f"{TOKEN[:-1]}é",
    "nothing": "",
    "None": "None",
}


@pytest.mark.parametrize("name", NEARLY)
def test_what_is_nearly_the_token_is_not(app: Flask, name: str) -> None:
    assert status(app, f"Bearer {NEARLY[name]}") == 401


@pytest.mark.parametrize("place", range(len(TOKEN)))
def test_one_other_character_makes_another_token(app: Flask, place: int) -> None:
    other = chr(ord(TOKEN[place]) ^ 1)
    assert status(app, f"Bearer {TOKEN[:place]}{other}{TOKEN[place + 1 :]}") == 401


@pytest.mark.parametrize(
    "before",
    ["", "Bear ", "Bearerx ", "xBearer ", "Bearer", "Bearer, ", "Bearer\t", "Basic ", " ", "Bearer=", "Token "],
)
def test_no_other_scheme_will_do(app: Flask, before: str) -> None:
    assert status(app, before + TOKEN) == 401


@pytest.mark.parametrize("before", ["Bearer ", "bearer ", "BEARER ", "bEaReR ", "Bearer   "])
def test_the_scheme_has_any_case_and_any_number_of_spaces_after_it(app: Flask, before: str) -> None:
    assert status(app, before + TOKEN) == 201


@pytest.mark.parametrize("token", ["voilà", "à la carte", "…", "two  spaces"])
def test_a_byte_that_latin_1_takes_for_a_space_belongs_to_the_token(app: Flask, token: str) -> None:
    assert status(app, f"Bearer {token.encode().decode('latin-1')}", token) == 201
