"""A first release, step by step, on a real broker: two teams' pipelines, as release.toml puts them in order.

The programs get names of their own for each run, and production is an environment of this run, so that nothing is mixed
with what the broker holds already; `forget` takes all of it away again. What is printed has the plain names.
"""

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from pact import Pact, Verifier

from pact_harness.verifying.provider_states import States, World
from provider import UserDb, create_app
from tests.broker.rest import Rest
from tests.consumer.profile.test_profile_contract import test_get_user as promise_a_user
from tests.provider.states import users as states
from tests.serving import serving

VERSION, BRANCH = "1.0.0", "main"
LONGEST = 60  # seconds
TABLE = tuple("┌│╞├└")


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
        if (published := self._rest.get(path)) is None:
            raise RefusedError("There is no contract to verify: profile-client has not published one yet.")
        user_db = UserDb()
        for state in published["interactions"][0]["providerStates"]:
            World(States.of(states), {"user_db": user_db}).set_up(state["name"], state["params"])
        with serving(create_app(user_db)) as url:
            verifier = Verifier(self._provider, host="127.0.0.1").add_transport(url=url).follow_redirects(False)
            verifier.broker_source(self._rest.broker.url, selector=True).consumer_version(branch=BRANCH).build()
            verifier.set_publish_options(VERSION, branch=BRANCH)
            try:
                verifier.verify()
            except RuntimeError:
                raise RefusedError(json.dumps(verifier.results["errors"], indent=2)) from None
            finally:
                user_db.close()

    def _ask_or_record(self, name: str, what: str) -> None:
        command = {"asks": ["can-i-deploy", "--retry-while-unknown", "0"], "deploys": ["record-deployment"]}.get(what)
        if command is None:
            raise RefusedError("There is no such step.")
        self._command(*command, "--pacticipant", name, "--version", VERSION, "--to", self._production)

    def _command(self, *arguments: str) -> None:
        """What make's targets run; of a "no" the reason is kept, without the table above it."""
        done = subprocess.run(  # noqa: S603 - the project's own command, on names made above
            [sys.executable, "-m", "pact_harness", "broker", *arguments],
            cwd=Path(__file__).parent.parent,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=LONGEST,
            check=False,
        )
        if done.returncode:
            said = done.stdout.replace(f"-{self._run}", "").splitlines()
            raise RefusedError("\n".join(line for line in said if not line.startswith(TABLE)))
