"""What the checks' tests share: lint one rule over a few interactions."""

from collections.abc import Callable
from pathlib import Path

import pytest

from harness.tests.checks.pacts import Json, write
from pact_harness.checks import lint
from pact_harness.checks.context import Context

Lint = Callable[..., list[str]]


@pytest.fixture
def breaches(tmp_path: Path) -> Lint:
    """The breaches of one rule, each as ``place: what it says what to do``; the place empty for all of it."""

    def breaches(rule: str, *interactions: Json, version: str = "4.0") -> list[str]:
        assert rule in lint.RULE_IDS
        path = write(tmp_path / "contracts" / "a-b.json", *interactions, version=version)
        found = lint.check(Context(tmp_path, (path,)))
        return [f"{one.at or ''}: {one.message} {one.advice}" for one in found if one.rule == rule]

    return breaches
