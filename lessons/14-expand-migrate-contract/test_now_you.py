"""Lesson 14, now you: a field of a request is renamed, and no request may be refused on the way. It is played."""

import tomllib
from pathlib import Path

import pytest

FILE = Path(__file__).parent.parent / "exercise.toml"
STEPS = {"service accepts both", "clients send the new name", "service refuses the old name"}


def test_no_request_is_refused_on_the_way() -> None:
    order = tomllib.loads(FILE.read_text(encoding="utf-8"))["order"]
    if not order:
        pytest.fail("exercise.toml has no order yet", pytrace=False)
    if sorted(order) != sorted(STEPS):
        pytest.fail(f"expected each of these once: {', '.join(sorted(STEPS))}", pytrace=False)
    accepted, sent = {"old"}, "old"
    for step in order:
        if step == "service accepts both":
            accepted = {"old", "new"}
        elif step == "clients send the new name":
            sent = "new"
        else:
            accepted = accepted - {"old"}
        if sent not in accepted:
            knows = " and ".join(sorted(accepted)) or "no"
            what = f"after {step!r} the clients send the {sent} name, and the service knows the {knows} name"
            pytest.fail(what, pytrace=False)
    if accepted != {"new"}:
        pytest.fail(
            f"at the end the service accepts {sorted(accepted)}, and it should be the new name alone", pytrace=False
        )
