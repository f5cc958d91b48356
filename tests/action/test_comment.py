"""action/comment.py against a small API of GitHub's on 127.0.0.1.

- the first report is posted, the next replaces it, also on the second page of comments
- a person's comment with the same marker stays; two projects have a comment each
- a long report is cut at a line, its block of code ended, and leads to the job's page
- a token that only reads, a server that fails and one that is gone are said, and end nothing
"""

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from action.comment import READS_ONLY

SCRIPT = Path(__file__).parents[2] / "action" / "comment.py"
COMMENTS = "/repos/them/theirs/issues/7/comments"


class GitHub(ThreadingHTTPServer):
    """The comments of pull request 7, and what was asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.comments: list[dict[str, Any]] = []
        self.asked: list[str] = []
        self.refusal = 0
        self.moved_to = ""

    def add(self, body: str, kind: str = "Bot") -> None:
        number = len(self.comments) + 1
        self.comments.append({"id": number, "body": body, "user": {"type": kind}, "html_url": f"https://gh/{number}"})

    @property
    def bodies(self) -> list[str]:
        return [one["body"] for one in self.comments]


class _Handler(BaseHTTPRequestHandler):
    server: GitHub

    def _answer(self) -> None:
        size = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(size) or "null")
        path, _, query = self.path.partition("?")
        self.server.asked.append(f"{self.command} {path}")
        if self.server.moved_to:
            return self._send(307, {}, Location=self.server.moved_to + self.path)
        if self.headers["Authorization"] != "Bearer made up":
            return self._send(401, {})
        if self.server.refusal and self.command != "GET":
            return self._send(self.server.refusal, {"message": "no"})
        if self.command == "GET" and path == COMMENTS:
            page = int(re.search(r"page=(\d+)$", query)[1])  # type: ignore[index]
            return self._send(200, self.server.comments[100 * (page - 1) : 100 * page])
        if self.command == "POST" and path == COMMENTS:
            self.server.add(body["body"])
            return self._send(201, self.server.comments[-1])
        if self.command == "PATCH" and (found := re.fullmatch(r"/repos/them/theirs/issues/comments/(\d+)", path)):
            one = self.server.comments[int(found[1]) - 1]
            one["body"] = body["body"]
            return self._send(200, one)
        return self._send(404, {})

    do_GET = do_POST = do_PATCH = _answer  # noqa: N815 - their names are the server's

    def _send(self, status: int, body: object, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its parameter's name
        """Nothing."""


@pytest.fixture
def github() -> Iterator[GitHub]:
    with GitHub() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join(timeout=10)


def comment(folder: Path, address: str, report: str, **variables: str) -> str:
    """What the script prints, which ends with 0."""
    (folder / "report.md").write_text(report)
    (folder / "event.json").write_text('{"pull_request": {"number": 7}}')
    told = {
        "PACT_REPORT": str(folder / "report.md"),
        "PACT_PROJECT": ".",
        "GITHUB_TOKEN": "made up",
        "GITHUB_API_URL": address,
        "GITHUB_SERVER_URL": "https://gh",
        "GITHUB_REPOSITORY": "them/theirs",
        "GITHUB_RUN_ID": "42",
        "GITHUB_EVENT_PATH": str(folder / "event.json"),
        "NO_PROXY": "127.0.0.1",
    }
    environment = {**os.environ, **told, **variables}
    done = subprocess.run(  # noqa: S603 - our own script
        [sys.executable, str(SCRIPT)], env=environment, capture_output=True, encoding="utf-8", timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.strip()


def address(github: GitHub) -> str:
    return f"http://127.0.0.1:{github.server_port}"


def test_the_first_is_posted_and_the_next_replaces_it(github: GitHub, tmp_path: Path) -> None:
    assert comment(tmp_path, address(github), "one") == "https://gh/1"
    assert comment(tmp_path, address(github), "two") == "https://gh/1"
    assert github.bodies == ["<!-- pact-harness: . -->\ntwo"]
    assert github.asked == [
        f"GET {COMMENTS}",
        f"POST {COMMENTS}",
        f"GET {COMMENTS}",
        "PATCH /repos/them/theirs/issues/comments/1",
    ]


def test_it_is_found_on_the_second_page(github: GitHub, tmp_path: Path) -> None:
    for _ in range(100):
        github.add("about something else")
    github.add("<!-- pact-harness: . -->\nold")
    comment(tmp_path, address(github), "new")
    assert github.bodies[100:] == ["<!-- pact-harness: . -->\nnew"]


def test_a_person_may_quote_it_and_another_project_has_its_own(github: GitHub, tmp_path: Path) -> None:
    github.add("<!-- pact-harness: . -->\nquoted", kind="User")
    github.add("I saw <!-- pact-harness: . -->\n")
    comment(tmp_path, address(github), "of a", PACT_PROJECT="a")
    comment(tmp_path, address(github), "of the root")
    assert github.bodies[2:] == ["<!-- pact-harness: a -->\nof a", "<!-- pact-harness: . -->\nof the root"]


def test_a_long_report_is_cut_and_leads_to_the_page_of_the_job(github: GitHub, tmp_path: Path) -> None:
    comment(tmp_path, address(github), "# Failed\n````text\n" + "a line\n" * 10_000 + "````\n")
    (body,) = github.bodies
    assert len(body) < 65_536
    assert body.endswith(
        "a line\n````\n\nThe whole report is on [the job's page](https://gh/them/theirs/actions/runs/42)."
    )


def test_a_redirect_takes_the_token_nowhere(github: GitHub, tmp_path: Path) -> None:
    with GitHub() as elsewhere:
        github.moved_to = address(elsewhere)
        told = comment(tmp_path, address(github), "one")
        assert elsewhere.asked == []
    assert told.startswith("::warning::The comment could not be written: 307")


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (403, f"::notice::{READS_ONLY}"),
        (502, "::warning::The comment could not be written: 502 Bad Gateway"),
    ],
)
def test_a_refusal_is_said_and_ends_nothing(github: GitHub, tmp_path: Path, status: int, told: str) -> None:
    github.refusal = status
    assert comment(tmp_path, address(github), "one") == told


def test_a_server_that_is_gone_is_said(tmp_path: Path) -> None:
    told = comment(tmp_path, "http://127.0.0.1:9", "one")
    assert told.startswith("::warning::The comment could not be written: ")
    assert "refused" in told
