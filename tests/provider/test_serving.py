"""The service as a process: settings, servers, the first start and the last breath.

- importing provider.wsgi opens and writes nothing; the first request makes the SQLite file under build/
- PROVIDER_DATABASE_URL and PROVIDER_ADMIN_TOKEN are heeded, a token of digits too; empty ones are none
- `python -m provider` serves on 127.0.0.1 and ends quietly on Ctrl-C; what it is given wrong is one line, exit code 2
- beside more followers of the feed than may wait, a user is answered; they do not hold up the end; who hangs up, leaves
- `flask --app provider.wsgi run` finds the app
"""

import errno
import json
import os
import re
import select
import signal
import socket
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from http.client import HTTPConnection
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from provider import create_app
from provider.__main__ import MAX_WAITING
from tests.provider.processes import PROVIDER, ask, run, running

posix = pytest.mark.skipif(os.name == "nt", reason="Windows has neither SIGINT for one process nor these errors")


def test_importing_the_wsgi_module_creates_nothing_and_the_first_request_a_file_under_build(tmp_path: Path) -> None:
    program = """
from pathlib import Path
from provider.wsgi import app
assert list(Path().iterdir()) == [], "written while importing"
assert app.test_client().get("/users/1").status_code == 404
print(*Path().iterdir(), Path("build/users.db").exists())
"""
    ran = run(["-c", program], tmp_path)
    assert (ran.stdout, ran.stderr, ran.returncode) == ("build True\n", "", 0)


def test_a_token_of_digits_is_heeded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROVIDER_ADMIN_TOKEN", "12345")
    monkeypatch.setenv("PROVIDER_DATABASE_URL", "sqlite://")
    request = {"json": {"name": "Root", "admin": True}, "headers": {"Authorization": "Bearer 12345"}}
    assert create_app().test_client().post("/users/", **request).status_code == 201


def test_an_empty_setting_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PROVIDER_DATABASE_URL", "")
    monkeypatch.setenv("PROVIDER_ADMIN_TOKEN", "")
    client = create_app().test_client()
    assert client.post("/users/", json={"name": "Root", "admin": True}).status_code == 403
    assert client.post("/users/", json={"name": "Alice"}).status_code == 201
    assert (tmp_path / "build" / "users.db").exists()


def test_what_others_call_by_our_prefix_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROVIDER_DATABASE_URL", "sqlite://")
    before = create_app().config
    for name in ("MAX_CONTENT_LENGTH", "TESTING", "DATABASE_URL__x", "SERVER_NAME", "SECRET_KEY__a__b"):
        monkeypatch.setenv(f"PROVIDER_{name}", "1")
    app = create_app()
    assert app.config == before
    assert app.test_client().post("/users/", json={"name": "Alice"}).status_code == 201


@posix
def test_the_service_keeps_its_users_from_run_to_run_and_ends_quietly_on_ctrl_c(tmp_path: Path) -> None:
    settings = {"PROVIDER_DATABASE_URL": f"sqlite:///{tmp_path}/kept.db", "PROVIDER_ADMIN_TOKEN": "42"}
    with running([*PROVIDER, "--port", "0"], tmp_path, **settings) as (process, url):
        assert urlsplit(url).hostname == "127.0.0.1"
        status, user = ask(url, "POST", "/users/", {"name": "Alice", "admin": True}, token="42")
        assert status == 201
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 0
        assert process.stderr
        (line,) = process.stderr.read().splitlines()
        assert "INFO POST /users/ 201 " in line
    with running([*PROVIDER, "--port", "0"], tmp_path, **settings) as (_, url):
        assert ask(url, "GET", f"/users/{user['id']}") == (200, user)


def test_the_port_is_that_of_the_environment(tmp_path: Path) -> None:
    with running(PROVIDER, tmp_path, PROVIDER_PORT="0") as (_, url):
        assert ask(url, "GET", "/users/1")[1]["detail"] == "User not found"


@posix
def test_a_taken_port_is_told_in_one_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ran = run([*PROVIDER, "--port", str(port)], tmp_path)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr == (
        f"provider: cannot serve on 127.0.0.1:{port}: {os.strerror(errno.EADDRINUSE)};"
        " any free port: PROVIDER_PORT=0 make serve\n"
    )


@posix
@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("nonsense", "Could not parse SQLAlchemy URL"),
        ("postgresql://u@127.0.0.1:port/x", "Could not parse SQLAlchemy URL: .*'port'"),
        ("sqlite:////dev/null/users.db", f"{os.strerror(errno.ENOTDIR)}|{os.strerror(errno.EEXIST)}"),
        ("nosuch://localhost/x", "expected sqlite:// or postgresql://, got nosuch://$"),
        ("postgresql://u:s3cret@127.0.0.1:1/x", "connection|make serve WITH=postgres"),
    ],
)
def test_a_database_that_cannot_be_had_is_told_in_one_line(tmp_path: Path, url: str, reason: str) -> None:
    ran = run([*PROVIDER, "--port", "0"], tmp_path, PROVIDER_DATABASE_URL=url)
    (line,) = ran.stderr.splitlines()
    assert ran.returncode == 2
    assert line.startswith("provider: cannot open the database; see PROVIDER_DATABASE_URL: ")
    assert re.search(reason, line)
    assert "s3cret" not in line


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ({"PROVIDER_MAX_WAIT_MS": "long"}, "PROVIDER_MAX_WAIT_MS: expected milliseconds from 0 to 30000, got 'long'"),
        ({"PROVIDER_ADMIN_TOKEN": "secret "}, "PROVIDER_ADMIN_TOKEN: expected text without spaces around it"),
        ({"PROVIDER_ADMIN_TOKEN": "se\ncret"}, "PROVIDER_ADMIN_TOKEN: expected text without spaces around it"),
    ],
)
def test_a_setting_that_is_none_is_told_in_one_line(tmp_path: Path, setting: dict[str, str], told: str) -> None:
    ran = run([*PROVIDER, "--port", "0"], tmp_path, **setting)
    (line,) = ran.stderr.splitlines()
    assert (ran.returncode, line[: len(told) + 10]) == (2, f"provider: {told}")
    assert "cret" not in line


