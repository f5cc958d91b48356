"""Hidden characters are named; what people write is left alone."""

import pytest
from markupsafe import Markup

from pact_harness.pactfile.readable_text import visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("user\u202egpj.exe", "user⟨U+202E⟩gpj.exe"),
        ("\u2066a\u2069", "⟨U+2066⟩a⟨U+2069⟩"),
        ("a\u200bb\ufeff", "a⟨U+200B⟩b⟨U+FEFF⟩"),
        ("\x00\x1b[31m\r", "⟨U+0000⟩⟨U+001B⟩[31m⟨U+000D⟩"),
        ("\ud800", "⟨U+D800⟩"),
        ("\U000e0041", "⟨U+E0041⟩"),
    ],
)
def test_a_character_that_nobody_sees_is_named(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.parametrize("text", ["Zoë\tØrsted\n", "שלום", "日本語", "👩\u200d👧", "क\u200dष"])
def test_what_people_write_stays(text: str) -> None:
    assert visible(text) == text


@pytest.mark.parametrize("value", [7, None, Markup("a\u202e")])
def test_what_is_no_plain_text_stays(value: object) -> None:
    assert visible(value) is value
