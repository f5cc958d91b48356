"""A first release, step by step, on a real broker: two teams' pipelines, as release.toml puts them in order.

The programs get names of their own for each run, and production is an environment of this run, so that nothing is mixed
with what the broker holds already; `forget` takes all of it away again. What is printed has the plain names.
"""

import asyncio
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from pact import Pact

from tests.broker.rest import Rest
from tests.consumer.profile.test_profile_contract import test_get_user as promise_a_user

VERSION, BRANCH = "1.0.0", "main"
LONGEST = 60  # seconds
ROOT = Path(__file__).parent.parent


class RefusedError(Exception):
    """A step ended with a "no": what the broker, or the command, says of it."""


class Release:
    def __init__(self) -> None:
        self._run = uuid4().hex[:8]
        self._rest = Rest(os.environ)
        self._consumer = self._own("profile-client")
        self._provider = self._own("user-service")
        self._production = self._own("production")
        self._rest.post("/environments", {"name": self._production, "displayName": "Production", "production": True})

    def take(self, step: str) -> None:
        """Take one step of release.toml. Raises RefusedError where it ends with a "no"."""
        match step.split():
            case ["consumer", "publishes"]:
                self._publish()
            case ["provider", "verifies"]:
                self._verify()
            case ["consumer", what]:
                self._ask_or_record(self._consumer, what)
            case ["provider", what]:
                self._ask_or_record(self._provider, what)
            case _:
                raise RefusedError("There is no such step.")

    def forget(self) -> None:
        """Take away all that this run brought to the broker."""
        for name in (self._consumer, self._provider):
            self._rest.forget(name)
        self._rest.forget_environment(self._production)

    def _own(self, name: str) -> str:
        return f"{name}-{self._run}"

    def _publish(self) -> None:
        """Record the promise that the consumer's own test makes, and publish it."""
        with TemporaryDirectory() as folder:
            pact = Pact(self._consumer, self._provider)
            asyncio.run(promise_a_user(pact))
            pact.write_file(folder)
            self._command("publish", folder, "--version", VERSION, "--branch", BRANCH)

    def _verify(self) -> None:
        """Replay it against the real service, and publish the result, as `make provider-verify BROKER=1` does in CI."""
        path = f"/pacts/provider/{self._provider}/consumer/{self._consumer}/latest"
        if self._rest.get(path) is None:
            raise RefusedError("There is no contract to verify: profile-client has not published one yet.")
        folder = ROOT / "tests/provider"
        test = folder / f"test_release_{self._run}.py"  # user-service's own, under this run's name
        usual = (folder / "test_contract.py").read_text(encoding="utf-8")
        test.write_text(usual.replace('"user-service"', f'"{self._provider}"'), encoding="utf-8")
        try:
            self._execute("pytest", "-q", "--pact-broker", str(test))
        finally:
            test.unlink()

    def _ask_or_record(self, name: str, what: str) -> None:
        command = {"asks": ["can-i-deploy", "--retry-while-unknown", "0"], "deploys": ["record-deployment"]}.get(what)
        if command is None:
            raise RefusedError("There is no such step.")
        self._command(*command, "--pacticipant", name, "--version", VERSION, "--to", self._production)

    def _command(self, *arguments: str) -> None:
        """What make's targets run."""
        self._execute("pact_harness", "broker", *arguments)

    def _execute(self, module: str, *arguments: str) -> None:
        """As a job in CI would, of a commit of its own. Raises RefusedError with what it says of a "no"."""
        job = {"CI": "true", "GIT_COMMIT": VERSION, "GIT_LOCAL_BRANCH": BRANCH, "PACT_URL": ""}
        job["GIT_CEILING_DIRECTORIES"] = str(ROOT.parent)  # the repository around it may differ from its commit
        done = subprocess.run(  # noqa: S603 - the project's own commands, on names made above
            [sys.executable, "-m", module, *arguments],
            cwd=ROOT,
            env={**os.environ, **job},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=LONGEST,
            check=False,
        )
        if done.returncode:
            raise RefusedError(done.stdout.replace(f"-{self._run}", "").rstrip())
