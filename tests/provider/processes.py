"""The service as a process of its own, for as long as a `with` block lasts, and requests to it."""

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from threading import Timer
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).parents[2]
PROVIDER = ["-m", "provider"]
START_SECONDS = 60  # after which a server that says nothing is ended


def environment(**settings: str) -> dict[str, str]:
    """This process's environment with no setting of the provider but these."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PROVIDER_", "FLASK_"))}
    return inherited | {"PYTHONPATH": str(ROOT)} | settings


def run(arguments: list[str], folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603
        [sys.executable, *arguments],
        cwd=folder,
        env=environment(**settings),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@contextmanager
def running(arguments: list[str], folder: Path, **settings: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server process, and the URL that it says it serves on."""
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, *arguments],
        cwd=folder,
        env=environment(**settings),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr
    with process.stderr:
        try:
            yield process, _url_told_by(process)
        finally:
            process.kill()
            process.wait(30)


def _url_told_by(process: subprocess.Popen[str]) -> str:
    assert process.stderr
    limit = Timer(START_SECONDS, process.kill)  # ends the reading, too
    limit.start()
    try:
        told = ""
        for line in iter(process.stderr.readline, ""):
            told += line
            if url := re.search(r"http://[\d.]+:\d+", line):
                return url[0]
        raise AssertionError(f"it said no URL: {told}")
    finally:
        limit.cancel()


def ask(url: str, method: str, path: str, body: object = None, token: str = "", timeout: float = 30) -> tuple[int, Any]:
    connection = HTTPConnection(urlsplit(url).netloc, timeout=timeout)
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
    connection.request(method, path, json.dumps(body) if body else None, headers)
    with connection.getresponse() as answer:
        status, text = answer.status, answer.read()
    connection.close()
    return status, json.loads(text)


def connect(url: str) -> socket.socket:
    """A bare connection to the service."""
    where = urlsplit(url)
    return socket.create_connection((where.hostname, where.port or 80), timeout=30)
