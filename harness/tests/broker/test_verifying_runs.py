"""`pytest --pact-broker` verifies all that a broker holds in one run: an item a promise, a published result a contract.

The broker is the small one of `fake`; what depends on a real one's knowledge is in tests/broker.
"""

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from harness.tests.broker.fake import FakeBroker
from harness.tests.projects import Run
from harness.tests.providers import (
    ALICE,
    FILE,
    contract,
    interaction,
    message_interaction,
    provider_project,
    record,
    section,
    with_token,
)

USER = interaction("a user", "/users/1", ALICE, body={"id": 1, "name": "Alice"})
NOBODY = interaction("nobody", "/users/2", status=404)
BROKEN = interaction("a user", "/users/1", ALICE, body={"id": 1, "name": "Bob"})
ADMIN = interaction("an administrator", "/admin", {"name": "an administrator"}, request=with_token("/admin"))
CREATED = message_interaction("a user was created", {"id": 1, "users": 1}, {"kind": "created"}, ALICE)
TWO_STATES = interaction("two states", "/users/1", ALICE, {"name": "an administrator"}, body={"name": "Alice"})
TOKEN_STATE = {"name": "the database is down"}
SELECTORS = [{"mainBranch": True}, {"matchingBranch": True}, {"deployedOrReleased": True}]


@pytest.fixture
def broker() -> Iterator[FakeBroker]:
    with FakeBroker(password="s3cret-word") as broker:
        yield broker


def verify(folder: Path, broker: FakeBroker, *arguments: str, app: str = "", **variables: str) -> Run:
    """A job in CI, in a project without contracts of its own."""
    parts = {"app": app} if app else {}
    run = provider_project(folder, **parts).pytest(
        FILE, "--pact-broker", *arguments, timeout=60, **{**broker.variables, "CI": "true", "PACT_URL": "", **variables}
    )
    assert "s3cret-word" not in run.output
    return run


def test_one_result_for_each_contract(tmp_path: Path, broker: FakeBroker) -> None:
    broker.hold(contract(NOBODY, USER, TWO_STATES, CREATED, ADMIN, consumer="shop"))
    broker.hold(contract(USER, NOBODY, consumer="mail"))

    run = verify(tmp_path, broker, "-v")
    assert run.code == 0, run.output
    assert "7 passed" in run.output
    assert broker.results == [("shop", True), ("mail", True)]
    assert {one["providerApplicationVersion"] for one in broker.told} == {"abc1"}
    assert set(broker.branches) == {"user-service/main/abc1"}
    assert "published: 2 results of user-service version abc1 on branch main" in run.output


@pytest.mark.parametrize("promises", [(BROKEN, NOBODY), (NOBODY, BROKEN)], ids=["broken first", "broken last"])
def test_a_broken_promise_fails_its_item_and_its_contract_alone(
    tmp_path: Path, broker: FakeBroker, promises: tuple[dict[str, Any], ...]
) -> None:
    broker.hold(contract(*promises, consumer="shop"))
    broker.hold(contract(USER, consumer="mail"))  # with the same description

    run = verify(tmp_path, broker)
    assert run.code == 1
    assert "1 failed, 2 passed" in run.output
    assert "expected Bob, got Alice" in section(run, "shop: a user")
    assert broker.results == [("shop", False), ("mail", True)]
    project = provider_project(tmp_path)
    assert record(project, "shop: a user")["result"] == "failed"
    assert record(project, "shop: a user")["response"]["status"] == 200
    assert record(project, "mail: a user")["result"] == "passed"


def test_one_alone_is_enough(tmp_path: Path, broker: FakeBroker) -> None:
    broker.hold(contract(USER))
    assert verify(tmp_path, broker).code == 0
    assert broker.results == [("profile-client", True)]


def test_each_run_fetches_again(tmp_path: Path, broker: FakeBroker) -> None:
    broker.hold(contract(USER, consumer="shop"))
    broker.hold(contract(NOBODY, consumer="shop"))
    assert verify(tmp_path, broker).code == 0
    broker.contracts.clear()
    broker.hold(contract(USER, consumer="mail"))
    run = verify(tmp_path, broker)
    assert "1 passed" in run.output
    assert broker.results == [("shop", True), ("shop", True), ("mail", True)]
    assert [file.name for file in (tmp_path / ".pact/fetched").iterdir()] == ["0001-mail.json"]


def test_each_item_has_a_world_of_its_own(tmp_path: Path, broker: FakeBroker) -> None:
    """Alice of the first promise is not there for the second: the fixture has cleared her away."""
    broker.hold(contract(USER, interaction("no Alice", "/users/1", status=404)))
    run = verify(tmp_path, broker)
    assert run.code == 0, run.output


