"""What a provider's tests bring besides an application, and where it runs.

- threads: states in the test's own, with Flask's context; async tests on their loop; WSGI calls in the test's thread
- what is no application: one line about the fixture
- URLs: localhost, no scheme, a path, None, another machine, nobody there; a states' endpoint; a redirect followed
- requests: provider_headers, a hook that changes them, 401 left alone
- messages: text, bytes, metadata, an async one, a synchronous one, without a provider
- https: the provider sees its own trust store
"""

import shutil
import subprocess
from pathlib import Path

import pytest

from harness.tests.projects import Run
from harness.tests.providers import (
    ALICE,
    contract,
    interaction,
    message_interaction,
    provider_project,
    record,
    section,
    with_token,
)

NOTHING = "from pact_harness import Message, message, state\n"


def verified(folder: Path, text: str, app: str, *arguments: str, states: str = NOTHING, **files: str) -> Run:
    return provider_project(folder, text, app=app, states=states, **files).pytest("-pno:django", *arguments)


FLASK = """
    import threading

    import pytest
    from flask import Flask, current_app

    app = Flask("service")
    THREADS = []


    @app.get("/users/<id>")
    def user(id):
        THREADS.append(threading.current_thread().name)
        return {"id": current_app.config["ID"], "thread": THREADS[-1]}


    @pytest.fixture
    def provider_app():
        return app
"""
IN_CONTEXT = """
    import threading

    from flask import current_app

    from pact_harness import state


    @state("the user exists")
    def the_user_exists(*, id, name):
        assert threading.current_thread() is threading.main_thread()
        current_app.config["ID"] = id
        yield
        current_app.config["ID"] = None
"""


def test_a_state_runs_in_the_tests_thread_and_flasks_context(tmp_path: Path) -> None:
    text = contract(interaction("a user", "/users/1", ALICE, body={"id": 1, "thread": "provider"}))

    run = verified(tmp_path, text, FLASK, states=IN_CONTEXT)

    assert "1 passed" in run.output, run.output


def test_wsgi_calls_run_in_the_tests_thread_where_a_setting_says_so(tmp_path: Path) -> None:
    text = contract(interaction("a user", "/users/1", ALICE, body={"id": 1, "thread": "MainThread"}))

    run = verified(tmp_path, text, FLASK, "--pact-set", "wsgi_in_test_thread=true", states=IN_CONTEXT)

    assert "1 passed" in run.output, run.output


ASYNC_TEST = """
    import pytest

    from tests.provider import states

    pytestmark = pytest.mark.pact(provider="user-service", states=states, messages=states)


    async def test_contract(pact_interaction):
        await pact_interaction.verify_async()
"""
ASGI = """
    import asyncio

    import pytest

    LOOPS = []


    async def app(scope, receive, send):
        LOOPS.append(asyncio.get_running_loop())
        if scope["type"] == "lifespan":
            await receive()
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await send({"type": "lifespan.shutdown.complete"})
            return
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]})
        await send({"type": "http.response.body", "body": b'{"loops": %d}' % len(set(LOOPS))})


    @pytest.fixture
    async def loop():
        yield asyncio.get_running_loop()


    @pytest.fixture
    def provider_app():
        return app
"""
ON_THE_LOOP = """
    import asyncio

    from pact_harness import state
    from tests.provider.conftest import LOOPS


    @state("on the loop")
    async def on_the_loop(loop):
        assert loop is asyncio.get_running_loop()
        LOOPS.append(loop)
        yield
        LOOPS.append(asyncio.get_running_loop())
        assert len(set(LOOPS)) == 1
"""


def test_an_async_test_shares_its_loop_with_application_states_and_fixtures(tmp_path: Path) -> None:
    text = contract(interaction("loops", "/", {"name": "on the loop"}, body={"loops": 1}))
    states = ON_THE_LOOP.replace("from tests.provider.conftest import LOOPS", "from loops import LOOPS")
    project = provider_project(
        tmp_path, text, app=ASGI.replace("LOOPS = []", "from loops import LOOPS"), states=states, test=ASYNC_TEST
    ).having({"loops.py": "LOOPS = []"})

    run = project.pytest("-pno:django")

    assert "1 passed" in run.output, run.output


def test_an_async_test_that_does_not_await_is_told_how(tmp_path: Path) -> None:
    text = contract(interaction("a user", "/users/1", {"name": "async"}))
    states = NOTHING + '\n\n@state("async")\nasync def it_is_async(): ...\n'
    test = ASYNC_TEST.replace("await pact_interaction.verify_async()", "pact_interaction.verify()")

    run = verified(tmp_path, text, FLASK, states=states, test=test)

    assert "this test is async, and so is a handler: await pact_interaction.verify_async()" in run.output


