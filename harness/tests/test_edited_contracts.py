"""A contract that was edited by hand: a red verification says so, for the provider may be innocent.

- another form, or another text than the last commit's; nothing in a green run, nor as it was recorded and committed
- not of other teams' files, whose form is their own, nor of what the same run has just recorded
"""

import json
import subprocess
from pathlib import Path

import pytest

from harness.tests.projects import Project
from harness.tests.providers import ALICE, FILE, interaction, provider_project
from pact_harness.pactfile.writer import contract_text

NAME = "contracts/profile-client-user-service.json"
OURS = "tests/consumer/test_users.py::test_it"
FORM = f"{NAME} is not as recording writes it. Was it edited by hand? To compare it with what the tests record: "
RECORDS = """
    from urllib.request import urlopen

    import pytest

    pytestmark = pytest.mark.pact(consumer="profile-client", provider="user-service")


    def test_it(pact):
        described = pact.upon_receiving("a user").given("the user exists", id=1, name="Alice")
        described.with_request("GET", "/users/1").will_respond_with(200).with_body({"name": "Bob"})
        with pact.serve() as server, urlopen(f"{server.url}/users/1") as response:
            assert response.status == 200
"""
COMMIT = f"{NAME} differs from the last commit. If no recording did that, it was edited by hand. To compare it with "
DRIFT = "python -m pact_harness check drift"


def recorded(name: str, test: str = OURS) -> str:
    """What recording writes for a user of this name."""
    raw = interaction("a user", "/users/1", ALICE, body={"name": name}, comments={"testname": test})
    return contract_text("profile-client", "user-service", [raw])


def project(folder: Path, text: str, *, committed: str | None = None) -> Project:
    made = provider_project(folder)
    if committed is not None:
        made.having({NAME: committed})
        author = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
        for command in (["init", "-q"], ["add", "."], [*author, "commit", "-qm", "recorded"]):
            subprocess.run(["git", *command], cwd=folder, check=True, timeout=30)  # noqa: S603, S607
    (folder / "contracts").mkdir(exist_ok=True)
    (folder / NAME).write_text(text, encoding="utf-8")
    return made


def test_a_contract_in_another_form_is_reported_in_a_red_run(tmp_path: Path) -> None:
    run = project(tmp_path, json.dumps(json.loads(recorded("Bob")))).pytest(FILE)

    assert run.lines(NAME) == [FORM + DRIFT]


def test_a_contract_that_differs_from_the_commit_is_reported_in_a_red_run(tmp_path: Path) -> None:
    run = project(tmp_path, recorded("Bob"), committed=recorded("Alice")).pytest(FILE)

    (line,) = run.lines(NAME)
    assert line.startswith(COMMIT)
    assert line.endswith(f": {DRIFT}")


@pytest.mark.parametrize(
    ("text", "committed", "code"),
    [
        (json.dumps(json.loads(recorded("Alice"))), None, 0),
        (recorded("Alice"), recorded("Bob"), 0),
        (recorded("Bob"), recorded("Bob"), 1),
        (recorded("Bob"), None, 1),
        (json.dumps(json.loads(recorded("Bob", "their/tests.py::test"))), None, 1),
    ],
    ids=["green, another form", "green, another commit", "as committed", "no git", "of another team"],
)
def test_nothing_is_reported_where_nothing_was_edited_or_nothing_failed(
    tmp_path: Path, text: str, committed: str | None, code: int
) -> None:
    run = project(tmp_path, text, committed=committed).pytest(FILE)

    assert run.code == code, run.output
    assert run.lines(NAME) == []


def test_nothing_is_reported_of_what_the_same_run_has_recorded(tmp_path: Path) -> None:
    made = project(tmp_path, recorded("Alice"), committed=recorded("Alice")).having({OURS.split("::")[0]: RECORDS})

    run = made.pytest("-p", "no:cacheprovider")

    assert "expected Bob, got Alice" in run.output
    assert run.lines(NAME) == [f"{NAME} written"]
    assert [line[: len(COMMIT)] for line in made.pytest(FILE).lines(NAME)] == [COMMIT]
