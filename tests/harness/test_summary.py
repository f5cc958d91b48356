"""The summary and GitHub's annotations: broken first, then pending, one line for what holds, nothing that escapes.

- order, headlines, letters of exceptions, fences, too much to show; changes of contracts
- annotations at the consumer's test and the provider's view; what would end a command is written in percent
"""

from pathlib import Path
from typing import Any

import pytest

from harness.book.places import Place, View
from harness.checks.compatibility import Change
from harness.summary import LONGEST, annotations, as_markdown, change_annotations, write_summary

LETTER = "user-service breaks its promise to profile-client\n  when    a user        GET /users/1"
PENDING = "user-service does not yet keep a pending promise to profile-client\n  when    a feed"
MORE = Change("more", "newsletter", "user-service", "a *page*", "$.next", "is promised now: any string")
LESS = Change("less", "newsletter", "user-service", None, None, "is asked for no more")


def one(interaction: str, outcome: str, letter: str = "", **more: Any) -> dict[str, Any]:
    names = {"consumer": "profile-client", "provider": "user-service", "interaction": interaction}
    return {**names, "promise": f"profile-client: {interaction}", "outcome": outcome, "letter": letter, **more}


def test_letters_come_first_then_what_is_pending_then_one_line_for_what_holds() -> None:
    kept = [one("a", "passed"), one("b", "passed"), one("c", "passed", consumer="news`letter")]
    records = [*kept, one("a feed", "pending", PENDING), one("a user", "failed", LETTER), one("x", "skipped")]
    assert as_markdown(records) == (
        "## 1 promise broken\n\n"
        f"### Broken\n\n```text\n{LETTER}\n```\n\n"
        f"### Pending\n\n```text\n{PENDING}\n```\n\n"
        "3 promises hold: `` news`letter `` of `user-service` 1, `profile-client` of `user-service` 2.\n\n"
        "1 promise was not verified.\n"
    )


@pytest.mark.parametrize(
    ("records", "headline"),
    [
        ([], "Nothing was verified"),
        ([one("a", "skipped")], "Nothing was verified"),
        ([one("a", "passed")], "Every promise is kept"),
        ([one("a", "passed"), one("b", "pending")], "No promise is broken"),
        ([one("a", "failed"), one("b", "error")], "2 promises broken"),
    ],
)
def test_the_headline_says_how_it_stands(records: list[dict[str, Any]], headline: str) -> None:
    assert as_markdown(records).splitlines()[0] == f"## {headline}"


def test_an_exception_stands_under_the_promise_that_it_kept_from_being_asked() -> None:
    assert "```text\nuser-service could not be asked to keep its promise to profile-client\n  when    a user\n\n" in (
        as_markdown([one("a user", "error", "Traceback…\nValueError: no database")])
    )


def test_a_letter_cannot_leave_its_fence_or_hide_its_characters() -> None:
    text = as_markdown([one("a user", "failed", f"{LETTER}\n````\n# not a heading \u202e")])
    assert text.count("`````") == 2
    assert "# not a heading ⟨U+202E⟩\n`````" in text


def test_a_summary_stays_below_what_github_takes() -> None:
    records = [one("a user", "failed", LETTER + "x" * 2 * LONGEST) for _ in range(100)]
    text = as_markdown(records)
    assert len(text) < 1_000_000
    assert text.count("```text") + int(text.split(" promises more: see build/verification.json")[0].split()[-1]) == 100


def test_the_contracts_changes_come_last(tmp_path: Path) -> None:
    write_summary(tmp_path / "build" / "summary.md", [one("a", "passed")], [MORE, LESS])
    text = (tmp_path / "build" / "summary.md").read_text(encoding="utf-8")
    assert "hold" in text.partition("### What this changes for the provider")[0]
    assert "newsletter of user-service, *a \\*page\\**, **$.next**: is promised now" in text


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_a.py").write_text("\n\ndef test_get(): ...\n")
    return tmp_path


def test_a_broken_promise_marks_the_test_that_asked_and_the_view_that_answered(root: Path) -> None:
    record = one("a user", "failed", LETTER, promised_by="tests/test_a.py::test_get", request=REQUEST)
    views = [View(frozenset({"GET"}), "/users/<id>", Place("provider/views.py", 31))]
    told = LETTER.replace("\n", "%0A")
    assert list(annotations(root, [record], views)) == [
        f"::error file=tests/test_a.py,line=3,title=profile-client%3A a user::{told}",
        f"::error file=provider/views.py,line=31,title=profile-client%3A a user::{told}",
    ]


REQUEST = {"method": "GET", "path": "/users/1?x=1"}


def test_a_place_that_is_not_found_is_left_out_and_the_message_is_not(root: Path) -> None:
    record = one("a user", "pending", LETTER, promised_by="tests/gone.py::test", request=REQUEST)
    (command,) = annotations(root, [record])
    assert command.startswith("::warning title=profile-client%3A a user::user-service breaks")


def test_what_is_kept_is_not_annotated(root: Path) -> None:
    assert list(annotations(root, [one("a", "passed"), one("b", "skipped")])) == []


def test_no_name_or_letter_can_end_its_command_or_begin_another(root: Path) -> None:
    record = one("a,b: c\r\n::stop", "failed", f"100%\r\n::error::{LETTER}\u2028")
    (command,) = annotations(root, [record])
    assert command.splitlines() == [command]
    assert "title=profile-client%3A a%2Cb%3A c%0D%0A%3A%3Astop::" in command
    assert "100%25%0D%0A::error::" in command


def test_a_change_that_asks_more_is_a_notice_and_one_that_asks_less_is_none() -> None:
    assert list(change_annotations([MORE, LESS])) == [
        "::notice title=newsletter asks more of user-service::a *page*: $.next: is promised now: any string"
    ]
