"""The application, put together; nothing is opened or written until the first request."""

import logging
from time import perf_counter
from urllib.parse import quote

import flask
from flask import Flask, g, request

from provider import problems
from provider.database import UserDb
from provider.views import views

DEFAULT_DATABASE_URL = "sqlite:///build/users.db"
MAX_BODY = 64 * 1024  # bytes

logger = logging.getLogger(__name__)


class Response(flask.Response):
    """An answer that claims no media type (Flask: text/html) unless it is given one; a 204 has none."""

    default_mimetype = None


def create_app(user_db: UserDb | None = None) -> Flask:
    """The service over *user_db*; else over PROVIDER_DATABASE_URL; else over an SQLite file in build/.

    The environment (that variable, and PROVIDER_ADMIN_TOKEN) is read now. Raises SQLAlchemy's ArgumentError
    where PROVIDER_DATABASE_URL is no URL.
    """
    app = Flask(__name__, static_folder=None)
    app.response_class = Response
    app.url_map.merge_slashes = False  # else //users/1 is answered by a redirect
    app.config.from_prefixed_env("PROVIDER", loads=str)  # str: a token of digits stays what it is
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY
    app.extensions["user_db"] = user_db or UserDb(app.config.get("DATABASE_URL") or DEFAULT_DATABASE_URL)
    app.register_blueprint(views)
    problems.register(app)
    app.before_request(start_clock)
    app.after_request(log_request)
    return app


def start_clock() -> None:
    g.started = perf_counter()


def log_request(response: flask.Response) -> flask.Response:
    """One line a request. The path is quoted, so nobody can add a line; query and body stay out."""
    milliseconds = (perf_counter() - g.started) * 1000
    logger.info("%s %s %d %.1f ms", request.method, quote(request.path), response.status_code, milliseconds)
    return response
