"""Two kinds of team on a real broker: consumers that publish small contracts, and a provider that verifies them.

    life = Life(folder, os.environ)
    shop, users = life.consumer("shop"), life.provider("users")
    shop.publish("1", promise("a user", "/users/1", {"name": "Alice"}), of=users)
    users.verify("1", {"/users/1": {"name": "Alice"}})
    assert life.can_i_deploy(shop, "1", "test").code == 1

Everything is done by the project's own commands. Each name is one of this run (`shop-3fa9c2b1`), so that no two meet,
and `forget` takes away what they brought.
"""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from harness.tests.projects import ROOT, Project, Run, run
from harness.tests.providers import contract, interaction
from tests.broker.rest import Rest

LONGEST = 60  # seconds for one command
APP = Path(__file__).with_name("provider.py")
OF_A_JOB = ("CI", "GIT_", "GITHUB_", "PACT_URL", "PYTEST_")  # what a job around these tests must not tell them

WORK_IN_PROGRESS = ("--pact-set", "broker_wip_since=2020-01-01")

CONFTEST = """
    import json
    import os
    from pathlib import Path

    import pytest

    from tests.provider.app import create_app

    os.environ["PACT_DO_NOT_TRACK"] = "true"


    @pytest.fixture
    def provider_app():
        return create_app(json.loads(Path("answers.json").read_text()))
"""

TEST = """
    import pytest

    from pact_harness import PactInteraction

    pytestmark = pytest.mark.pact(provider="{provider}")


    def test_contract(pact_interaction: PactInteraction) -> None:
        pact_interaction.verify()
"""

Promise = dict[str, Any]


def promise(description: str, path: str, body: object) -> Promise:
    """An interaction without a state: *path* answers at least what is in *body*."""
    return interaction(description, path, body=body)


@dataclass
class Life:
    """One run's teams, environments and commands; `folder` is where their projects are made."""

    folder: Path
    variables: Mapping[str, str] = field(repr=False)  # a password is among them
    run: str = field(default_factory=lambda: uuid4().hex[:8])
    _names: list[str] = field(default_factory=list)
    _environments: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.rest = Rest(self.variables)

    def consumer(self, name: str) -> "Consumer":
        return Consumer(self, self._own(name, self._names))

    def provider(self, name: str) -> "Provider":
        return Provider(self, self._own(name, self._names))

    def environment(self, name: str) -> str:
        """Make an environment of this run."""
        own = self._own(name, self._environments)
        self.rest.post("/environments", {"name": own, "displayName": own, "production": False})
        return own

    def _own(self, name: str, names: list[str]) -> str:
        own = f"{name}-{self.run}"
        names.append(own)
        return own

    def forget(self) -> None:
        for name in self._names:
            self.rest.forget(name)
        for name in self._environments:
            self.rest.forget_environment(name)

    def command(self, *arguments: str, **variables: str) -> Run:
        """`python -m pact_harness broker …`, as make's targets run it, in the project's folder."""
        command = [sys.executable, "-m", "pact_harness", "broker", *arguments]
        return run(command, self.folder, self.clean(**variables), LONGEST)  # here no file differs from a commit

    def clean(self, **variables: str) -> dict[str, str]:
        """The variables without those of a job around these tests."""
        kept = {name: value for name, value in self.variables.items() if not name.startswith(OF_A_JOB)}
        return {**kept, "PACT_DO_NOT_TRACK": "true", "NO_COLOR": "1", **variables}

    def can_i_deploy(self, who: "Team", version: str, environment: str) -> Run:
        """Ask once: everything that will ever be known here is known."""
        options = ("--pacticipant", who.name, "--version", version, "--to", environment)
        return self.command("can-i-deploy", *options, "--retry-while-unknown", "0")

    def record_deployment(self, who: "Team", version: str, environment: str) -> None:
        options = ("--pacticipant", who.name, "--version", version, "--to", environment)
        succeeded(self.command("record-deployment", *options))


@dataclass
class Team:
    life: Life
    name: str


@dataclass
class Consumer(Team):
    def publish(self, version: str, *promises: Promise, of: "Provider", branch: str = "main") -> Run:
        """Publish a contract that holds these promises of the provider *of*."""
        folder = self.life.folder / self.name / version
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{self.name}-{of.name}.json").write_text(contract(*promises, consumer=self.name, provider=of.name))
        return succeeded(self.life.command("publish", str(folder), "--version", version, "--branch", branch))


@dataclass
class Provider(Team):
    def verify(
        self, version: str, answers: Mapping[str, object], *arguments: str, branch: str = "main", **variables: str
    ) -> Run:
        """Verify what the broker holds, as the provider's job in CI does: pytest in a project of its own."""
        project = Project(self.life.folder / self.name)
        project.having(
            {
                "tests/conftest.py": CONFTEST,
                "tests/provider/app.py": APP.read_text(encoding="utf-8"),
                "tests/provider/test_contract.py": TEST.format(provider=self.name),
                "answers.json": json.dumps(answers),
            },
        )
        job = {"CI": "true", "GIT_COMMIT": version, "GIT_BRANCH": branch, **variables}
        command = project.command("tests/provider/test_contract.py", "--pact-broker", *WORK_IN_PROGRESS, *arguments)
        environment = self.life.clean(PYTHONPATH=str(ROOT), PYTHONDONTWRITEBYTECODE="1", COLUMNS="160", **job)
        return run(command, project.folder, environment, LONGEST)


def succeeded(run: Run) -> Run:
    """It ended well, or with a yes."""
    assert run.code == 0, run.output
    return run


def refused(run: Run) -> Run:
    """It ended with a no; not with a mistake, which ends with another code."""
    assert run.code == 1, run.output
    return run


def broken(run: Run) -> Run:
    """A verification ended with a promise that is broken."""
    assert "breaks its contract" in refused(run).output, run.output
    return run
