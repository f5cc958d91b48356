"""Text for people: numbers of things, long values shortened, and characters that nobody sees made visible."""

import re

# A name must not look like another one, nor turn a line around: Unicode's advice on such deception is
# https://www.unicode.org/reports/tr36/ and, for bidirectional controls, https://www.unicode.org/reports/tr55/.
# Controls (not tab and line feed), the soft hyphen, what turns the direction of writing, spaces of no width, line and
# paragraph separators, tags, and halves of surrogate pairs, which no file can hold. Joiners of letters and of emoji
# (U+200C, U+200D) stay: whole languages need them.
HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164"
    "\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]"
)


def counted(number: int, noun: str) -> str:
    """``1 file``, ``1,200 files``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def shorten(text: str, length: int, *, count: bool = False) -> str:
    """The text, cut after *length* characters; with *count* it says how many there are."""
    if len(text) <= length:
        return text
    return f"{text[:length]}… ({len(text):,} characters)" if count else f"{text[: length - 1]}…"


def visible(value: object) -> object:
    """Text with ``⟨U+202E⟩`` for each hidden character; all else as it came (for Jinja's ``finalize``)."""
    if type(value) is str:  # not Markup, which is a str too: what it holds has been here before
        return HIDDEN.sub(_named, value)
    return value


def _named(found: re.Match[str]) -> str:
    return f"⟨U+{ord(found[0]):04X}⟩"
