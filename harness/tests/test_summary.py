"""The summary: broken first, then pending, one line for what holds, nothing that escapes its fence, never too long."""

from typing import Any

import pytest

from pact_harness.results.summary import LONGEST, as_markdown

LETTER = "user-service breaks its contract with profile-client\n  when    a user        GET /users/1"
PENDING = "user-service does not yet keep its pending contract with profile-client\n  when    a feed"


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
    assert text.count("```text") + int(text.split(" promises more: see .pact/verification.json")[0].split()[-1]) == 100