def test_a_pending_contract_is_forgiven_and_its_result_told(tmp_path: Path, broker: FakeBroker) -> None:
    broker.hold(contract(BROKEN, NOBODY, consumer="shop"), pending=True)
    run = verify(tmp_path, broker)
    assert run.code == 0, run.output
    assert "1 passed, 1 xfailed" in run.output
    assert "does not yet keep its pending contract with shop" in run.output
    assert broker.results == [("shop", False)]


def test_results_are_kept_of_what_the_broker_holds(tmp_path: Path, broker: FakeBroker) -> None:
    """Whatever lies in contracts/ beside it, and whether in one process or two."""
    project = provider_project(tmp_path, contract(interaction("else", "/users/3", status=404), consumer="shop"))
    broker.hold(contract(USER, consumer="shop"))
    broker.hold(contract(BROKEN, consumer="mail"))
    for arguments in ([], ["-n", "2"]):
        (tmp_path / ".pact/verification.json").unlink(missing_ok=True)
        run = project.pytest(FILE, "--pact-broker", *arguments, timeout=60, **broker.variables, CI="true", PACT_URL="")
        assert run.code == 1
        assert record(project, "shop: a user")["result"] == "passed"
        assert record(project, "mail: a user")["result"] == "failed"


def test_a_part_of_a_pending_contract_is_forgiven_too(tmp_path: Path, broker: FakeBroker) -> None:
    broker.hold(contract(BROKEN, NOBODY, consumer="shop"), pending=True)
    run = verify(tmp_path, broker, "-k", "user")
    assert run.code == 0, run.output
    assert "1 xfailed" in run.output


def test_a_state_that_raises_tells_its_own_story(tmp_path: Path, broker: FakeBroker) -> None:
    broker.hold(contract(interaction("down", "/users/1", TOKEN_STATE), USER))
    run = verify(tmp_path, broker)
    assert run.code == 1
    assert "1 failed, 1 passed" in run.output
    assert "ConnectionError: no route to the database" in section(run, "profile-client: down")
    assert broker.results == [("profile-client", False)]


FRAGILE = """
    import pytest
    from tests.provider.answering import app, USERS

    @pytest.fixture
    def users():
        return USERS

    @pytest.fixture
    def provider_app(request):
        if "nobody" in request.node.name:
            raise OSError("no room for a provider")
        return app
"""


def test_an_item_without_a_provider_is_an_error_and_its_contract_not_kept(tmp_path: Path, broker: FakeBroker) -> None:
    broker.hold(contract(NOBODY, consumer="shop"))
    broker.hold(contract(USER, consumer="mail"))
    provider_project(tmp_path).having(
        {"tests/provider/answering.py": (tmp_path / "tests/provider/conftest.py").read_text()},
    )
    run = verify(tmp_path, broker, app=FRAGILE)
    assert run.code == 1
    assert "no room for a provider" in run.output
    assert "1 passed, 1 error" in run.output
    assert broker.results == [("shop", False), ("mail", True)]


@pytest.mark.parametrize(
    ("branch", "wip"), [("main", {"includeWipPactsSince": "2026-01-31"}), ("feat/x", {})], ids=["main", "a branch"]
)
def test_what_the_broker_is_asked(tmp_path: Path, broker: FakeBroker, branch: str, wip: dict[str, str]) -> None:
    broker.hold(contract(USER))
    run = verify(tmp_path, broker, "--pact-set", "broker_wip_since=2026-01-31", GIT_BRANCH=branch)
    assert run.code == 0, run.output
    wanted = {"consumerVersionSelectors": SELECTORS, "includePendingStatus": True, "providerVersionBranch": branch}
    assert broker.asked == [wanted | wip]


def test_a_webhooks_job_verifies_its_contract_and_forgives_nothing(tmp_path: Path, broker: FakeBroker) -> None:
    broker.hold(contract(USER, consumer="mail"))
    url = broker.hold(contract(BROKEN, consumer="shop"), pending=True)
    run = verify(tmp_path, broker, PACT_URL=url, GIT_COMMIT="def2", GIT_BRANCH="release")
    assert run.code == 1
    assert "1 failed" in run.output
    assert broker.asked == []
    assert broker.results == [("shop", False)]
    assert broker.told[0]["providerApplicationVersion"] == "def2"
    assert broker.branches == ["user-service/release/def2"]


SLOW = """
    import time
    import pytest
    from tests.provider.answering import app, USERS

    @pytest.fixture
    def users():
        return USERS

    @pytest.fixture
    def provider_app():
        time.sleep(2.5)
        return app
"""


