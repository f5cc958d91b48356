"""Lesson 18: the first release of two programs, on a real broker.

- each step is taken once, and nobody deploys before a "yes"
- profile-client gets to production
"""

import os
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from tests.release import RefusedError, Release

FILE = Path(__file__).parent.parent / "release.toml"
STEPS = {f"{who} {what}" for who in ("consumer", "provider") for what in ("asks", "deploys")}
STEPS |= {"consumer publishes", "provider verifies"}

if "PACT_BROKER_BASE_URL" not in os.environ:
    pytest.skip("this lesson needs a broker: set PACT_BROKER_BASE_URL", allow_module_level=True)


@pytest.fixture
def steps() -> list[str]:
    try:
        written: list[str] = tomllib.loads(FILE.read_text(encoding="utf-8"))["steps"]
    except (OSError, tomllib.TOMLDecodeError, KeyError) as error:
        fail(f'expected steps = ["…", "…"] in release.toml; got {type(error).__name__}: {error}')
    return written


@pytest.fixture
def release() -> Iterator[Release]:
    release = Release()
    yield release
    release.forget()


def test_each_step_is_taken_once(steps: list[str]) -> None:
    for step in sorted(STEPS.symmetric_difference(steps)):
        fail(f"release.toml {'leaves out' if step in STEPS else 'has an unknown step'}: {step}")
    if len(steps) > len(STEPS):
        fail("release.toml takes a step twice")


@pytest.mark.parametrize("who", ["consumer", "provider"])
def test_nobody_deploys_before_a_yes(steps: list[str], who: str) -> None:
    if f"{who} asks" not in steps[: steps.index(f"{who} deploys")]:
        fail(f"the {who} deploys without asking first")


def test_profile_client_gets_to_production(steps: list[str], release: Release) -> None:
    story = ["so far:"]
    for step in steps:
        try:
            release.take(step)
        except RefusedError as refused:
            fail("\n".join([*story, f"  {step}: no", str(refused)]))
        story.append(f"  {step}: done")


def fail(text: str) -> NoReturn:
    raise pytest.fail.Exception(text, pytrace=False) from None  # the text says what the broker refused
