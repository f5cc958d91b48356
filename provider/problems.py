"""Errors as JSON: no error leaves the service as HTML.

The members are RFC 9457's `title`, `status`, `detail` and `instance`; the media type stays application/json,
because the first consumer reads them so.
"""

import json

from flask import Flask, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest, HTTPException, NotFound, ServiceUnavailable

from provider.errors import NoIdLeftError, UnknownEventError, UserNotFoundError


def problem(error: HTTPException) -> ResponseReturnValue:
    """Any HTTP error, with the headers that belong to it (Allow, WWW-Authenticate)."""
    response = error.get_response()
    response.content_type = "application/json"
    response.data = json.dumps(
        {"title": error.name, "status": error.code, "detail": error.description, "instance": request.path}
    )
    return response


def user_not_found(_: UserNotFoundError) -> ResponseReturnValue:
    return problem(NotFound("User not found"))


def no_id_left(_: NoIdLeftError) -> ResponseReturnValue:
    return problem(ServiceUnavailable("No more users can be created"))


def unknown_event(_: UnknownEventError) -> ResponseReturnValue:
    return problem(BadRequest("lastEventId: no event has this id; leave it out to begin at the first event"))


def register(app: Flask) -> None:
    """Answer errors by the functions above. An unforeseen one is a plain 500 there, and Flask logs it."""
    app.register_error_handler(HTTPException, problem)
    app.register_error_handler(UserNotFoundError, user_not_found)
    app.register_error_handler(NoIdLeftError, no_id_left)
    app.register_error_handler(UnknownEventError, unknown_event)