def test_a_world_may_take_longer_to_make_than_an_answer(tmp_path: Path, broker: FakeBroker) -> None:
    broker.hold(contract(NOBODY, USER))
    provider_project(tmp_path).having(
        {"tests/provider/answering.py": (tmp_path / "tests/provider/conftest.py").read_text()},
    )
    run = verify(tmp_path, broker, "--pact-set", "provider_timeout=2", app=SLOW)
    assert run.code == 0, run.output
    assert broker.results == [("profile-client", True)]


def test_a_result_that_the_broker_does_not_take(tmp_path: Path, broker: FakeBroker) -> None:
    """As with a password that may only read. Kept promises stay green, and the run is not."""
    broker.instead = lambda path: (403, "text/plain", b"only for writers") if path.startswith("/results/1?") else None
    broker.hold(contract(USER, consumer="shop"))
    broker.hold(contract(USER, consumer="mail"))
    run = verify(tmp_path, broker)
    assert run.code == 1, run.output
    assert "2 passed" in run.output
    assert "1 of 2 results were published: " in run.output
    assert "refuses 'sam' (403)" in run.output
    assert "Traceback" not in run.output


def test_what_the_broker_is_told(tmp_path: Path, broker: FakeBroker) -> None:
    """By the link of the contract as it was listed: without its metadata a result counts for no selector."""
    url = "https://ci.example.com/1"
    broker.hold(contract(BROKEN, NOBODY, interaction("crash", "/hang", status=404)))
    verify(tmp_path, broker, "--pact-set", "provider_timeout=2", BUILD_URL=url)
    [told] = broker.told
    assert told.pop("lost") is False
    assert told.pop("verifiedBy")["implementation"] == "pytest-pact-harness"
    mismatched, fine, late = told.pop("testResults")
    assert told == {"success": False, "providerApplicationVersion": "abc1", "buildUrl": url}
    assert mismatched == {
        "interactionId": "id0",
        "interactionDescription": "a user",
        "success": False,
        "mismatches": [{"attribute": "body", "identifier": "$.name", "description": "expected Bob, got Alice"}],
        "exceptions": [],
    }
    assert (fine["interactionId"], fine["success"], fine["mismatches"], fine["exceptions"]) == ("id1", True, [], [])
    assert (late["interactionId"], late["success"]) == ("id2", False)
    assert "the provider did not answer within 2 s" in late["exceptions"][0]["message"]


def test_it_is_told_how_many_results_failed(tmp_path: Path, broker: FakeBroker) -> None:
    broker.hold(contract(USER, consumer="shop"))
    broker.hold(contract(BROKEN, consumer="mail"), pending=True)
    run = verify(tmp_path, broker)
    assert run.lines("published: ") == ["published: 2 results of user-service version abc1 on branch main: 1 failed"]


def test_the_workers_of_xdist_share_what_was_fetched_and_the_controller_publishes(
    tmp_path: Path, broker: FakeBroker
) -> None:
    broker.hold(contract(NOBODY, USER, BROKEN | {"description": "Bob"}, consumer="shop"))
    broker.hold(contract(USER, NOBODY, consumer="mail"))
    run = verify(tmp_path, broker, "-n", "2", "-v")
    assert run.code == 1, run.output
    assert "1 failed, 4 passed" in run.output
    assert len(broker.asked) == 1
    assert broker.results == [("shop", False), ("mail", True)]
    assert [one["interactionDescription"] for one in broker.told[0]["testResults"]] == ["nobody", "a user", "Bob"]
    assert run.lines("published: ") == ["published: 2 results of user-service version abc1 on branch main: 1 failed"]


def test_a_part_under_xdist_is_not_published(tmp_path: Path, broker: FakeBroker) -> None:
    broker.hold(contract(NOBODY, USER))
    run = verify(tmp_path, broker, "-n", "2", "-k", "nobody")
    assert run.code == 0, run.output
    assert run.lines("nothing was published: -k verifies a part")
    assert broker.results == []


TWICE = """
    import pytest

    from pact_harness import PactInteraction
    from tests.provider import states

    pytestmark = pytest.mark.pact(provider="user-service", states=states, messages=states)


    def test_first(pact_interaction: PactInteraction) -> None:
        pact_interaction.verify()
        assert "user" not in repr(pact_interaction)


    def test_second(pact_interaction: PactInteraction) -> None:
        pact_interaction.verify()
"""


