"""`pact-harness`, whatever its command: Ctrl-C and a reader that has read enough end it without a traceback."""

import subprocess
import sys

import pytest

from harness.tests.projects import ROOT
from pact_harness import cli
from pact_harness.openapi import needs_command

NO_RESULTS = ("--verification", "none.json")  # those of the run that these tests are a part of are not complete yet


def test_ctrl_c_is_told_in_a_word(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(_folder: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(needs_command, "read_contracts", interrupted)
    assert cli.main(["needs", *NO_RESULTS]) == 130
    assert capsys.readouterr().err == "pact-harness: stopped\n"


def test_a_reader_that_goes_away_is_no_error() -> None:
    process = subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-m", "pact_harness", "needs", *NO_RESULTS],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout
    assert process.stderr
    process.stdout.close()
    said = process.stderr.read()
    process.stderr.close()
    assert (process.wait(30), said) == (0, b"")
