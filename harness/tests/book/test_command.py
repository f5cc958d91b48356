"""The command: what is not named is taken from the project's places, errors are sentences, a log's line leads in."""

import argparse
from pathlib import Path

import pytest

from harness.tests.book.library import BROKEN, all_verdicts, results
from pact_harness.book import summary_command
from pact_harness.book.command import (
    NoContractsError,
    add_arguments,
    make_book,
)
from pact_harness.config import read_settings


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    all_verdicts(tmp_path)
    (tmp_path / ".pact").mkdir()
    (tmp_path / "verification.json").rename(tmp_path / ".pact" / "verification.json")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    return tmp_path


def book(*arguments: str) -> str:
    parser = argparse.ArgumentParser()
    settings = read_settings(Path.cwd())
    add_arguments(parser, settings)
    return make_book(parser.parse_args(arguments), settings)


def summary(*arguments: str) -> list[str]:
    parser = argparse.ArgumentParser()
    summary_command.add_arguments(parser, read_settings(Path.cwd()))
    return list(summary_command.summarise(parser.parse_args(arguments)))


def test_in_a_project_the_command_needs_no_options(project: Path) -> None:
    assert book().startswith(".pact/book/index.html: 5 interactions on 4 pages, 0.1 MB")
    assert "Failed interactions" in (project / ".pact/book/index.html").read_text(encoding="utf-8")


def test_single_writes_the_one_file_that_is_named(project: Path) -> None:
    assert book("--single", "--output", "mail.html").startswith("mail.html: 5 interactions on 1 page")
    assert [file.name for file in project.glob("*.html")] == ["mail.html"]


def test_a_file_that_is_no_contract_is_told_with_the_book(project: Path) -> None:
    (project / "contracts" / "notes.txt").write_text("none")
    assert book().endswith("\nnot in it, since no contract could be read there: contracts/notes.txt")


@pytest.mark.parametrize(("folder", "said"), [("gone", "gone does not exist"), ("empty", "empty holds no file")])
def test_nothing_to_make_a_book_of_is_told(project: Path, folder: str, said: str) -> None:
    (project / "empty").mkdir()
    with pytest.raises(NoContractsError, match=said):
        book(folder)


def test_the_summary_is_written_and_its_place_told(project: Path) -> None:
    assert summary() == [".pact/summary.md"]
    assert (project / ".pact/summary.md").read_text(encoding="utf-8").startswith("## 1 interaction failed\n")


def test_in_a_workflow_the_summary_comes_with_annotations(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    before = project / "before"
    before.mkdir()
    commands = [line.partition(" ")[0] for line in summary("--since", str(before))]
    assert commands == ["::error", "::warning", *["::notice"] * 5, ".pact/summary.md"]


def test_the_contracts_changes_come_last_in_the_summary(project: Path) -> None:
    before = project / "before"
    before.mkdir()
    summary("--since", str(before))
    text = (project / ".pact/summary.md").read_text(encoding="utf-8")
    assert " passed" in text.partition("### What this changes for the provider")[0]
    assert "a request for a user" in text.partition("### What this changes for the provider")[2]


def test_results_that_say_too_little_are_left_out_of_the_summary(project: Path) -> None:
    results(project, {"result": "failed"}, {**BROKEN, "consumer": 7})
    summary("--verification", "verification.json", "--output", "out.md")
    assert (project / "out.md").read_text(encoding="utf-8") == "## Nothing was verified\n"
