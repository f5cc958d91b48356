"""A broker as far as a provider's verification asks one: it lists contracts, hands them out, and notes what it is told.

    with FakeBroker() as broker:
        broker.hold(contract(…), pending=True)
        …
    assert broker.results == [("shop", True)]

Its limits: it selects nothing (each contract it holds is listed), keeps no version, and checks no more of what it is
told than what is noted. Whatever depends on what a broker knows is tested on a real one, in tests/broker.
"""

import json
import time
from base64 import b64encode
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import TracebackType
from typing import Any

HAL = "application/hal+json"
Answer = tuple[int, str, bytes]  # status, media type, body


@dataclass
class FakeBroker:
    """On a free port of 127.0.0.1. With `password` it asks for it, from the user `sam`.

    `asked` holds the selections it was asked for, `results` the consumer and verdict of each result it was told, and
    `told` these with version and branch. `instead` answers in place of the broker for the paths it gives an answer to.
    """

    password: str = ""
    instead: Callable[[str], Answer | None] = lambda _: None
    contracts: list[dict[str, Any]] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)
    results: list[tuple[str, bool]] = field(default_factory=list)
    told: list[dict[str, Any]] = field(default_factory=list)
    branches: list[str] = field(default_factory=list)

    def hold(self, text: str, pending: bool = False) -> str:
        """Hold a contract; its URL."""
        self.contracts.append({"pact": json.loads(text), "pending": pending})
        return f"{self.url}/pacts/{len(self.contracts) - 1}"

    def __enter__(self) -> "FakeBroker":
        broker = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: object) -> None:
                """Nothing: what matters is noted."""

            def _answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                status, media_type, said = broker.answer(
                    self.command, self.path, body, self.headers.get("Authorization", "")
                )
                with suppress(ConnectionError):  # who has waited long enough is gone
                    self.send_response(status)
                    self.send_header("Content-Type", media_type)
                    self.send_header("Content-Length", str(len(said)))
                    self.end_headers()
                    self.wfile.write(said)

            do_GET = do_POST = do_PUT = _answer  # noqa: N815 - the names that the base class looks for

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def variables(self) -> dict[str, str]:
        """What a job that uses this broker has in its environment."""
        secrets = {"PACT_BROKER_USERNAME": "sam", "PACT_BROKER_PASSWORD": self.password} if self.password else {}
        return {"PACT_BROKER_BASE_URL": self.url, "GIT_COMMIT": "abc1", "GIT_BRANCH": "main", **secrets}

    def answer(self, method: str, path: str, body: bytes, authorization: str) -> Answer:
        if replaced := self.instead(path):
            return replaced
        if self.password and authorization != f"Basic {b64encode(f'sam:{self.password}'.encode()).decode()}":
            return 401, "text/plain", b"who are you?"
        said: Any = json.loads(body) if body else None
        if path == "/":
            return self._hal({"_links": self._links()})
        if path.startswith("/for-verification/"):
            self.asked.extend([said] if said else [])  # the core looks at the resource first
            listed = [self._listed(at) for at in range(len(self.contracts))]
            return self._hal({"_embedded": {"pacts": listed}, "_links": {"self": {"href": self.url + path}}})
        if path.startswith("/pacts/"):
            return self._hal(self._pact(int(path.removeprefix("/pacts/"))))
        if path.startswith("/results/"):
            held = self.contracts[int(path.removeprefix("/results/"))]["pact"]
            self.results.append((held["consumer"]["name"], said["success"]))
            self.told.append(said)
            return self._hal({"_links": {"self": {"href": self.url + path}}}, 201)
        if path == "/environments":
            return self._hal({"_embedded": {"environments": [{"name": "test"}]}})
        if path.startswith("/pacticipants/") and not path.endswith("/nobody"):
            branch = f"{self.url}/branches/{path.removeprefix('/pacticipants/')}/{{branch}}/{{version}}"
            return self._hal({"_links": {"pb:branch-version": {"href": branch, "templated": True}}})
        if method == "PUT" and path.startswith("/branches/"):
            self.branches.append(path.removeprefix("/branches/"))
            return self._hal({}, 201)
        return 404, "application/json", b'{"error": "not here"}'

    def _links(self) -> dict[str, Any]:
        paths = {
            "provider-pacts-for-verification": "/for-verification/{provider}",
            "pacticipant": "/pacticipants/{pacticipant}",
            "environments": "/environments",
        }
        return {f"pb:{name}": {"href": self.url + path, "templated": True} for name, path in paths.items()}

    def _listed(self, at: int) -> dict[str, Any]:
        held = self.contracts[at]
        link = {"href": f"{self.url}/pacts/{at}", "name": f"a contract of {held['pact']['consumer']['name']}"}
        properties = {"pending": held["pending"], "notices": []}
        return {"shortDescription": "latest", "verificationProperties": properties, "_links": {"self": link}}

    def _pact(self, at: int) -> dict[str, Any]:
        provider = self.contracts[at]["pact"]["provider"]["name"]
        links = {
            "self": f"/pacts/{at}",
            "pb:publish-verification-results": f"/results/{at}",
            "pb:provider": f"/pacticipants/{provider}",
        }
        of_each = {name: {"href": self.url + path} for name, path in links.items()}
        return {**self.contracts[at]["pact"], "_links": of_each}

    @staticmethod
    def _hal(content: object, status: int = 200) -> Answer:
        return status, HAL, json.dumps(content).encode()


def silent(_: str) -> Answer:
    """Says nothing for longer than anybody waits."""
    time.sleep(12)
    return 503, "text/plain", b""
