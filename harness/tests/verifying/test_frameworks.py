"""The same contract, verified against the same provider in every framework: what is green, and what each failure says.

One nested pytest run a framework. Its cells: green, broken (the message names the field), crashed (the traceback is
shown), hanging (told at the timeout, and the run ends although the handler would sleep for ten minutes), an async state
that yields, an injected token, a streamed body, and a lifespan or start-up where the framework has one.
"""

import importlib.util

import pytest

from harness.tests.projects import Project, Run
from harness.tests.providers import FILE, contract, interaction, provider_project, record, section, with_token

CELLS = contract(
    interaction("green", "/users/1", {"name": "the user exists", "params": {"id": 1}}, body={"id": 1}),
    interaction("broken", "/users/1", {"name": "the user exists", "params": {"id": 1}}, body={"id": 1, "email": "a@b"}),
    interaction("crashed", "/crash"),
    interaction("hanging", "/hang"),
    interaction("after it", "/users/2", status=404),
    interaction("token", "/admin", {"name": "an administrator"}, request=with_token("/admin")),
    interaction("no token", "/admin", status=401),
    interaction("streamed", "/stream", body={"streamed": True}),
)

STATES = """
    import asyncio

    from pact_harness import state


    @state("the user exists")
    async def the_user_exists(users, *, id):
        await asyncio.sleep(0)
        users[str(id)] = {"id": id}
        yield
        await asyncio.sleep(0)
        users.clear()


    @state("an administrator")
    async def an_administrator():
        return {"token": "Bearer real"}
"""

TEST = """
    import pytest

    from tests.provider import states

    pytestmark = pytest.mark.pact(provider="user-service", states=states)


    def test_contract(pact_interaction):
        pact_interaction.verify()
"""

CONFTEST = """
    import pytest

    from service import USERS, app


    @pytest.fixture
    def users():
        return USERS


    @pytest.fixture(scope="{scope}")
    def provider_app():
        return app
"""

STARLETTE = """
    import asyncio
    from contextlib import asynccontextmanager

    from starlette.applications import Starlette
    from starlette.responses import JSONResponse, StreamingResponse
    from starlette.routing import Route

    USERS, STARTED = {}, []


    @asynccontextmanager
    async def lifespan(app):
        STARTED.append(asyncio.get_running_loop())
        yield
        STARTED.clear()


    async def user(request):
        assert STARTED == [asyncio.get_running_loop()]
        found = USERS.get(request.path_params["id"])
        return JSONResponse(found, 200) if found else JSONResponse({}, 404)


    async def crash(request):
        raise ZeroDivisionError("the provider's own mistake")


    async def hang(request):
        await asyncio.sleep(600)


    async def admin(request):
        return JSONResponse({}, 200 if request.headers.get("authorization") == "Bearer real" else 401)


    async def stream(request):
        async def pieces():
            yield b'{"streamed"'
            await asyncio.sleep(0)
            yield b": true}"
        return StreamingResponse(pieces(), media_type="application/json")


    routes = [
        Route("/users/{id}", user), Route("/crash", crash), Route("/hang", hang), Route("/admin", admin),
        Route("/stream", stream),
    ]
    app = Starlette(routes=routes, lifespan=lifespan)
"""

FASTAPI = """
    import asyncio
    import time
    from contextlib import asynccontextmanager

    from fastapi import FastAPI, Header, HTTPException
    from fastapi.responses import StreamingResponse

    USERS, STARTED = {}, []


    @asynccontextmanager
    async def lifespan(app):
        STARTED.append(asyncio.get_running_loop())
        yield
        STARTED.clear()


    app = FastAPI(lifespan=lifespan)


    @app.get("/users/{id}")
    async def user(id: str):
        assert STARTED == [asyncio.get_running_loop()]
        if id not in USERS:
            raise HTTPException(404)
        return USERS[id]


    @app.get("/crash")
    def crash():
        raise ZeroDivisionError("the provider's own mistake")


    @app.get("/hang")
    async def hang():
        await asyncio.sleep(600)


    @app.get("/admin")
    def admin(authorization: str = Header("")):
        if authorization != "Bearer real":
            raise HTTPException(401)
        return {}


    @app.get("/stream")
    def stream():
        return StreamingResponse(iter([b'{"streamed"', b": true}"]), media_type="application/json")
"""

