"""A broker as far as the plugin asks one: it lists contracts, hands them out, notes what it is told, and refuses.

    with FakeBroker() as broker:
        broker.hold(contract(…), pending=True)
        …
    assert broker.results == [("shop", True)]

It refuses what a real one (2.120) refuses: 406 for a client that does not accept `application/hal+json`, 415 for
content of another type than JSON (an empty `{}` included), 404 for unknown names, 401 for a wrong password. A pact's
own link holds metadata, and only the result's link of the next response is good. One without them is noted as `lost`.
Its addresses begin with `known_as`, which may be another than the one it is asked by.

Its limits: it selects nothing (each contract it holds is listed) and computes no matrix (`matrix` is what it answers).
Whatever depends on what a broker knows is tested on a real one, in tests/broker.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from types import TracebackType
from typing import Any
from urllib.parse import unquote

HAL = "application/hal+json"
JSON_TYPES = {"POST": ("application/json",), "PUT": ("application/json",)}
PATCH_TYPES = ("application/json", "application/merge-patch+json")
Answer = tuple[int, str, bytes]  # status, media type, body
YES = {"summary": {"deployable": True, "reason": "All required verification results are published"}, "matrix": []}


@dataclass
class FakeBroker:
    """On a free port of 127.0.0.1. With `password` it asks for it, from the user `sam`.

    `asked` holds the selections it was asked for, `results` the consumer and verdict of each result it was told, and
    `told` these with version and branch. `requests` holds each method and path. `instead` answers in place of the
    broker for the paths it gives an answer to.
    """

    password: str = ""
    instead: Callable[[str], Answer | None] = lambda _: None
    known_as: str = ""
    contracts: list[dict[str, Any]] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)
    results: list[tuple[str, bool]] = field(default_factory=list)
    told: list[dict[str, Any]] = field(default_factory=list)
    branches: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    published: list[dict[str, Any]] = field(default_factory=list)
    written: dict[str, Any] = field(default_factory=dict)  # path -> what was written there
    pacticipants: dict[str, dict[str, Any]] = field(default_factory=dict)
    environments: list[str] = field(default_factory=lambda: ["test"])
    deployed: list[tuple[str, str]] = field(default_factory=list)  # environment, pacticipant
    released: list[tuple[str, str]] = field(default_factory=list)
    versions: set[tuple[str, str]] = field(default_factory=set)  # pacticipant, number
    matrix: list[Any] = field(default_factory=lambda: [YES])  # the last one stays
    _over: Event = field(default_factory=Event, init=False)

    def hold(self, text: str, pending: bool = False, notices: tuple[tuple[str, str], ...] = ()) -> str:
        """Hold a contract; its URL. Its pacticipants have a main branch unless `pacticipants` says otherwise."""
        pact = json.loads(text)
        for at, one in enumerate([*pact.get("interactions", ()), *pact.get("messages", ())]):
            one["_id"] = f"id{at}"
        listed = [{"when": when, "text": said} for when, said in notices]
        self.contracts.append({"pact": pact, "pending": pending, "notices": listed})
        for side in ("consumer", "provider"):
            name = pact[side]["name"]
            self.pacticipants.setdefault(name, {"name": name, "mainBranch": "main"})
        return f"{self.home}/pacts/{len(self.contracts) - 1}"

    def __enter__(self) -> "FakeBroker":
        broker = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: object) -> None:
                """Nothing: what matters is noted."""

            def _answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                status, media_type, said = broker.answer(self.command, self.path, body, dict(self.headers))
                with suppress(ConnectionError):  # who has waited long enough is gone
                    self.send_response(status)
                    self.send_header("Content-Type", media_type)
                    self.send_header("Content-Length", str(len(said)))
                    self.end_headers()
                    self.wfile.write(said)

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _answer  # noqa: N815 - the base class looks for them

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._over.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def home(self) -> str:
        return self.known_as or self.url

    @property
    def variables(self) -> dict[str, str]:
        """What a job that uses this broker has in its environment."""
        secrets = {"PACT_BROKER_USERNAME": "sam", "PACT_BROKER_PASSWORD": self.password} if self.password else {}
        return {"PACT_BROKER_BASE_URL": self.url, "GIT_COMMIT": "abc1", "GIT_BRANCH": "main", **secrets}

    def answer(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        self.requests.append(f"{method} {path}")
        if self.instead is silent:
            self._over.wait(60)
        if replaced := self.instead(path):
            return replaced
        known = b64encode(f"sam:{self.password}".encode()).decode()
        if self.password and headers.get("Authorization") != f"Basic {known}":
            return 401, "text/plain", b"who are you?"
        if HAL not in headers.get("Accept", ""):
            return 406, "text/plain", b""
        patch_types = PATCH_TYPES[path.startswith("/deployed") :]  # what is deployed takes but one of them
        allowed = {"PATCH": patch_types}.get(method, JSON_TYPES.get(method))
        if allowed and headers.get("Content-Type") not in allowed:
            return 415, "text/plain", b""
        said: Any = json.loads(body) if body else None
        plain, _, query = path.partition("?")
        steps = [unquote(step) for step in plain.strip("/").split("/")]
        found = self._route(method, path, steps, query, said)
        return found or (404, "application/json", b'{"error": "not here"}')

    def _route(self, method: str, path: str, steps: list[str], query: str, said: Any) -> Answer | None:
        match method, steps:
            case "GET", [""]:
                return self._hal({"_links": self._links()})
            case "POST", ["for-verification", provider]:
                self.asked.append(said)
                if self.pacticipants and provider not in self.pacticipants:
                    return None
                listed = [self._listed(at) for at in range(len(self.contracts))]
                return self._hal({"_embedded": {"pacts": listed}, "_links": {"self": {"href": self.home + path}}})
            case "GET", ["pacts", number] if int(number) < len(self.contracts):
                return self._hal(self._pact(int(number), query))
            case "POST", ["results", number]:
                held = self.contracts[int(number)]["pact"]
                self.results.append((held["consumer"]["name"], said["success"]))
                self.told.append({**said, "lost": "metadata" not in query and "listed" in held})
                return self._hal({"_links": {"self": {"href": self.home + path}}}, 201)
            case "GET", ["integrations"]:
                pairs = {(one["pact"]["consumer"]["name"], one["pact"]["provider"]["name"]) for one in self.contracts}
                listed = [{"consumer": {"name": one}, "provider": {"name": other}} for one, other in sorted(pairs)]
                return self._hal({"_embedded": {"integrations": listed}})
            case "PUT", ["branches", provider, branch, version]:
                self.branches.append(f"{provider}/{branch}/{version}")
                return self._hal({}, 201)
            case "DELETE", ["branches", pacticipant, branch] if f"{pacticipant}/{branch}" in self.branches:
                return 204, HAL, b""
            case "POST", ["contracts", "publish"]:
                for one in said["contracts"]:
                    one["content"] = json.loads(b64decode(one["content"], validate=True))
                self.published.append(said)
                return self._hal({"notices": []})
            case "GET", ["matrix"]:
                return self._hal(self.matrix.pop(0) if len(self.matrix) > 1 else self.matrix[0])
            case _:
                return self._pacticipants_and_environments(method, path, steps, said)

    def _pacticipants_and_environments(self, method: str, path: str, steps: list[str], said: Any) -> Answer | None:
        match method, steps:
            case "GET", ["environments"]:
                return self._hal({"_embedded": {"environments": [self._environment(one) for one in self.environments]}})
            case "POST", ["environments"]:
                self.environments.append(said["name"])
                self.written[f"{path}/{said['name']}"] = said
                return self._hal(said, 201)
            case "GET", ["environments", name, "deployed"]:
                running = [who for where, who in self.deployed if where == name]
                listed = [self._deployment(name, who) for who in running]
                return self._hal({"_embedded": {"deployedVersions": listed}})
            case "GET", ["environments", name, "released"]:
                listed = [self._deployment(name, who) for where, who in self.released if where == name]
                return self._hal({"_embedded": {"releasedVersions": listed}})
            case "PATCH", ["deployed", name, who]:
                assert said == {"currentlyDeployed": False}
                self.deployed.remove((name, who))
                return self._hal({})
            case "GET", ["pacticipants", name] if name in self.pacticipants:
                return self._hal(self.pacticipants[name])
            case ("POST", ["pacticipants"]) | ("PATCH", ["pacticipants", _]):
                self.pacticipants[said["name"]] = said
                self.written[path] = said
                return self._hal(said, 201 if method == "POST" else 200)
            case "GET", ["pacticipants", name, "versions", number] if (name, number) in self.versions:
                href = f"{self.home}/pacticipants/{name}/versions/{number}/in/"
                links = [{"name": one, "href": href + one} for one in self.environments]
                return self._hal({"number": number, "_links": {"pb:record-deployment": links}})
            case "POST", ["pacticipants", name, "versions", number, "in", where] if (name, number) in self.versions:
                self.deployed.append((where, name))
                return self._hal({}, 201)
            case "PUT", ["webhooks", _]:
                self.written[path] = said
                return self._hal(said, 201)
        return None

    def _links(self) -> dict[str, Any]:
        paths = {
            "provider-pacts-for-verification": "/for-verification/{provider}",
            "pacticipant": "/pacticipants/{pacticipant}",
            "pacticipants": "/pacticipants",
            "pacticipant-version": "/pacticipants/{pacticipant}/versions/{version}",
            "pacticipant-branch": "/branches/{pacticipant}/{branch}",
            "pacticipant-branch-version": "/branches/{pacticipant}/{branch}/{version}",
            "publish-contracts": "/contracts/publish",
            "integrations": "/integrations",
            "environments": "/environments",
            "webhook": "/webhooks/{uuid}",
        }
        links = {f"pb:{name}": {"href": self.home + path, "templated": True} for name, path in paths.items()}
        return {"self": {"href": self.home}, **links}

    def _listed(self, at: int) -> dict[str, Any]:
        held = self.contracts[at]
        held["pact"]["listed"] = True
        link = {"href": f"{self.home}/pacts/{at}?metadata=m{at}", "name": held["pact"]["consumer"]["name"]}
        properties = {"pending": held["pending"], "notices": held["notices"]}
        return {"shortDescription": "latest", "verificationProperties": properties, "_links": {"self": link}}

    def _pact(self, at: int, query: str) -> dict[str, Any]:
        pact = {key: value for key, value in self.contracts[at]["pact"].items() if key != "listed"}
        links = {
            "self": f"/pacts/{at}",
            "pb:publish-verification-results": f"/results/{at}{'?' if query else ''}{query}",
        }
        return {**pact, "_links": {name: {"href": self.home + path} for name, path in links.items()}}

    def _environment(self, name: str) -> dict[str, Any]:
        links = {"deployed-deployed": "deployed", "supported-released": "released"}
        here = f"{self.home}/environments/{name}"
        return {
            "name": name,
            "_links": {f"pb:currently-{key}-versions": {"href": f"{here}/{path}"} for key, path in links.items()},
        }

    def _deployment(self, name: str, who: str) -> dict[str, Any]:
        link = {"href": f"{self.home}/deployed/{name}/{who}"}
        return {"_embedded": {"pacticipant": {"name": who}}, "_links": {"self": link}}

    @staticmethod
    def _hal(content: object, status: int = 200) -> Answer:
        return status, HAL, json.dumps(content).encode()


def silent(_: str) -> Answer:
    """In place of a broker that says nothing as long as it is there."""
    return 503, "text/plain", b""


def held_up(start: str, over: Event) -> Callable[[str], None]:
    """Holds up the answers of all paths that begin with *start*, until *over* is set."""

    def hold(path: str) -> None:
        if path.startswith(start):
            over.wait(30)

    return hold