def fixture(name: str, value: str, more: str = "") -> str:
    return f"import pytest\n{more}\n\n@pytest.fixture\ndef {name}():\n    return {value}\n"


@pytest.mark.parametrize(
    ("app", "said"),
    [
        (
            fixture("provider_app", "42"),
            "provider_app returned 42, which is not a WSGI, ASGI or aiohttp.web application.",
        ),
        (fixture("provider_app", "create_app", "def create_app(): ..."), "Did you mean create_app()?"),
        (fixture("provider_url", "None"), "provider_url returned None: return a URL such as http://127.0.0.1:8000"),
        (fixture("provider_url", "'http://[::1'"), "provider_url returned 'http://[::1': return a URL such as"),
        (fixture("provider_url", "'http://'"), "provider_url returned 'http://': return a URL such as"),
        (fixture("provider_url", "'https://example.org'"), 'provider_hosts = ["example.org"] in [tool.pact-harness]'),
        (fixture("provider_url", "'localhost:9'"), "the provider could not be reached at http://localhost:9"),
    ],
    ids=["no application", "a factory", "no URL", "an open bracket", "no host", "another machine", "nobody there"],
)
def test_what_cannot_answer_is_one_line_about_the_fixture(tmp_path: Path, app: str, said: str) -> None:
    run = verified(tmp_path, contract(interaction("a user", "/users/1")), app)

    assert said in run.output
    assert "Traceback" not in run.output


ELSEWHERE = """
    import json
    import threading
    from wsgiref.simple_server import WSGIRequestHandler, make_server

    import pytest


    class Quiet(WSGIRequestHandler):
        def log_message(self, *_):
            pass


    USERS = {}


    def app(environ, start):
        path, body = environ["PATH_INFO"], {"host": environ["HTTP_HOST"]}
        if path == "/states":
            told = json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
            if told["action"] == "setup":
                USERS.update(told["params"])
            else:
                USERS.clear()
            body = {"token": "Bearer real"}
        elif path.startswith("/api/users"):
            body = {"users": len(USERS), "token": environ.get("HTTP_AUTHORIZATION")}
        elif path == "/api/old":
            start("302 Found", [("Location", "/api/users")])
            return [b""]
        start("200 OK", [("Content-Type", "application/json")])
        return [json.dumps(body).encode()]


    @pytest.fixture(scope="session")
    def port():
        server = make_server("127.0.0.1", 0, app, handler_class=Quiet)
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()
        server.server_close()


    @pytest.fixture
    def provider_url(port):
        return f"localhost:{port}/api/"


    @pytest.fixture
    def provider_states_url(port):
        return f"http://127.0.0.1:{port}/states"
"""


def test_a_provider_elsewhere_is_reached_below_a_path_and_sets_its_own_states_up(tmp_path: Path) -> None:
    token = with_token("/users")
    text = contract(
        interaction("users", "/users", ALICE, body={"users": 2, "token": "Bearer real"}, request=token),
        interaction("no users", "/users", body={"users": 0}),
    )
    test = "import pytest\npytestmark = pytest.mark.pact(provider='user-service')\n"
    test += "def test_contract(pact_interaction): pact_interaction.verify()\n"
    project = provider_project(tmp_path, text, app=ELSEWHERE, test=test)

    run = project.pytest("-pno:django")

    assert "2 passed" in run.output, run.output
    assert record(project, "profile-client: no users")["response"]["status"] == 200


def test_a_redirect_is_red_and_names_the_setting_that_follows_it(tmp_path: Path) -> None:
    app = """
        import pytest


        def app(environ, start):
            old = environ["PATH_INFO"] == "/old"
            start("308 Permanent Redirect" if old else "200 OK", [("Location", "/new")] if old else [])
            return [b""]


        @pytest.fixture
        def provider_app():
            return app
    """
    project = provider_project(tmp_path, contract(interaction("old", "/old")), app=app, states=NOTHING)

    told = section(project.pytest("-pno:django"), "profile-client: old")
    assert "at      status  expected 200, got 308" in told
    assert "but     the provider redirects to /new. Redirects are not followed" in told
    assert "set follow_redirects = true in [tool.pact-harness]" in told

    assert "1 passed" in project.pytest("-pno:django", "--pact-set", "follow_redirects=true").output