QUART = """
    import asyncio

    from quart import Quart, jsonify, request

    USERS, STARTED = {}, []
    app = Quart(__name__)


    @app.before_serving
    async def start():
        STARTED.append(asyncio.get_running_loop())


    @app.get("/users/<id>")
    async def user(id):
        assert STARTED[-1] is asyncio.get_running_loop()
        return (USERS[id], 200) if id in USERS else ({}, 404)


    @app.get("/crash")
    async def crash():
        raise ZeroDivisionError("the provider's own mistake")


    @app.get("/hang")
    async def hang():
        await asyncio.sleep(600)


    @app.get("/admin")
    async def admin():
        return {}, 200 if request.headers.get("Authorization") == "Bearer real" else 401


    @app.get("/stream")
    async def stream():
        async def pieces():
            yield b'{"streamed"'
            yield b": true}"
        return pieces(), 200, {"Content-Type": "application/json"}
"""

LITESTAR = """
    import asyncio
    from typing import Any

    from litestar import Litestar, Request, Response, get
    from litestar.params import FromPath
    from litestar.response import Stream

    USERS, STARTED = {}, []


    @get("/users/{id:str}")
    async def user(id: FromPath[str]) -> Response[dict[str, Any]]:
        assert STARTED[-1] is asyncio.get_running_loop()
        return Response(USERS.get(id, {}), status_code=200 if id in USERS else 404)


    @get("/crash")
    async def crash() -> None:
        raise ZeroDivisionError("the provider's own mistake")


    @get("/hang")
    async def hang() -> None:
        await asyncio.sleep(600)


    @get("/admin")
    async def admin(request: Request[Any, Any, Any]) -> Response[dict[str, Any]]:
        return Response({}, status_code=200 if request.headers.get("authorization") == "Bearer real" else 401)


    @get("/stream")
    async def stream() -> Stream:
        async def pieces():
            yield b'{"streamed"'
            yield b": true}"
        return Stream(pieces(), media_type="application/json")


    async def start(_: Litestar) -> None:
        STARTED.append(asyncio.get_running_loop())


    from litestar.logging import LoggingConfig

    app = Litestar(
        [user, crash, hang, admin, stream], on_startup=[start], logging_config=LoggingConfig(log_exceptions="always")
    )
"""

FLASK = """
    import time

    from flask import Flask, request

    USERS = {}
    app = Flask(__name__)


    @app.get("/users/<id>")
    def user(id):
        return (USERS[id], 200) if id in USERS else ({}, 404)


    @app.get("/crash")
    def crash():
        raise ZeroDivisionError("the provider's own mistake")


    @app.get("/hang")
    def hang():
        time.sleep(600)


    @app.get("/admin")
    def admin():
        return {}, 200 if request.headers.get("Authorization") == "Bearer real" else 401


    @app.get("/stream")
    def stream():
        return iter([b'{"streamed"', b": true}"]), 200, {"Content-Type": "application/json"}
"""

AIOHTTP = """
    import asyncio

    from aiohttp import web

    USERS, STARTED = {}, []


    async def start(app):
        STARTED.append(asyncio.get_running_loop())


    async def user(request):
        assert STARTED == [asyncio.get_running_loop()]
        found = USERS.get(request.match_info["id"])
        return web.json_response(found or {}, status=200 if found else 404)


    async def crash(request):
        raise ZeroDivisionError("the provider's own mistake")


    async def hang(request):
        await asyncio.sleep(600)


    async def admin(request):
        return web.json_response({}, status=200 if request.headers.get("Authorization") == "Bearer real" else 401)


    async def stream(request):
        response = web.StreamResponse(headers={"Content-Type": "application/json"})
        await response.prepare(request)
        await response.write(b'{"streamed"')
        await response.write(b": true}")
        return response


    app = web.Application()
    app.on_startup.append(start)
    app.add_routes([
        web.get("/users/{id}", user), web.get("/crash", crash), web.get("/hang", hang), web.get("/admin", admin),
        web.get("/stream", stream),
    ])
"""

