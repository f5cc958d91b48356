"""GitHub's annotations, at the consumer's test and the provider's view; what would end a command is in percent."""

from pathlib import Path

import pytest

from harness.tests.test_summary import MESSAGE, one
from pact_harness.book.github_annotations import annotations, change_annotations
from pact_harness.book.source_line import SourceLine, View
from pact_harness.pactfile.change import Change

MORE = Change("more", "newsletter", "user-service", "a *page*", "$.next", "is expected now: any string")
LESS = Change("less", "newsletter", "user-service", None, None, "is no longer asked for")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_a.py").write_text("\n\ndef test_get(): ...\n")
    return tmp_path


def test_a_failed_interaction_marks_the_test_that_recorded_it_and_the_view_that_answered(root: Path) -> None:
    result = one("a user", "failed", MESSAGE, recorded_by="tests/test_a.py::test_get", request=REQUEST)
    views = [View(frozenset({"GET"}), "/users/<id>", SourceLine("provider/views.py", 31))]
    told = MESSAGE.replace("\n", "%0A")
    assert list(annotations(root, [result], views)) == [
        f"::error file=tests/test_a.py,line=3,title=profile-client%3A a user::{told}",
        f"::error file=provider/views.py,line=31,title=profile-client%3A a user::{told}",
    ]


REQUEST = {"method": "GET", "path": "/users/1?x=1"}


def test_a_place_that_is_not_found_is_left_out_and_the_message_is_not(root: Path) -> None:
    result = one("a user", "pending", MESSAGE, recorded_by="tests/gone.py::test", request=REQUEST)
    (command,) = annotations(root, [result])
    assert command.startswith("::warning title=profile-client%3A a user::user-service breaks")


def test_what_passed_is_not_annotated(root: Path) -> None:
    assert list(annotations(root, [one("a", "passed"), one("b", "skipped")])) == []


def test_no_name_or_message_can_end_its_command_or_begin_another(root: Path) -> None:
    result = one("a,b: c\r\n::stop", "failed", f"100%\r\n::error::{MESSAGE}\u2028")
    (command,) = annotations(root, [result])
    assert command.splitlines() == [command]
    assert "title=profile-client%3A a%2Cb%3A c%0D%0A%3A%3Astop::" in command
    assert "100%25%0D%0A::error::" in command


def test_a_change_that_asks_more_is_a_notice_and_one_that_asks_less_is_none() -> None:
    assert list(change_annotations([MORE, LESS])) == [
        "::notice title=newsletter asks more of user-service::a *page*: $.next: is expected now: any string"
    ]
