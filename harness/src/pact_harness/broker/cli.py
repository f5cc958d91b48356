"""The broker's official command line, run with a limit of time and without a secret in its arguments or output.

It retries eight times with doubling pauses and never gives up on silence, hence the settings here. Its commands:
https://docs.pact.io/pact_broker/client_cli/readme
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pact_harness.broker.settings import Broker, BrokerError

NOISE = re.compile(r"^[❌✅\s]+")
ECHO = re.compile(r"failed validation - \[")  # what stands there follows in words


@dataclass(frozen=True)
class Answer:
    """How a command ended: its exit code, and what it said, without secrets and each thing once."""

    code: int
    said: str


def run(broker: Broker, arguments: Sequence[str], seconds: float, secrets: Sequence[str] = ()) -> Answer:
    """Run ``pact broker …``. Raises BrokerError if it is not installed, or takes longer than *seconds*."""
    variables = {**os.environ, **broker.variables, "PACT_BROKER_HTTP_RETRIES": "1", "PACT_DO_NOT_TRACK": "true"}
    command = [executable(), "broker", *arguments]
    try:
        done = subprocess.run(  # noqa: S603 - the arguments are a list, and no shell reads them
            command,
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise BrokerError(
            f"the broker at {broker.url} did not finish {arguments[0]} within {seconds:.0f} s; whether it did it is "
            f"not known: run it again"
        ) from None
    said = broker.masked("\n".join(_once(done.stdout)))
    for secret in filter(None, secrets):
        said = said.replace(secret, "***")
    return Answer(done.returncode, said)


def executable() -> str:
    """The path of ``pact``: this environment's, else the one on the PATH. Raises BrokerError where there is none."""
    beside = Path(sys.executable).parent
    found = shutil.which("pact", path=str(beside)) or shutil.which("pact")
    if not found:
        raise BrokerError("the broker's command line is not installed: pip install -c constraints.txt --group broker")
    return found


def _once(text: str) -> Iterator[str]:
    """The lines without signs, and none that has been said before: the command line says its errors twice."""
    said: set[str] = set()
    for line in text.splitlines():
        plain = NOISE.sub("", line).rstrip()
        if plain and plain not in said and not ECHO.match(plain):
            said.add(plain)
            yield plain
