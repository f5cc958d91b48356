"""`pact-harness broker …`: what a broker is asked and told, and what a person reads.

- each step's request, and the line that says what it did
- a no ends with 1 and its reason; what could not be asked, or not so, ends with 2
- what is refused before it is asked: files that differ from the commit, no contract, no name
- a secret is in no argument and in no output
"""

import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from harness.tests.broker.fake import YES, FakeBroker, held_up
from harness.tests.providers import contract, interaction
from pact_harness.broker import hal, steps
from pact_harness.cli import main

SECRET = "s3cret-word"
USER = interaction("a user", "/users/1")
WHO = ["--pacticipant", "shop"]
ONCE = ["--retry-while-unknown", "0"]


@dataclass
class Office:
    """A project with one contract, and a broker that holds it."""

    folder: Path
    broker: FakeBroker
    capsys: pytest.CaptureFixture[str]

    def run(self, *arguments: str) -> tuple[int, str]:
        """The exit code of a step, and all that it printed."""
        try:
            code = main(["broker", *arguments])
        except SystemExit as end:  # argparse's
            code = int(end.code or 0)
        captured = self.capsys.readouterr()
        output = captured.out + captured.err
        assert SECRET not in output
        assert "Traceback" not in output
        assert "make " not in output
        return code, output

    def asked(self, path: str) -> list[str]:
        """The requests of a path that begins so."""
        return [one for one in self.broker.requests if one.split()[1].startswith(path)]


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Office]:
    project = tmp_path / "project"
    (project / "contracts").mkdir(parents=True)
    (project / "contracts/shop-users.json").write_text(contract(USER, consumer="shop", provider="users"))
    monkeypatch.chdir(project)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    for name in [one for one in os.environ if one.startswith(("CI", "GITHUB_", "PACT_BROKER_", "BUILD_", "WEBHOOK"))]:
        monkeypatch.delenv(name)
    with FakeBroker(SECRET) as broker:
        for name, value in {**broker.variables, "GIT_COMMIT": "abc1", "GIT_BRANCH": "feat/x"}.items():
            monkeypatch.setenv(name, value)
        broker.hold(contract(USER, consumer="shop", provider="users"))
        broker.branches.append("shop/feat/x")
        broker.versions.add(("shop", "abc1"))
        broker.deployed.append(("test", "users"))
        yield Office(project, broker, capsys)


