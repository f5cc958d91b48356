"""The summary: failed first, then pending, one line for what passed, nothing that escapes its fence, never too long."""

from typing import Any

import pytest

from pact_harness.results.job_summary import LONGEST, as_markdown
from pact_harness.results.verification_result import Status
from pact_harness.results.verification_result import VerificationResult as Result

MESSAGE = "user-service breaks its contract with profile-client\n  when    a user        GET /users/1"
PENDING = "user-service does not yet keep its pending contract with profile-client\n  when    a feed"


def one(interaction: str, result: Status, message: str = "", consumer: str = "profile-client", **more: Any) -> Result:
    name = f"profile-client: {interaction}"
    return Result("user-service", consumer, interaction, (), name, result, failure_message=message, **more)


def test_failures_come_first_then_what_is_pending_then_one_line_for_what_passed() -> None:
    passed = [one("a", "passed"), one("b", "passed"), one("c", "passed", consumer="news`letter")]
    results = [*passed, one("a feed", "pending", PENDING), one("a user", "failed", MESSAGE), one("x", "skipped")]
    assert as_markdown(results) == (
        "## 1 interaction failed\n\n"
        f"### Failed\n\n```text\n{MESSAGE}\n```\n\n"
        f"### Pending\n\n```text\n{PENDING}\n```\n\n"
        "3 interactions passed: `` news`letter `` of `user-service` 1, `profile-client` of `user-service` 2.\n\n"
        "1 interaction was skipped and not verified: `profile-client: x`.\n"
    )


@pytest.mark.parametrize(
    ("results", "headline"),
    [
        ([], "Nothing was verified"),
        ([one("a", "skipped")], "Nothing was verified"),
        ([one("a", "passed")], "Every interaction passed"),
        ([one("a", "passed"), one("b", "pending")], "No interaction failed"),
        ([one("a", "failed"), one("b", "error")], "2 interactions failed"),
    ],
)
def test_the_headline_says_how_it_stands(results: list[Result], headline: str) -> None:
    assert as_markdown(results).splitlines()[0] == f"## {headline}"


def test_of_many_that_were_skipped_twenty_are_named() -> None:
    def told(number: int) -> str:
        return as_markdown([one(f"n{at}", "skipped") for at in range(number)]).splitlines()[-1]

    assert told(20).endswith("`profile-client: n19`.")
    assert told(23).startswith("23 interactions were skipped and not verified: `profile-client: n0`, ")
    assert told(23).endswith("`profile-client: n19` and 3 more.")


def test_an_exception_stands_under_the_interaction_that_it_kept_from_being_verified() -> None:
    assert (
        "```text\nuser-service could not be verified against its contract with profile-client\n  when    a user\n\n"
        in (as_markdown([one("a user", "error", "Traceback…\nValueError: no database")]))
    )


def test_a_message_cannot_leave_its_fence_or_hide_its_characters() -> None:
    text = as_markdown([one("a user", "failed", f"{MESSAGE}\n````\n# not a heading \u202e")])
    assert text.count("`````") == 2
    assert "# not a heading ⟨U+202E⟩\n`````" in text


def test_a_summary_stays_below_what_github_takes() -> None:
    results = [one("a user", "failed", MESSAGE + "x" * 2 * LONGEST) for _ in range(100)]
    text = as_markdown(results)
    assert len(text) < 1_000_000
    assert (
        text.count("```text") + int(text.split(" interactions more: see .pact/verification.json")[0].split()[-1]) == 100
    )