FILTER = """
    import pytest


    def app(environ, start):
        allowed = environ.get("HTTP_AUTHORIZATION") == "Bearer fresh"
        start("200 OK" if allowed and environ.get("HTTP_X_TRACE") == "a user" else "401 Unauthorized", [])
        return [b""]


    def pact_harness_before_request(interaction, request):
        request.headers["X-Trace"] = interaction.description


    @pytest.fixture
    def provider_headers():
        return {"Authorization": "Bearer fresh"}


    @pytest.fixture
    def provider_app():
        return app
"""


def test_requests_are_changed_on_their_way_and_401_stays_401(tmp_path: Path) -> None:
    text = contract(interaction("a user", "/users/1"), interaction("nobody", "/users/1", status=401))
    project = provider_project(tmp_path, text, app=FILTER, states=NOTHING)

    run = project.pytest("-pno:django")

    assert "2 passed" in run.output, run.output
    headers = record(project, "profile-client: a user")["request"]["headers"]
    assert ["X-Trace", "a user"] in headers
    assert ["Authorization", "Bearer ***"] in headers


MESSAGES = """
    from pact_harness import Message, message


    @message("text")
    def text():
        return "hello"


    @message("bytes")
    async def of_bytes():
        yield Message(b"\\x00\\x01", content_type="application/octet-stream")


    @message("keyed")
    async def keyed():
        return Message({"id": 1}, metadata={"key": "user-1", "headers": {"trace": "x"}})


    @message("answered")
    def answered(*, request):
        return {"twice": request.contents["number"] * 2}
"""


def of_type(description: str, content: object, content_type: str, encoded: object = False) -> dict[str, object]:
    found = message_interaction(description, content, {})
    found["contents"] = {"contentType": content_type, "encoded": encoded, "content": content}
    return found


def test_messages_travel_as_they_are_and_need_no_provider(tmp_path: Path) -> None:
    numbers = {"contentType": "application/json", "encoded": False}
    text = contract(
        of_type("text", "hello", "text/plain"),
        of_type("bytes", "AAE=", "application/octet-stream", "base64"),
        message_interaction("keyed", {"id": 1}, {"key": "user-1", "headers": {"trace": "x"}}),
        {
            "type": "Synchronous/Messages",
            "description": "answered",
            "pending": False,
            "request": {"contents": {**numbers, "content": {"number": 21}}},
            "response": [{"contents": {**numbers, "content": {"twice": 42}}}],
        },
    )

    run = verified(tmp_path, text, "", states=MESSAGES)

    assert "4 passed" in run.output, run.output


HTTPS = """
    import http.client
    import http.server
    import ssl
    import threading

    import pytest


    class Quiet(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_):
            pass


    @pytest.fixture(scope="session")
    def elsewhere():
        server = http.server.HTTPServer(("127.0.0.1", 0), Quiet)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain("certificate.pem", "key.pem")
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()
        server.server_close()


    @pytest.fixture
    def provider_app(elsewhere):
        def app(environ, start):
            connection = http.client.HTTPSConnection("localhost", elsewhere, timeout=3)
            connection.request("GET", "/")
            status = connection.getresponse().status
            connection.close()
            start("200 OK" if status == 204 else "502 Bad Gateway", [])
            return [b""]

        return app
"""


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificate, and is not installed")
def test_a_provider_that_calls_https_sees_its_own_trust_store(tmp_path: Path) -> None:
    project = provider_project(tmp_path, contract(interaction("a user", "/users/1")), app=HTTPS, states=NOTHING)
    made = ["openssl", "req", "-x509", "-nodes", "-days", "2", "-newkey", "rsa:2048", "-keyout", "key.pem", "-out"]
    subject = ["certificate.pem", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    subprocess.run([*made, *subject], cwd=tmp_path, check=True, capture_output=True)  # noqa: S603

    run = project.pytest("-pno:django", SSL_CERT_FILE=str(tmp_path / "certificate.pem"))

    assert "1 passed" in run.output, run.output


def test_the_loop_of_an_async_test_goes_on_while_a_wsgi_application_answers(tmp_path: Path) -> None:
    app = """
        import asyncio

        import pytest

        LOOPS = []


        def app(environ, start):
            told = asyncio.run_coroutine_threadsafe(asyncio.sleep(0, b"from the loop"), LOOPS[-1]).result(2)
            start("200 OK", [("Content-Type", "text/plain")])
            return [told]


        @pytest.fixture
        async def provider_app():
            LOOPS.append(asyncio.get_running_loop())
            return app
    """
    test = """
        import pytest

        pytestmark = pytest.mark.pact(provider="user-service")


        async def test_contract(pact_interaction):
            await pact_interaction.verify_async()
    """
    project = provider_project(tmp_path, contract(interaction("a user", "/users/1")), app=app, test=test)

    run = project.pytest("-pno:django")

    assert "1 passed" in run.output, run.output
