"""The application, put together; nothing is opened or written until the first request."""

import logging
import os
from functools import cache
from pathlib import Path
from time import perf_counter
from typing import Any
from urllib.parse import quote

import flask
from flask import Flask, g, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, NotFound, ServiceUnavailable

from provider.database import UNAVAILABLE, reason
from provider.events.feed import Feed
from provider.events.outbox import Outbox
from provider.events.views import views as event_views
from provider.http.ids import IdConverter
from provider.http.problems import problem
from provider.settings import Settings
from provider.users.errors import NoIdLeftError, UserNotFoundError
from provider.users.repository import UserDb
from provider.users.views import views as user_views

MAX_BODY = 64 * 1024  # bytes
RETRY_AFTER = 1  # seconds for which to leave alone a service whose database is away

logger = logging.getLogger(__name__)


class Response(flask.Response):
    """A response that claims no media type (Flask: text/html) unless it is given one; a 204 has none."""

    default_mimetype = None


class Service(Flask):
    """An application that has its routes from one that was made before; with its first own route it makes them itself.

    Werkzeug compiles each rule, which takes longer than many requests, and each test has an application.
    """

    response_class = Response

    def __init__(self) -> None:
        super().__init__(__name__, static_folder=None)
        self.url_map, self.view_functions = _routed().url_map, dict(_routed().view_functions)

    def add_url_rule(self, rule: str, *args: Any, **options: Any) -> None:
        """Add a route to this application, and to no other."""
        if self.url_map is _routed().url_map:
            self.url_map = self.url_map_class()
            _add_routes(self)
        super().add_url_rule(rule, *args, **options)


def create_app(user_db: UserDb | None = None, *, max_waiting: int = 2) -> Flask:
    """The service over *user_db*; else over PROVIDER_DATABASE_URL; else over an SQLite file in build/.

    From now on each change of *user_db* is an event. At most *max_waiting* requests wait for events at a time. Keep it
    below the number of the server's threads, or nobody else is served; the default suits waitress's four.

    The environment (`provider.settings`) is read now. Raises SQLAlchemy's ArgumentError where PROVIDER_DATABASE_URL is
    no URL of a database that it can use, and ValueError for another setting that is none.
    """
    settings = Settings.read(os.environ)
    app = Service()
    app.config["ADMIN_TOKEN"] = settings.admin_token
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY
    db = user_db or UserDb(settings.database_url)
    outbox = Outbox(db.database)
    db.on_change = outbox.record
    app.extensions["user_db"] = db
    app.extensions["feed"] = Feed(outbox, settings.max_wait, max_waiting)
    app.register_error_handler(HTTPException, problem)  # an unforeseen error is a plain 500 there, and Flask logs it
    app.register_error_handler(UserNotFoundError, lambda _: problem(NotFound("User not found")))
    app.register_error_handler(NoIdLeftError, lambda _: problem(ServiceUnavailable("No more users can be created")))
    for error in UNAVAILABLE:
        app.register_error_handler(error, database_away)
    app.before_request(start_clock)
    app.after_request(log_request)
    return app


@cache
def _routed() -> Flask:
    return _add_routes(Flask(__name__, static_folder=None))


def _add_routes(app: Flask) -> Flask:
    app.url_map.merge_slashes = False  # else //users/1 gets a redirect
    app.url_map.converters["id"] = IdConverter
    app.register_blueprint(user_views)
    app.register_blueprint(event_views)
    app.add_url_rule("/openapi.yaml", view_func=openapi)
    return app


def openapi() -> ResponseReturnValue:
    """Respond with 200 and the description of this service."""
    document = Path(__file__).with_name("openapi.yaml").read_bytes()
    return Response(document, mimetype="application/yaml")  # RFC 9512


def database_away(error: Exception) -> ResponseReturnValue:
    """Respond with 503: the database cannot be reached, is locked, or is gone. The log says which."""
    logger.error("the database cannot be used: %s", reason(error))
    return problem(ServiceUnavailable("The database cannot be used now", retry_after=RETRY_AFTER))


def start_clock() -> None:
    g.started = perf_counter()


def log_request(response: flask.Response) -> flask.Response:
    """One line a request. The path is quoted, so nobody can add a line; query and body stay out."""
    milliseconds = (perf_counter() - g.started) * 1000
    logger.info("%s %s %d %.1f ms", request.method, quote(request.path), response.status_code, milliseconds)
    return response