def test_contracts_are_published(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BUILD_URL", "https://ci.example.com/1")
    (office.folder / "contracts/mail-users.json").write_text(contract(USER, consumer="mail", provider="users"))
    (office.folder / "contracts/shop-bills.json").write_text(contract(USER, consumer="shop", provider="bills"))
    office.broker.pacticipants |= {name: {"mainBranch": "main"} for name in ("mail", "bills")}
    told = "published 3 contracts as version abc1 on branch feat/x: mail of users, shop of bills, shop of users\n"
    assert office.run("publish") == (0, told)
    of_mail, of_shop = office.broker.published
    assert of_mail.pop("contracts")[0]["content"]["consumer"] == {"name": "mail"}
    assert of_mail == {
        "pacticipantName": "mail",
        "pacticipantVersionNumber": "abc1",
        "branch": "feat/x",
        "buildUrl": "https://ci.example.com/1",
    }
    assert [(one["providerName"], one["contentType"], one["specification"]) for one in of_shop["contracts"]] == [
        ("bills", "application/json", "pact"),
        ("users", "application/json", "pact"),
    ]


def test_a_version_and_a_branch_are_named(office: Office) -> None:
    assert office.run("publish", "--version", " 7 ", "--branch", "release")[0] == 0
    assert office.broker.published[0]["pacticipantVersionNumber"] == "7"
    assert office.broker.published[0]["branch"] == "release"


def test_a_pacticipant_without_a_main_branch_is_named(office: Office) -> None:
    office.broker.pacticipants["users"]["mainBranch"] = None
    code, told = office.run("publish")
    assert code == 0
    assert "without a main branch in the broker: users. Questions about main branches leave it out" in told
    code, told = office.run("can-i-merge", *WHO, *ONCE)
    assert code == 2  # a yes would have left users out
    assert "Without a main branch in the broker: users." in told
    assert office.asked("/matrix") == []


def test_a_refused_publish_tells_the_reason_first_and_what_was_published_before(office: Office) -> None:
    (office.folder / "contracts/mail-users.json").write_text(contract(USER, consumer="mail", provider="users"))
    body = json.dumps({"notices": [], "errors": {"contracts": ["Cannot change the content of the pact for shop"]}})

    def second(path: str) -> Any:
        return (409, "application/json", body.encode()) if path == "/contracts/publish" and published() else None

    def published() -> bool:
        return bool(office.broker.published)

    office.broker.instead = second
    code, told = office.run("publish")
    assert code == 1
    assert told.splitlines() == [
        "the broker says no:",
        "Cannot change the content of the pact for shop",
        "so this was not published: the contracts of shop",
        "published before that: mail of users",
    ]


@pytest.mark.parametrize("status", [401, 403])
def test_who_may_only_read_is_told_so(office: Office, status: int) -> None:
    office.broker.instead = lambda path: (status, "text/plain", b"") if path == "/contracts/publish" else None
    code, told = office.run("publish")
    assert code == 2
    assert f"refuses 'sam' ({status}): check PACT_BROKER_USERNAME" in told.splitlines()[0]


def test_a_broker_may_take_its_time_for_each_contract(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "LONG", 0.2)
    limits: list[float] = []
    ask = hal.Hal.ask

    def noting(self: hal.Hal, method: str, url: str, content: object = None, seconds: float = 0) -> Any:
        limits.extend([seconds] if url.endswith("/publish") else [])
        return ask(self, method, url, content, 5)

    monkeypatch.setattr(hal.Hal, "ask", noting)
    (office.folder / "contracts/shop-bills.json").write_text(contract(USER, consumer="shop", provider="bills"))
    assert office.run("publish")[0] == 0
    assert limits == [0.4]


def git(folder: Path, *arguments: str) -> None:
    somebody = ["-c", "user.name=Sam", "-c", "user.email=sam@example.com"]
    subprocess.run(["git", *somebody, *arguments], cwd=folder, check=True, capture_output=True)  # noqa: S603, S607


def test_what_differs_from_the_commit_is_not_published_as_it(office: Office) -> None:
    for arguments in (["init"], ["add", "."], ["commit", "-m", "first"]):
        git(office.folder, *arguments)
    assert office.run("publish")[0] == 0
    for name in ("a", "b", "c", "d"):
        (office.folder / name).touch()
    for named in ([], ["--version", "7"]):
        code, told = office.run("publish", *named)
        assert code == 2
        assert "a, b, c and 1 more differ from the commit" in told
    assert len(office.broker.published) == 1
    assert office.run("publish", "--allow-dirty")[0] == 0
    assert len(office.broker.published) == 2


def test_may_it_be_deployed(office: Office) -> None:
    yes = "yes: version abc1 of shop can be deployed to test\n"
    assert office.run("can-i-deploy", *WHO, "--to", "test") == (0, yes)
    (asked,) = office.asked("/matrix")
    query = "q%5B%5D%5Bpacticipant%5D=shop&q%5B%5D%5Bversion%5D=abc1&latestby=cvpv&limit=1000&environment=test"
    assert asked == f"GET /matrix?{query}"


def test_may_it_be_merged(office: Office) -> None:
    yes = "yes: version 7 of shop is compatible with the main branches\n"
    assert office.run("can-i-merge", *WHO, "--version", "7") == (0, yes)
    assert office.asked("/matrix")[0].endswith("&limit=1000&mainBranch=true&latest=true")


def row(
    success: bool | None, consumer: str = "1", provider: str | None = "2", result: str = "http://127.0.0.1:9/elsewhere"
) -> dict[str, Any]:
    """A row of the matrix: a version of shop, a version of users, and what came of verifying."""
    verified = None if success is None else {"success": success, "_links": {"self": {"href": result}}}
    return {
        "consumer": {"name": "shop", "version": {"number": consumer}},
        "provider": {"name": "users", "version": provider and {"number": provider}},
        "verificationResult": verified,
    }


def no(*rows: Any, unknown: int = 0, reason: str = "Because of shop.") -> dict[str, Any]:
    return {"summary": {"deployable": None if unknown else False, "reason": reason, "unknown": unknown}, "matrix": rows}


def explained(office: Office, who: str, answer: Any, step: str = "can-i-deploy") -> list[str]:
    office.broker.matrix = [answer]
    to = ["--to", "test"] if step == "can-i-deploy" else []
    code, told = office.run(step, "--pacticipant", who, "--version", "1", *to, *ONCE)
    assert code == 1, told
    first, *lines, own, reason = told.splitlines()
    assert (first, own, reason) == ("the broker says no:", "the broker's own words:", "Because of shop.")
    return lines


def test_the_provider_breaks_what_is_deployed(office: Office) -> None:
    result = {
        "testResults": [
            {"interactionDescription": "a user", "success": False},
            {"interactionDescription": "nobody", "success": True},
        ]
    }
    office.broker.instead = lambda path: (
        (200, "application/hal+json", json.dumps(result).encode()) if path == "/result" else None
    )
    assert explained(office, "users", no(row(True, "0"), row(False, result=f"{office.broker.url}/result"))) == [
        "version 2 of users breaks its contract with version 1 of shop: a user",
        "  next, the provider: keep the old response too, until shop in test no longer needs it",
    ]


def test_what_is_deployed_breaks_the_consumers_contract(office: Office) -> None:
    """Without the result, which cannot be read here, it is told all the same."""
    assert explained(office, "shop", no(row(False, result=f"{office.broker.url}/gone"))) == [
        "version 2 of users breaks its contract with version 1 of shop",
        "  next, the provider: deploy a version of users to test that fulfils the contract",
    ]


def test_a_provider_has_not_verified_yet(office: Office) -> None:
    assert explained(office, "users", no(row(None), unknown=1)) == [
        "this version of users has not verified its contract with version 1 of shop",
        "  next, the pipeline of users: verify this version (pytest --pact-broker, in CI)",
    ]
    assert explained(office, "shop", no(row(None, provider=None), unknown=1)) == [
        "the version of users in test has not verified its contract with version 1 of shop",
        "  next, the pipeline of users: verify that version (a webhook starts it), then ask again",
    ]
    merge = explained(office, "shop", no(row(None, provider=None), unknown=1), "can-i-merge")
    assert merge[0] == "the version of users in main branches has not verified its contract with version 1 of shop"


def test_a_provider_is_not_deployed_yet(office: Office) -> None:
    office.broker.deployed.clear()
    assert explained(office, "shop", no(row(None, provider=None), unknown=1)) == [
        "no version of users, which shop needs, is recorded in test",
        "  next, the pipeline of users: deploy it to test first, and record-deployment",
    ]


def test_a_provider_that_was_released_is_there_too(office: Office) -> None:
    office.broker.released, office.broker.deployed = [("test", "users")], []
    first, *_ = explained(office, "shop", no(row(None, provider=None), unknown=1))
    assert first == "the version of users in test has not verified its contract with version 1 of shop"


def test_a_version_that_nobody_published(office: Office) -> None:
    assert explained(office, "shop", no()) == [
        "this version of shop has no contract and no result in the broker",
        "  next, the pipeline of shop: publish it (or verify, in CI), then ask again",
    ]


def test_what_is_ignored_is_in_nobodys_way(office: Office) -> None:
    lines = explained(office, "users", no({**row(False, "0"), "ignored": True}, row(None), unknown=1))
    assert [one for one in lines if "version 0" in one] == []


def test_a_result_on_its_way_is_waited_for(office: Office) -> None:
    office.broker.matrix = [no(row(None), unknown=1), no(row(None), unknown=1), YES]
    patience = ["--retry-while-unknown", "2", "--retry-interval", "0"]
    assert office.run("can-i-deploy", *WHO, "--to", "test", *patience)[0] == 0
    assert len(office.asked("/matrix")) == 3
    office.broker.matrix = [no(row(None), unknown=1)]
    assert office.run("can-i-deploy", *WHO, "--to", "test", *patience)[0] == 1
    assert len(office.asked("/matrix")) == 6
    office.broker.matrix = [no(row(False))]  # that is known, and will not change by waiting
    assert office.run("can-i-deploy", *WHO, "--to", "test")[0] == 1
    assert len(office.asked("/matrix")) == 7


def test_a_broker_that_is_silent_about_the_matrix(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is asked no second time: the limit of one question, and nothing was done that would be unknown."""
    ask = hal.Hal.ask

    def sooner(self: hal.Hal, method: str, url: str, content: object = None, seconds: float = 0) -> Any:
        assert seconds in (0, 10)
        return ask(self, method, url, content, seconds and 0.3)

    monkeypatch.setattr(hal.Hal, "ask", sooner)
    over = Event()
    office.broker.instead = held_up("/matrix", over)
    try:
        code, told = office.run("can-i-deploy", *WHO, "--to", "test")
    finally:
        over.set()
    assert code == 2
    assert "did not answer within 0.3 s (GET /matrix): is it up, and reachable from here?" in told
    assert len(office.asked("/matrix")) == 1


@pytest.mark.parametrize("answer", [[], {}, {"summary": None}], ids=str)
def test_a_matrix_that_cannot_be_read_is_no_yes(office: Office, answer: Any) -> None:
    office.broker.matrix = [answer]
    code, told = office.run("can-i-deploy", *WHO, "--to", "test")
    assert code == 2
    assert "an answer of the broker has no summary" in told


def test_a_question_that_the_broker_does_not_take_is_no_no(office: Office) -> None:
    """Nobody has looked whether the version fits."""
    said = json.dumps({"errors": ["Please provide 1 or more version selectors"]}).encode()
    office.broker.instead = lambda path: (400, "application/json", said) if path.startswith("/matrix") else None
    code, told = office.run("can-i-deploy", *WHO, "--to", "test")
    assert (code, told) == (2, "pact-harness: Please provide 1 or more version selectors\n")


def test_names_that_the_broker_does_not_know_are_told_at_once(office: Office) -> None:
    for step, to in (("can-i-deploy", ["--to", "test"]), ("can-i-merge", [])):
        code, told = office.run(step, "--pacticipant", "nobody", *to)
        assert code == 2
        assert "knows no nobody: is the name right, and was a contract published?" in told
    code, told = office.run("can-i-deploy", *WHO, "--to", "tset")
    assert code == 2
    assert "has no environment tset, only test: pact-harness broker setup makes them" in told
    assert office.asked("/matrix") == []


def test_what_runs_where_is_recorded(office: Office) -> None:
    told = "recorded: version abc1 of shop runs in test\n"
    assert office.run("record-deployment", *WHO, "--to", "test") == (0, told)
    assert ("test", "shop") in office.broker.deployed
    assert office.run("record-undeployment", *WHO, "--to", "test") == (0, "recorded: shop no longer runs in test\n")
    assert office.broker.deployed == [("test", "users")]
    code, told = office.run("record-undeployment", *WHO, "--to", "test")
    assert (code, told) == (1, "the broker says no:\nno version of shop is recorded in test\n")


def test_a_version_that_the_broker_does_not_know_is_not_recorded(office: Office) -> None:
    code, told = office.run("record-deployment", *WHO, "--to", "test", "--version", "8")
    assert code == 2
    assert "the broker has no version 8 of shop" in told


def test_a_branch_is_deleted_once(office: Office) -> None:
    delete = ["delete-branch", *WHO, "--branch", "feat/x"]
    assert office.run(*delete) == (0, "deleted branch feat/x of shop\n")
    assert office.asked("/branches") == ["DELETE /branches/shop/feat%2Fx"]
    office.broker.branches.clear()
    assert office.run(*delete) == (1, "the broker says no:\nthere is no branch feat/x of shop\n")


def test_what_is_missing_is_set_up(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEBHOOK_TOKEN", "a-t0ken\n")
    del office.broker.pacticipants["shop"]
    url = "https://ci.example.com/dispatches"
    first = office.run("setup", "--webhook", url)
    assert first[0] == 0, first[1]
    written = office.broker.written
    assert written["/environments/production"] == {
        "name": "production",
        "displayName": "Production",
        "production": True,
    }
    assert "/environments/test" not in written
    assert written["/pacticipants"] == {"name": "shop", "mainBranch": "main"}
    assert written["/pacticipants/users"] == {"name": "users", "mainBranch": "main"}
    [path] = [one for one in written if one.startswith("/webhooks/")]
    webhook = written[path]
    assert (webhook["provider"], webhook["events"]) == ({"name": "users"}, [{"name": steps.EVENT}])
    assert webhook["request"]["url"] == url
    assert webhook["request"]["headers"]["Authorization"] == "Bearer a-t0ken"
    assert webhook["request"]["body"]["client_payload"] == {
        "pact_url": "${pactbroker.pactUrl}",
        "sha": "${pactbroker.providerVersionNumber}",
        "branch": "${pactbroker.providerVersionBranch}",
    }
    assert "a-t0ken" not in first[1]
    assert office.run("setup", "--webhook", url) == first  # the same webhook: its number is the same
    assert [one for one in written if one.startswith("/webhooks/")] == [path]


def test_repositories_of_their_own_name_pacticipants_and_a_webhook_each(office: Office) -> None:
    urls = {"users": "https://ci.example.com/users?a=b", "bills": "https://ci.example.com/bills"}
    webhooks = [word for name, url in urls.items() for word in ("--webhook", f"{name}={url}")]
    code, told = office.run("setup", "--pacticipants", "users", "bills", "--contracts", "nowhere", *webhooks)
    assert code == 0, told
    assert "set up: users, bills with main branch main" in told
    made = [one for path, one in office.broker.written.items() if path.startswith("/webhooks/")]
    assert {one["provider"]["name"]: one["request"]["url"] for one in made} == urls
    code, told = office.run("setup", "--pacticipants", "users", "--webhook", "https://ci.example.com/x?a=b")
    assert code == 2
    assert "whose webhook? With --pacticipants say --webhook PROVIDER=URL" in told


def test_the_secrets_of_a_webhook_are_shown_nowhere(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEBHOOK_TOKEN", "a-t0ken")
    url = "https://hook-user:hook-pass@ci.example.com/x?key=hook-key"
    code, told = office.run("setup", "--webhook", url)
    assert code == 0
    assert "is told to https://***:***@ci.example.com/x?***" in told
    said = json.dumps({"errors": {"request.url": [f"{url} is not allowed, nor Bearer a-t0ken, nor hook-key"]}})
    office.broker.instead = lambda path: (
        (400, "application/json", said.encode()) if path.startswith("/webhooks") else None
    )
    code, refusal = office.run("setup", "--webhook", url)
    assert code == 2
    assert "is not allowed" in refusal
    for secret in ("hook-user", "hook-pass", "hook-key", "a-t0ken"):
        assert secret not in told + refusal


def test_a_webhooks_token_that_no_header_can_carry(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEBHOOK_TOKEN", "a-t0ken€")
    code, told = office.run("setup", "--webhook", "https://ci.example.com/x")
    assert code == 2
    assert "WEBHOOK_TOKEN holds a character that is not visible ASCII" in told
    assert "t0ken" not in told


@pytest.mark.parametrize("name", ["PACT_BROKER_PASSWORD", "PACT_BROKER_TOKEN"])
def test_a_secret_that_no_header_can_carry_is_no_no(office: Office, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if name == "PACT_BROKER_TOKEN":
        monkeypatch.delenv("PACT_BROKER_USERNAME")
    monkeypatch.setenv(name, f"{SECRET}€")
    code, told = office.run("can-i-deploy", *WHO, "--to", "test")
    assert code == 2
    assert f"{name} holds a character that is not visible ASCII" in told


def test_a_list_of_environments_that_cannot_be_read(office: Office) -> None:
    body = json.dumps({"_embedded": {"environments": "none"}}).encode()
    office.broker.instead = lambda path: (200, "application/hal+json", body) if path == "/environments" else None
    code, told = office.run("setup")
    assert code == 2
    assert "an answer of the broker has no _embedded.environments" not in told
    assert "an answer of the broker has no name: is it a Pact Broker?" in told


@pytest.mark.parametrize("option", ["--retry-while-unknown", "--retry-interval"])
@pytest.mark.parametrize("number", ["-1", "soon"])
def test_a_number_that_is_none_is_refused(office: Office, option: str, number: str) -> None:
    code, told = office.run("can-i-deploy", *WHO, "--to", "test", f"{option}={number}")
    assert code == 2
    assert f"expected a whole number from 0 on, got {number!r}" in told


@pytest.mark.parametrize(
    "arguments",
    [
        ["can-i-deploy", "--pacticipant", "", "--to", "test"],
        ["can-i-deploy", *WHO, "--to", " "],
        ["can-i-deploy", *WHO, "--to", "test", "--version", "  "],
        ["record-deployment", *WHO, "--to", "test", "--version=-x"],
        ["publish", "--version", "  "],
        ["publish", "--branch=-x"],
        ["delete-branch", *WHO, "--branch", ""],
    ],
    ids=" ".join,
)
def test_what_is_no_name_is_a_usage_error(office: Office, arguments: list[str]) -> None:
    code, told = office.run(*arguments)
    assert code == 2
    assert "expected a name, got " in told
    assert office.broker.requests == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["publish", "empty"], "empty holds no contract: the consumer's contract tests write them"),
        (["publish", "nowhere"], "nowhere does not exist"),
        (["publish", "broken"], "so nothing was done"),
        (["setup", "--contracts", "empty"], "empty holds no contract"),
    ],
    ids=["no contract", "no folder", "no JSON", "nobody to set up"],
)
def test_what_is_refused_before_anything_is_told(office: Office, arguments: list[str], words: str) -> None:
    (office.folder / "empty").mkdir()
    (office.folder / "broken").mkdir()
    (office.folder / "broken/a.json").write_text("{")
    code, told = office.run(*arguments)
    assert code == 2
    assert words in told
    assert office.broker.requests == ["GET /"]


def test_a_broker_that_cannot_be_used(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PACT_BROKER_PASSWORD", "wrong")
    code, told = office.run("can-i-deploy", *WHO, "--to", "test")
    assert code == 2
    assert "refuses 'sam' (401)" in told
