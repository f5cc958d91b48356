"""Lesson 17, now you: which of two faults does `check openapi` find? Each is made in a copy, and checked."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from tests.which_tool import copy_with, known_faults

ANSWERS = tomllib.loads((Path(__file__).parent.parent / "exercise.toml").read_text(encoding="utf-8"))


def require(measured: dict[str, str]) -> None:
    """Each answer of exercise.toml is what was measured just now."""
    missing = [one for one in measured if not ANSWERS.get(one)]
    wrong = [f"{one} is {came}" for one, came in measured.items() if one not in missing and ANSWERS[one] != came]
    if missing or wrong:
        told = [f"not answered yet: {', '.join(missing)}"] if missing else []
        pytest.fail("; ".join([*wrong, *told]), pytrace=False)


def found(fault: str) -> str:
    """What `check openapi` says once the fault is there."""
    command = [sys.executable, "-m", "pact_harness", "check", "openapi"]
    with copy_with(known_faults([fault])[fault]) as folder:
        code = subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode  # noqa: S603
    return {0: "nothing", 1: "a finding"}.get(code, f"exit code {code}")


def test_you_know_what_check_openapi_finds() -> None:
    require({fault: found(fault) for fault in ("name-becomes-full-name", "document-says-full-name-too")})
