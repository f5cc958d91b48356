"""`python -m harness`, whatever its command: Ctrl-C and a reader that has read enough end it without a traceback."""

import subprocess
import sys

import pytest

import harness.__main__ as command_line
from tests.harness.projects import ROOT


def test_ctrl_c_is_told_in_a_word(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(_folder: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(command_line, "read_contracts", interrupted)
    assert command_line.main(["needs"]) == 130
    assert capsys.readouterr().err == "harness: stopped\n"


def test_a_reader_that_goes_away_is_no_error() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "harness", "needs"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout
    assert process.stderr
    process.stdout.close()
    said = process.stderr.read()
    process.stderr.close()
    assert (process.wait(30), said) == (0, b"")
