"""A small provider's project for the tests of the verifying half: an application, its states, and contracts to keep.

run = provider_project(tmp_path, contract(interaction("a user", "/users/1"))).pytest()
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from harness.tests.projects import Project, Run

APP = """
    import json
    import time

    import pytest

    USERS = {}


    def app(environ, start):
        path, token = environ["PATH_INFO"], environ.get("HTTP_AUTHORIZATION")
        user = USERS.get(path.removeprefix("/users/"))
        status, headers, body = "404 Not Found", [("Content-Type", "application/json")], b'{"title": "Not Found"}'
        if path == "/admin":
            status = {"Bearer real": "200 OK", "Bearer other": "403 Forbidden"}.get(token, "401 Unauthorized")
        elif path == "/crash":
            raise ZeroDivisionError("the provider's own mistake")
        elif path == "/hang":
            time.sleep(600)
        elif path == "/close":
            status, headers = "200 OK", [("Content-Length", "1000")]  # more than comes
        elif path == "/redirect":
            status, headers = "308 Permanent Redirect", [("Location", "/users/1")]
        elif user:
            status, body = "200 OK", json.dumps(user).encode()
        start(status, headers)
        return [body]


    @pytest.fixture
    def provider_app():
        return app


    @pytest.fixture
    def users():
        yield USERS
        USERS.clear()
"""

STATES = """
    from pact_harness import Message, message, state


    @state("the user exists")
    def the_user_exists(users, *, id, name):
        users[str(id)] = {"id": id, "name": name}


    @state("an administrator")
    def an_administrator():
        return {"token": "Bearer real"}


    @state("a token without rights")
    def a_token_without_rights():
        return {"token": "Bearer other"}


    @state("the database is down")
    def the_database_is_down():
        raise ConnectionError("no route to the database")


    @state("a world that cannot be tidied")
    def a_world_that_cannot_be_tidied():
        yield
        raise OSError("the broom is broken")


    @message("a user was created")
    def a_user_was_created(users):
        return Message({"id": 1, "users": len(users)}, metadata={"kind": "created"})
"""

TEST = """
    import pytest

    from pact_harness import PactInteraction
    from tests.provider import states

    pytestmark = pytest.mark.pact(provider="user-service", states=states, messages=states)


    def test_contract(pact_interaction: PactInteraction) -> None:
        pact_interaction.verify()
"""

FILE = "tests/provider/test_contract.py"
ALICE = {"name": "the user exists", "params": {"id": 1, "name": "Alice"}}


def interaction(
    description: str, path: str, *states: Mapping[str, Any], status: int = 200, body: object = None, **more: Any
) -> dict[str, Any]:
    """An HTTP interaction as a version 4 file holds it; states are `{"name": …, "params": …}`."""
    response: dict[str, Any] = {"status": status}
    if body is not None:
        response["body"] = {"contentType": "application/json", "encoded": False, "content": body}
    return {
        "type": "Synchronous/HTTP",
        "description": description,
        "pending": False,
        "providerStates": list(states),
        "comments": {"testname": "tests/consumer/test_users.py::test_it"},
        "request": {"method": "GET", "path": path},
        "response": response,
        **more,
    }


def with_token(path: str) -> dict[str, Any]:
    """A request with a symbolic token, and where the real one comes from."""
    injected = {"header": {"Authorization": {"type": "ProviderState", "expression": "${token}"}}}
    return {"method": "GET", "path": path, "headers": {"Authorization": ["Bearer symbolic"]}, "generators": injected}


def message_interaction(description: str, content: object, metadata: object, *states: object) -> dict[str, Any]:
    """An asynchronous message as a version 4 file holds it."""
    return {
        "type": "Asynchronous/Messages",
        "description": description,
        "pending": False,
        "providerStates": list(states),
        "contents": {"contentType": "application/json", "encoded": False, "content": content},
        "metadata": metadata,
    }


def contract(*interactions: Mapping[str, Any], consumer: str = "profile-client", provider: str = "user-service") -> str:
    """The text of a contract."""
    return json.dumps(
        {
            "consumer": {"name": consumer},
            "provider": {"name": provider},
            "interactions": interactions,
            "metadata": {"pactSpecification": {"version": "4.0"}},
        },
        ensure_ascii=False,
    )


def provider_project(folder: Path, *contracts: str, **files: str) -> Project:
    """A project with these contracts; *files* replace the parts app, states and test."""
    parts = {"tests/provider/conftest.py": APP, "tests/provider/states.py": STATES, FILE: TEST}
    names = {"app": "tests/provider/conftest.py", "states": "tests/provider/states.py", "test": FILE}
    replaced = {names[part]: text for part, text in files.items()}
    held = {f"contracts/{number}.json": text for number, text in enumerate(contracts)}
    return Project(folder).having({**parts, **replaced, **held})


def section(run: Run, name: str) -> str:
    """What the run says of one failed item: from its heading to the next one."""
    found = re.search(
        rf"^_+ (?:ERROR at \w+ of )?test_contract\[{re.escape(name)}\] _+\n(.*?)^[_=]{{3}}", run.output, re.M | re.S
    )
    assert found, f"no failure of {name!r} in:\n{run.output}"
    return found[1]


def record(project: Project, name: str) -> dict[str, Any]:
    """What .pact/verification.json says of one interaction."""
    document = json.loads((project.folder / ".pact/verification.json").read_text(encoding="utf-8"))
    (found,) = [one for one in document["results"] if one["name"] == name]
    assert isinstance(found, dict)
    return found
