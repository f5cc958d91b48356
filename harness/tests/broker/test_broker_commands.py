"""`python -m pact_harness broker …`: what is asked of the broker's official command line, and what a person is told.

- each step's command line, as a stand-in for `pact` received it
- its exit code and its reason, once, are passed on; one that never ends is ended
- what is refused before it is asked: files that differ from the commit, no contract, no name
- a secret is in no argument and in no output, but for the header of a webhook
- the real command line, where it is installed, says what a broker answers
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from harness.tests.broker.fake import Answer, FakeBroker
from harness.tests.providers import contract, interaction
from pact_harness.broker import cli, commands
from pact_harness.broker.settings import Broker, BrokerError
from pact_harness.cli import main

SECRET = "s3cret-word"
USER = interaction("a user", "/users/1")

PACT = """#!{python}
import json, os, sys, time
with open({record!r}, "a") as file:
    names = ("PACT_BROKER_BASE_URL", "PACT_BROKER_PASSWORD", "PACT_BROKER_HTTP_RETRIES", "PACT_DO_NOT_TRACK")
    file.write(json.dumps([sys.argv[1:], {{name: os.environ.get(name) for name in names}}]) + "\\n")
time.sleep({seconds})
print({says!r})
print({says!r}, file=sys.stderr)
sys.exit({code})
"""


@dataclass
class Office:
    """A project with one contract, a broker, and a stand-in for the command line that notes what it is asked."""

    folder: Path
    broker: FakeBroker
    capsys: pytest.CaptureFixture[str]
    record: Path = field(init=False)

    def __post_init__(self) -> None:
        self.record = self.folder.parent / "asked.jsonl"
        self.answering()

    def answering(self, says: str = "done", code: int = 0, seconds: float = 0) -> "Office":
        pact = self.folder.parent / "bin/pact"
        pact.parent.mkdir(exist_ok=True)
        text = PACT.format(python=sys.executable, record=str(self.record), says=says, code=code, seconds=seconds)
        pact.write_text(text, encoding="utf-8")
        pact.chmod(0o755)
        return self

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
        return code, output

    @property
    def asked(self) -> list[list[str]]:
        """The arguments of each call."""
        return [arguments for arguments, _ in self.calls]

    @property
    def calls(self) -> list[tuple[list[str], dict[str, str]]]:
        return [json.loads(line) for line in self.record.read_text().splitlines()] if self.record.exists() else []


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Office]:
    project = tmp_path / "project"
    (project / "contracts").mkdir(parents=True)
    (project / "contracts/shop-users.json").write_text(contract(USER, consumer="shop", provider="users"))
    monkeypatch.chdir(project)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    for name in [one for one in os.environ if one.startswith(("CI", "GITHUB_", "PACT_BROKER_", "BUILD_"))]:
        monkeypatch.delenv(name)
    with FakeBroker(SECRET) as broker:
        for name, value in {**broker.variables, "GIT_COMMIT": "abc1", "GIT_BRANCH": "feat/x"}.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(cli, "executable", lambda: str(tmp_path / "bin/pact"))
        yield Office(project, broker, capsys)


PATIENT = ["--retry-while-unknown", "12", "--retry-interval", "10"]
WHO = ["--pacticipant", "shop"]


@pytest.mark.parametrize(
    ("step", "asked", "told"),
    [
        (
            ["publish"],
            ["publish", "contracts", "-a", "abc1", "--branch", "feat/x", "--validate", "--strict"],
            "published 1 contract as version abc1 on branch feat/x: shop of users\n",
        ),
        (
            ["publish", "--version", "7", "--branch", "release"],
            ["publish", "contracts", "-a", "7", "--branch", "release", "--validate", "--strict"],
            "published 1 contract as version 7 on branch release: shop of users\n",
        ),
        (
            ["can-i-deploy", *WHO, "--to", "test"],
            ["can-i-deploy", "-a", "shop", "-e", "abc1", "--to-environment", "test", *PATIENT],
            "yes: version abc1 of shop fits what runs in test\n",
        ),
        (
            ["can-i-deploy", *WHO, "--version", "7", "--to", "test", "--retry-while-unknown", "0"],
            ["can-i-deploy", "-a", "shop", "-e", "7", "--to-environment", "test"],
            "yes: version 7 of shop fits what runs in test\n",
        ),
        (
            ["can-i-merge", *WHO],
            ["can-i-merge", "-a", "shop", "-e", "abc1", *PATIENT],
            "yes: version abc1 of shop fits the main branches around it\n",
        ),
        (
            ["record-undeployment", *WHO, "--to", "test"],
            ["record-undeployment", "-a", "shop", "--environment", "test"],
            "recorded: shop no longer runs in test\n",
        ),
        (
            ["delete-branch", *WHO, "--branch", "feat/x"],
            ["delete-branch", "-a", "shop", "--branch", "feat/x", "--error-when-not-found", "true"],
            "deleted branch feat/x of shop\n",
        ),
    ],
    ids=lambda value: " ".join(value[:6]) if isinstance(value, list) else "",
)
def test_a_step(office: Office, step: list[str], asked: list[str], told: str) -> None:
    assert office.run(*step) == (0, told)
    assert office.asked == [["broker", *asked]]


def test_the_page_of_the_build_is_told(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BUILD_URL", "https://ci.example.com/1")
    assert office.run("publish")[0] == 0
    (asked,) = office.asked
    assert asked[asked.index("--build-url") + 1] == "https://ci.example.com/1"
    assert "-r" not in asked


def test_the_command_line_gets_its_settings_and_secrets_as_variables(office: Office) -> None:
    office.run("publish")
    ((arguments, variables),) = office.calls
    assert SECRET not in json.dumps(arguments)
    assert variables == {
        "PACT_BROKER_BASE_URL": office.broker.url,
        "PACT_BROKER_PASSWORD": SECRET,
        "PACT_BROKER_HTTP_RETRIES": "1",
        "PACT_DO_NOT_TRACK": "true",
    }


def links_and(office: Office, **answers: Any) -> None:
    """Have the broker also lead to these paths, and answer them (None: 404)."""
    index = {"_links": {f"pb:{name}": {"href": f"{office.broker.url}/{name}"} for name in answers}}

    def instead(path: str) -> Answer | None:
        said = index if path == "/" else answers.get(path[1:])
        return (200, "application/hal+json", json.dumps(said).encode()) if said else None

    office.broker.instead = instead


def test_a_version_is_recorded_as_deployed(office: Office) -> None:
    links_and(office, **{"pacticipant-version": {"number": "abc1"}})
    code, told = office.run("record-deployment", *WHO, "--to", "test")
    assert (code, told) == (0, "recorded: version abc1 of shop runs in test\n")
    assert office.asked == [["broker", "record-deployment", "-a", "shop", "-e", "abc1", "--environment", "test"]]


def test_a_version_that_the_broker_does_not_know_is_not_recorded(office: Office) -> None:
    links_and(office, **{"pacticipant-version": None})
    code, told = office.run("record-deployment", *WHO, "--to", "test")
    assert code == 2
    assert "the broker knows no version abc1 of shop" in told
    assert office.asked == []


def test_what_is_missing_is_set_up(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEBHOOK_TOKEN", "a-t0ken")
    links_and(office, environments={"_embedded": {"environments": [{"name": "test"}]}})
    url = "https://ci.example.com/dispatches"
    first = office.run("setup", "--webhook", url)
    assert first[0] == 0, first[1]
    environment, *pacticipants, webhook = office.asked
    assert environment[1:] == [
        "create-environment",
        "--name",
        "production",
        "--display-name",
        "Production",
        "--production",
    ]
    assert [one[1:] for one in pacticipants] == [
        ["create-or-update-pacticipant", "--name", name, "--main-branch", "main"] for name in ("shop", "users")
    ]
    assert webhook[1:3] == ["create-or-update-webhook", url]
    assert "--contract-requiring-verification-published" in webhook
    assert webhook[webhook.index("--provider") + 1] == "users"
    headers = webhook[webhook.index("--header") + 1 :]
    assert headers[-1] == "Authorization: Bearer a-t0ken"
    assert json.loads(webhook[webhook.index("--data") + 1])["client_payload"] == {
        "pact_url": "${pactbroker.pactUrl}",
        "sha": "${pactbroker.providerVersionNumber}",
        "branch": "${pactbroker.providerVersionBranch}",
    }
    assert "a-t0ken" not in first[1]

    assert office.run("setup", "--webhook", url) == first  # the same webhook: its number is the same
    assert office.asked[-1] == webhook


def test_a_list_of_environments_that_cannot_be_read(office: Office) -> None:
    links_and(office, environments={"_embedded": {"environments": "none"}})
    code, told = office.run("setup")
    assert code == 2
    assert "its environments cannot be read" in told
    assert office.asked == []


def test_a_no_is_passed_on_with_its_reason_once(office: Office) -> None:
    office.answering(f"❌ No, the verification failed ({SECRET})", code=1)
    code, told = office.run("can-i-deploy", *WHO, "--to", "test")
    assert (code, told) == (1, "the broker says no:\nNo, the verification failed (***)\n")


def test_another_exit_code_is_passed_on_too(office: Office) -> None:
    code, told = office.answering("", code=3).run("can-i-merge", *WHO)
    assert (code, told) == (3, "the broker says no:\npact broker can-i-merge ended with 3\n")


def test_a_name_that_the_broker_does_not_know_is_told_at_once(office: Office) -> None:
    for step in ("can-i-deploy", "can-i-merge"):
        environment = ["--to", "test"] if step == "can-i-deploy" else []
        code, told = office.run(step, "--pacticipant", "nobody", *environment)
        assert code == 2
        assert "knows no nobody" in told
    code, told = office.run("can-i-deploy", *WHO, "--to", "tset")
    assert code == 2
    assert "has no environment tset, only test: make broker-setup makes them" in told
    assert office.asked == []  # its command line would wait two minutes for them


def test_a_broker_that_fails_meanwhile_has_said_neither_yes_nor_no(office: Office) -> None:
    office.answering(f"❌ Request to pact broker path 'http://x/matrix' failed: 500 ({SECRET})", code=1)
    code, told = office.run("can-i-deploy", *WHO, "--to", "test")
    assert code == 2
    assert "could not be asked: Request to pact broker path 'http://x/matrix' failed: 500 (***)" in told


@pytest.mark.parametrize("option", ["--retry-while-unknown", "--retry-interval"])
@pytest.mark.parametrize("number", ["-1", "soon"])
def test_a_number_that_is_none_is_refused(office: Office, option: str, number: str) -> None:
    code, told = office.run("can-i-deploy", *WHO, "--to", "test", f"{option}={number}")
    assert code == 2
    assert f"expected a whole number from 0 on, got {number!r}" in told


def test_a_webhooks_token_is_shown_nowhere(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEBHOOK_TOKEN", "a-t0ken")
    links_and(office, environments={"_embedded": {"environments": [{"name": "test"}, {"name": "production"}]}})
    office.answering("refused: Authorization: Bearer a-t0ken", code=1)
    with pytest.raises(commands.RefusedError) as no:
        commands.set_up_webhook(Broker(office.broker.url, "sam", SECRET), "users", "http://ci", "a-t0ken")
    assert str(no.value) == "refused: Authorization: Bearer ***"


def test_a_command_that_never_ends_is_ended(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "LONG", 0.5)
    code, told = office.answering(seconds=60).run("publish")
    assert code == 2
    assert "did not finish publish within" in told


@pytest.mark.parametrize("step", ["can-i-deploy", "can-i-merge"])
def test_a_slow_broker_may_answer_each_question(office: Office, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    """A limit that counts nothing but the pauses would end the last question before the broker gives its reason."""
    monkeypatch.setattr(commands, "QUICK", 0.1)
    to = ["--to", "test"] if step == "can-i-deploy" else []
    patience = ["--retry-while-unknown", "2", "--retry-interval", "0"]
    code, told = office.answering(says="no, for a reason", code=1, seconds=1).run(step, *WHO, *to, *patience)
    assert code == 1, told
    assert "no, for a reason" in told


def git(folder: Path, *arguments: str) -> None:
    somebody = ["-c", "user.name=Sam", "-c", "user.email=sam@example.com"]
    subprocess.run(["git", *somebody, *arguments], cwd=folder, check=True, capture_output=True)  # noqa: S603, S607


def test_what_differs_from_the_commit_is_not_published_as_it(office: Office) -> None:
    for arguments in (["init"], ["add", "."], ["commit", "-m", "first"]):
        git(office.folder, *arguments)
    assert office.run("publish")[0] == 0
    for name in ("a", "b", "c", "d"):
        (office.folder / name).touch()
    code, told = office.run("publish")
    assert code == 2
    assert "a, b, c and 1 more differ from the commit" in told
    assert "--allow-dirty (make publish DIRTY=1)" in told
    assert len(office.asked) == 1
    assert office.run("publish", "--allow-dirty")[0] == 0
    assert office.run("publish", "--version", "7")[0] == 0
    assert len(office.asked) == 3


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["can-i-deploy", "--pacticipant", "", "--to", "test"], "it has no value: with make, say PACTICIPANT="),
        (["can-i-deploy", "--pacticipant", "shop", "--to", ""], "it has no value: with make, say PACTICIPANT="),
        (["delete-branch", "--pacticipant", "shop", "--branch", ""], "it has no value: "),
        (["publish", "empty"], "empty holds no contract to publish: make consumer-test writes them"),
        (["publish", "nowhere"], "nowhere does not exist"),
        (["publish", "broken"], "so nothing was published"),
        (["setup", "--contracts", "empty"], "empty holds no contract that would name the pacticipants"),
    ],
    ids=["no pacticipant", "no environment", "no branch", "no contract", "no folder", "no JSON", "nobody to set up"],
)
def test_what_is_refused_before_it_is_asked(office: Office, arguments: list[str], words: str) -> None:
    (office.folder / "empty").mkdir()
    (office.folder / "broken").mkdir()
    (office.folder / "broken/a.json").write_text("{")
    code, told = office.run(*arguments)
    assert code == 2
    assert words in told
    assert office.asked == []


def test_a_broker_that_cannot_be_used_is_told_before_the_command_line_waits_for_it(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PACT_BROKER_PASSWORD", "wrong")
    code, told = office.run("can-i-deploy", *WHO, "--to", "test")
    assert code == 2
    assert "refuses 'sam' (401)" in told
    assert office.asked == []


def test_the_command_line_is_not_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    with pytest.raises(BrokerError, match=r"is not installed: pip install -c constraints.txt --group broker"):
        cli.executable()


def test_the_real_command_line_is_ended_too(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is asked of a broker that has its index, and 500 for all else."""
    monkeypatch.undo()
    try:
        cli.executable()
    except BrokerError as missing:
        pytest.skip(str(missing))
    index = {"_links": {"pb:publish-contracts": {"href": f"{office.broker.url}/publish"}}}
    office.broker.instead = lambda path: (
        (200, "application/hal+json", json.dumps(index).encode()) if path == "/" else (500, "text/plain", b"no")
    )
    with pytest.raises(commands.RefusedError) as no:
        commands.delete_branch(Broker(office.broker.url, "sam", SECRET), "shop", "feat/x")
    assert no.value.code
    assert SECRET not in str(no.value)
