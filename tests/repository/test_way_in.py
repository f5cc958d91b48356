"""The way in without make: pytest alone keeps loopback away from a proxy, and the core of Pact from counting us.

- one consumer test and one provider test, with neither variable set and every proxy variable at our socket: green,
  and nobody connected to it
"""

import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[2]
CONSUMER = "tests/consumer/profile/test_profile_contract.py::test_get_user"
PROVIDER = "tests/provider/test_contract.py::test_contract[newsletter: a request for a page of users with a next page]"


def test_pytest_alone_connects_to_no_proxy_and_counts_nobody() -> None:
    with socket.create_server(("127.0.0.1", 0)) as proxy:
        done = subprocess.run(  # noqa: S603 - our own interpreter on our own tests
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", CONSUMER, PROVIDER],
            cwd=ROOT,
            env=unprepared(proxy.getsockname()[1]),
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert "2 passed" in done.stdout
        assert callers(proxy) == 0


def unprepared(port: int) -> Mapping[str, str]:
    """This environment without what make and conftest.py set, and with a proxy at *port* of 127.0.0.1."""
    unset = {"PACT_DO_NOT_TRACK", "NO_PROXY", "no_proxy"}
    inherited = {name: value for name, value in os.environ.items() if name not in unset and "PYTEST" not in name}
    names = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
    return inherited | {spelt: f"http://127.0.0.1:{port}" for name in names for spelt in (name, name.lower())}


def callers(server: socket.socket) -> int:
    """How many connections wait at *server*."""
    server.setblocking(False)
    count = 0
    try:
        while True:
            server.accept()[0].close()
            count += 1
    except BlockingIOError:
        return count
