"""Lesson 17, now you: which of two faults does `check openapi` find? Each is made in a copy, and checked."""

import subprocess
import sys
from pathlib import Path

import pytest
from tests.which_tool import copy_with, known_faults

from lessons.predictions import wrong_answers

EXERCISE = Path(__file__).parent.parent / "exercise.toml"


def found(fault: str) -> str:
    """What `check openapi` says once the fault is there."""
    command = [sys.executable, "-m", "pact_harness", "check", "openapi"]
    with copy_with(known_faults([fault])[fault]) as folder:
        code = subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode  # noqa: S603
    return {0: "nothing", 1: "a finding"}.get(code, f"exit code {code}")


def test_you_know_what_check_openapi_finds() -> None:
    measured = {fault: found(fault) for fault in ("name-becomes-full-name", "document-says-full-name-too")}
    if told := wrong_answers(EXERCISE, measured):
        pytest.fail(told, pytrace=False)
