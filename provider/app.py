"""The application, put together; nothing is opened or written until the first request."""

import logging
import re
from time import perf_counter
from urllib.parse import quote

import flask
from flask import Flask, g, request

from provider import problems
from provider.database import UserDb
from provider.feed import Feed
from provider.queries import MAX_TIMEOUT
from provider.views import views

DEFAULT_DATABASE_URL = "sqlite:///build/users.db"
MAX_BODY = 64 * 1024  # bytes

logger = logging.getLogger(__name__)


class Response(flask.Response):
    """An answer that claims no media type (Flask: text/html) unless it is given one; a 204 has none."""

    default_mimetype = None


def create_app(user_db: UserDb | None = None, *, max_waiting: int = 2) -> Flask:
    """The service over *user_db*; else over PROVIDER_DATABASE_URL; else over an SQLite file in build/.

    At most *max_waiting* requests wait for events at a time. Keep it below the number of the server's threads, or
    nobody else is answered; the default suits waitress's four. The environment (PROVIDER_DATABASE_URL,
    PROVIDER_ADMIN_TOKEN, PROVIDER_MAX_WAIT_MS) is read now. Raises SQLAlchemy's ArgumentError where the first is no
    URL, and ValueError where the last is no number of milliseconds from 0 to 30000.
    """
    app = Flask(__name__, static_folder=None)
    app.response_class = Response
    app.url_map.merge_slashes = False  # else //users/1 is answered by a redirect
    app.config.from_prefixed_env("PROVIDER", loads=str)  # str: a token of digits stays what it is
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY
    db = user_db or UserDb(app.config.get("DATABASE_URL") or DEFAULT_DATABASE_URL)
    app.extensions["user_db"] = db
    app.extensions["feed"] = Feed(db, _max_wait(app.config.get("MAX_WAIT_MS")), max_waiting)
    app.register_blueprint(views)
    problems.register(app)
    app.before_request(start_clock)
    app.after_request(log_request)
    return app


def _max_wait(milliseconds: str | None) -> float:
    """The setting PROVIDER_MAX_WAIT_MS, in seconds."""
    text = milliseconds or str(MAX_TIMEOUT)
    if not re.fullmatch("[0-9]{1,5}", text) or int(text) > MAX_TIMEOUT:
        raise ValueError(f"PROVIDER_MAX_WAIT_MS: expected milliseconds from 0 to {MAX_TIMEOUT}, got {text!r}")
    return int(text) / 1000


def start_clock() -> None:
    g.started = perf_counter()


def log_request(response: flask.Response) -> flask.Response:
    """One line a request. The path is quoted, so nobody can add a line; query and body stay out."""
    milliseconds = (perf_counter() - g.started) * 1000
    logger.info("%s %s %d %.1f ms", request.method, quote(request.path), response.status_code, milliseconds)
    return response
