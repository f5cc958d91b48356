"""Errors as JSON: no error leaves the service as HTML.

The members are RFC 9457's `title`, `status`, `detail` and `instance`; the media type stays application/json,
because the first consumer reads them so.
"""

import json

from flask import request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException


def problem(error: HTTPException) -> ResponseReturnValue:
    """Any HTTP error, with the headers that belong to it (Allow, WWW-Authenticate)."""
    response = error.get_response()
    response.content_type = "application/json"
    response.data = as_json(error.name, error.code, error.description, request.path)
    return response


def as_json(title: str, status: int | None, detail: str | None, instance: str) -> str:
    """The body of an error; *instance* is the path of the request."""
    return json.dumps({"title": title, "status": status, "detail": detail, "instance": instance})