def test_of_two_tests_of_one_interaction_the_one_that_failed_counts(tmp_path: Path, broker: FakeBroker) -> None:
    broker.hold(contract(USER))
    project = provider_project(tmp_path, test=TWICE)
    run = project.pytest(FILE, "--pact-broker", timeout=60, **broker.variables, CI="true", PACT_URL="")
    assert "1 failed, 1 passed" in run.output
    assert broker.results == [("profile-client", False)]


def git(folder: Path, *arguments: str) -> None:
    somebody = ["-c", "user.name=Sam", "-c", "user.email=sam@example.com"]
    subprocess.run(["git", *somebody, *arguments], cwd=folder, check=True, capture_output=True)  # noqa: S603, S607


def test_results_of_uncommitted_changes_are_not_published(tmp_path: Path, broker: FakeBroker) -> None:
    """They would stand for a commit that does something else."""
    broker.hold(contract(USER))
    project = provider_project(tmp_path)
    (tmp_path / ".gitignore").write_text(".pact/\nreport.xml\n")
    for arguments in (["init"], ["add", "."], ["commit", "-m", "first"]):
        git(tmp_path, *arguments)
    job: dict[str, Any] = {**broker.variables, "CI": "true", "PACT_URL": ""}
    states = tmp_path / "tests/provider/states.py"
    states.write_text(states.read_text() + "# changed\n")
    run = project.pytest(FILE, "--pact-broker", timeout=60, **job)
    assert run.code == 1, run.output
    assert "1 passed" in run.output
    assert run.lines("nothing was published: tests/provider/states.py differs from the commit, which it would be")
    assert broker.results == []
    assert broker.branches == []

    git(tmp_path, "commit", "--all", "-m", "second")
    run = project.pytest(
        FILE, "--pact-broker", "--junitxml=new-report.xml", timeout=60, **job
    )  # written after it was tested
    assert run.code == 0, run.output
    assert broker.results == [("profile-client", True)]


def test_a_pacticipant_without_a_main_branch_is_named(tmp_path: Path, broker: FakeBroker) -> None:
    """A consumer that has none is left out of what is verified, and nothing else would say so."""
    broker.hold(contract(USER, consumer="shop"))
    broker.pacticipants["shop"] = {"name": "shop", "mainBranch": None}
    run = verify(tmp_path, broker)
    assert run.code == 0, run.output
    (line,) = run.lines("without a main branch in the broker: shop. Questions about main branches leave it out.")
    assert "pact-harness broker setup --main-branch NAME --pacticipants shop" in line


def test_the_brokers_notices_are_shown_when_they_are_meant(tmp_path: Path, broker: FakeBroker) -> None:
    notices = (
        ("before_verification", "is pending for main"),
        ("after_verification:success_true_published_true", "no longer pending"),
        ("after_verification:success_true_published_false", "still pending, for it was not published"),
        ("after_verification:success_false_published_true", "still pending"),
    )
    broker.hold(contract(USER, consumer="shop"), pending=True, notices=notices)
    broker.hold(contract(USER, consumer="mail"), notices=(("before_verification", "is on the main branch"),))
    run = verify(tmp_path, broker)
    assert run.lines("is pending for main")
    assert run.lines("no longer pending")
    assert "still pending" not in run.output
    assert "is on the main branch" not in run.output
    assert "is on the main branch" in verify(tmp_path, broker, "-v").output
    assert verify(tmp_path, broker, CI="").lines("still pending, for it was not published")


def test_the_brokers_own_address_may_be_another_than_ours(tmp_path: Path, broker: FakeBroker) -> None:
    """As behind a proxy, or in a container: credentials go to the address that was named."""
    broker.known_as = "http://broker.internal:9292"
    url = broker.hold(contract(USER))
    assert verify(tmp_path, broker).code == 0
    assert verify(tmp_path, broker, PACT_URL=url).code == 0
    assert broker.results == [("profile-client", True)] * 2


def test_a_slow_broker_has_time_for_each_result(tmp_path: Path, broker: FakeBroker) -> None:
    """What it stores takes longer than what it looks up: the limit of a question would be too short."""

    def slow(path: str) -> None:
        time.sleep(2.5 if path.startswith("/results/") else 0)

    broker.instead = slow
    for consumer in ("shop", "mail"):
        broker.hold(contract(NOBODY, consumer=consumer))
    project = provider_project(tmp_path)
    conftest = tmp_path / "tests/provider/conftest.py"
    conftest.write_text(conftest.read_text() + "from pact_harness.broker import hal\nhal.SECONDS = 2\n")
    run = project.pytest(FILE, "--pact-broker", timeout=60, **broker.variables, CI="true", PACT_URL="")
    assert run.code == 0, run.output
    assert broker.results == [("shop", True), ("mail", True)]
