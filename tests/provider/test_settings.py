"""The settings as the environment spells them: the bounds of each, and what is refused.

- how long a poll may wait: digits of ASCII, at most five of them, up to 30 s
- the token: any text that a header can carry as it is
"""

import pytest

from provider.settings import Settings, port


@pytest.mark.parametrize(("text", "seconds"), [("0", 0), ("1", 0.001), ("30000", 30), ("00030", 0.03), ("", 30)])
def test_a_wait_is_in_milliseconds(text: str, seconds: float) -> None:
    assert Settings.read({"PROVIDER_MAX_WAIT_MS": text}).max_wait == seconds


@pytest.mark.parametrize("text", ["30001", "030000", "-1", "1.5", " 1", "²", "٣", "1e3"])
def test_what_is_no_wait_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="PROVIDER_MAX_WAIT_MS: expected milliseconds from 0 to 30000, got"):
        Settings.read({"PROVIDER_MAX_WAIT_MS": text})


@pytest.mark.parametrize("text", ["a", "two words", "!~", "\x80", "tökén", "名"])
def test_a_token_may_be_any_text_without_control_characters(text: str) -> None:
    assert Settings.read({"PROVIDER_ADMIN_TOKEN": text}).admin_token == text


@pytest.mark.parametrize("text", [" a", "a ", "a\x1fb", "a\x7fb", "a\nb", "\t"])
def test_a_token_that_a_header_cannot_carry_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="PROVIDER_ADMIN_TOKEN: expected text without spaces around it"):
        Settings.read({"PROVIDER_ADMIN_TOKEN": text})


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("65535", 65535), ("08000", 8000)])
def test_a_port_is_a_number(text: str, number: int) -> None:
    assert port(text) == number