@pytest.mark.parametrize("port", ["x", "-1", "65536", "1.5", "²"])
def test_what_is_no_port_is_told_so(tmp_path: Path, port: str) -> None:
    ran = run(PROVIDER, tmp_path, PROVIDER_PORT=port)
    assert ran.returncode == 2
    assert ran.stderr == f"provider: PROVIDER_PORT: expected a port from 0 to 65535, got {port!r}\n"
    ran = run([*PROVIDER, f"--port={port}"], tmp_path)
    assert ran.returncode == 2
    assert ran.stderr.splitlines()[-1].endswith(f"--port: expected a port from 0 to 65535, got {port!r}")


# ---- followers of the feed


@contextmanager
def following(url: str, last_id: str, followers: int) -> Iterator[dict[Future[Any], HTTPConnection]]:
    """So many requests for the events after *last_id*, and what each is answered; none yet, or []."""
    with ThreadPoolExecutor(followers) as pool:
        connections = [HTTPConnection(urlsplit(url).netloc, timeout=30) for _ in range(followers)]

        def follow(connection: HTTPConnection) -> Any:
            connection.request("GET", f"/events?lastEventId={last_id}&timeout=30000")
            with connection.getresponse() as answer:
                return json.load(answer)

        try:
            yield {pool.submit(follow, connection): connection for connection in connections}
        finally:
            for connection in connections:
                connection.close()


def test_beside_twenty_followers_a_user_is_answered_within_a_second(tmp_path: Path) -> None:
    with running([*PROVIDER, "--port", "0"], tmp_path, PROVIDER_DATABASE_URL="sqlite://") as (_, url):
        _, user = ask(url, "POST", "/users", {"name": "Alice"})
        _, events = ask(url, "GET", "/events")
        with following(url, events[-1]["id"], followers=20) as followers:
            at_once = list(islice(as_completed(followers, timeout=20), 20 - MAX_WAITING))
            assert [follower.result() for follower in at_once] == [[]] * (20 - MAX_WAITING)
            assert ask(url, "GET", "/users/1", timeout=1) == (200, user)
            assert sum(follower.done() for follower in followers) == 20 - MAX_WAITING, "the others wait"
            assert ask(url, "PATCH", "/users/1", {"name": "Alicia"}, timeout=1)[0] == 200
            told = [follower.result(timeout=20) for follower in followers if follower not in at_once]
            assert [event["type"] for (event,) in told] == ["user-changed"] * MAX_WAITING


@posix
def test_a_follower_that_hangs_up_gives_its_place_back(tmp_path: Path) -> None:
    with running([*PROVIDER, "--port", "0"], tmp_path, PROVIDER_DATABASE_URL="sqlite://") as (process, url):
        assert process.stderr
        for pause in (0.1, 0.5, 2, 5):  # who hangs up before the server has looked is not noticed at all
            with socket.create_connection((urlsplit(url).hostname, urlsplit(url).port)) as connection:
                connection.sendall(b"GET /events?timeout=30000 HTTP/1.1\r\nHost: localhost\r\n\r\n")
                time.sleep(pause)
            if select.select([process.stderr], [], [], 5)[0]:
                break
        else:
            pytest.fail("the follower keeps its place")
        assert "GET /events 200" in process.stderr.readline()


@posix
def test_followers_do_not_hold_up_the_end(tmp_path: Path) -> None:
    with running([*PROVIDER, "--port", "0"], tmp_path, PROVIDER_DATABASE_URL="sqlite://") as (process, url):
        assert process.stderr
        ask(url, "POST", "/users", {"name": "Alice"})
        _, events = ask(url, "GET", "/events")
        with following(url, events[-1]["id"], followers=MAX_WAITING + 1) as followers:
            next(as_completed(followers, timeout=20))  # one finds no place: the others have them
            process.send_signal(signal.SIGINT)
            assert process.wait(timeout=30) == 0
        assert "still running" not in process.stderr.read()


def test_flask_finds_the_app(tmp_path: Path) -> None:
    arguments = ["-m", "flask", "--app", "provider.wsgi", "run", "--port", "0"]
    with running(arguments, tmp_path, PROVIDER_DATABASE_URL="sqlite://") as (_, url):
        assert ask(url, "POST", "/users", {"name": "Alice"})[0] == 201