DJANGO = """
    import asyncio
    import time

    import django
    from django.conf import settings
    from django.http import JsonResponse, StreamingHttpResponse
    from django.urls import path

    settings.configure(ROOT_URLCONF="service", ALLOWED_HOSTS=["*"], SECRET_KEY="made up", LOGGING_CONFIG=None)
    django.setup()
    USERS = {}


    def user(request, id):
        return JsonResponse(USERS.get(id, {}), status=200 if id in USERS else 404)


    def crash(request):
        raise ZeroDivisionError("the provider's own mistake")


    %(hang)s


    def admin(request):
        return JsonResponse({}, status=200 if request.headers.get("Authorization") == "Bearer real" else 401)


    def stream(request):
        return StreamingHttpResponse(%(pieces)s, content_type="application/json")


    urlpatterns = [
        path("users/<id>", user), path("crash", crash), path("hang", hang), path("admin", admin), path("stream", stream)
    ]
    from django.core.%(kind)s import get_%(kind)s_application

    app = get_%(kind)s_application()
"""
SYNC_HANG = "def hang(request):\n        time.sleep(600)"
ASYNC_HANG = (
    "async def hang(request):\n        await asyncio.sleep(600)\n\n\n"
    "    async def pieces():\n        yield b'{\"streamed\"'\n        yield b': true}'"
)

# name: module that it needs, the provider, the scope of its application
FRAMEWORKS = {
    "starlette": ("starlette", STARLETTE, "session"),
    "starlette, made for each test": ("starlette", STARLETTE, "function"),
    "fastapi": ("fastapi", FASTAPI, "session"),
    "quart": ("quart", QUART, "session"),
    "litestar": ("litestar", LITESTAR, "session"),
    "flask": ("flask", FLASK, "session"),
    "aiohttp.web": ("aiohttp", AIOHTTP, "session"),
    "django, WSGI": (
        "django",
        DJANGO % {"kind": "wsgi", "hang": SYNC_HANG, "pieces": "iter([b'{\"streamed\"', b': true}'])"},
        "session",
    ),
    "django, ASGI": ("django", DJANGO % {"kind": "asgi", "hang": ASYNC_HANG, "pieces": "pieces()"}, "session"),
}


@pytest.fixture(scope="module", params=FRAMEWORKS)
def verified(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, Run]:
    module, service, scope = FRAMEWORKS[request.param]
    if importlib.util.find_spec(module) is None:
        pytest.skip(f"{module} is not installed (the group `frameworks`)")
    project = provider_project(
        tmp_path_factory.mktemp(module), CELLS, app=CONFTEST.replace("{scope}", scope), states=STATES, test=TEST
    )
    project.having({"service.py": service})
    # the handlers that hang sleep for ten minutes: a run that waited for one would not end in time
    return project, project.pytest("-v", "--pact-set", "provider_timeout=3", "-pno:django", timeout=60)


@pytest.mark.parametrize("name", ["green", "after it", "token", "no token", "streamed"])
def test_a_contract_that_is_met_is_green(verified: tuple[Project, Run], name: str) -> None:
    _, run = verified

    assert f"{FILE}::test_contract[profile-client: {name}] PASSED" in run.output, run.output


def test_a_broken_contract_names_the_field(verified: tuple[Project, Run]) -> None:
    _, run = verified

    assert "at      $.email  expected a value, got none (there are: id)" in section(run, "profile-client: broken")


def test_a_crash_shows_its_traceback(verified: tuple[Project, Run]) -> None:
    _, run = verified

    told = section(run, "profile-client: crashed")
    assert "at      status  expected 200, got 500" in told
    assert "ZeroDivisionError: the provider's own mistake" in told
    assert 'raise ZeroDivisionError("the provider\'s own mistake")' in told


def test_a_handler_that_hangs_is_told_at_the_timeout(verified: tuple[Project, Run]) -> None:
    _, run = verified

    assert "but     the provider did not answer within 3 s" in section(run, "profile-client: hanging")
    assert "3 failed, 5 passed" in run.output


def test_the_exchange_is_in_the_results(verified: tuple[Project, Run]) -> None:
    project, _ = verified

    found = record(project, "profile-client: green")
    assert (found["request"]["method"], found["request"]["path"]) == ("GET", "/users/1")
    assert found["response"]["status"] == 200
    assert found["response"]["body"].replace(" ", "").strip() == '{"id":1}'
