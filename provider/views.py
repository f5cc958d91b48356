"""The endpoints: each reads the request, asks the users, and answers."""

from datetime import UTC, datetime
from pathlib import Path

from flask import Blueprint, Response, current_app, jsonify, url_for
from flask.typing import ResponseReturnValue

from provider.admin import require_admin_token
from provider.bodies import NEW_USER, USER_CHANGES, read_body
from provider.database import UserDb, UserNotFoundError
from provider.user import User

views = Blueprint("users", __name__)


def user_db() -> UserDb:
    """The users of the running app."""
    db: UserDb = current_app.extensions["user_db"]
    return db


@views.get("/users/<int:uid>")
def get_user(uid: int) -> ResponseReturnValue:
    """Answer 200 with the user."""
    user = user_db().get(uid)
    if user is None:
        raise UserNotFoundError(uid)
    return jsonify(user.to_dict())


# Two routes: a redirect from one to the other is no answer, and strict_slashes=False breaks the Allow header.
@views.post("/users/")
@views.post("/users")
def create_user() -> ResponseReturnValue:
    """Answer 201 with the new user, and where it is."""
    fields = read_body(NEW_USER)
    if fields.get("admin"):
        require_admin_token()
    user = User(id=user_db().new_user_id(), created_on=datetime.now(UTC), **fields)
    user_db().create(user)
    return jsonify(user.to_dict()), 201, {"Location": url_for(".get_user", uid=user.id)}


@views.patch("/users/<int:uid>")
def change_user(uid: int) -> ResponseReturnValue:
    """Answer 200 with the user as changed."""
    changes = read_body(USER_CHANGES)
    if "admin" in changes:
        require_admin_token()
    user = user_db().change(uid, **changes)
    return jsonify(user.to_dict())


@views.delete("/users/<int:uid>")
def delete_user(uid: int) -> ResponseReturnValue:
    """Answer 204 with an empty body."""
    user_db().delete(uid)
    return "", 204


@views.get("/openapi.yaml")
def openapi() -> ResponseReturnValue:
    """Answer 200 with the description of this service."""
    document = Path(__file__).with_name("openapi.yaml").read_bytes()
    return Response(document, mimetype="application/yaml")  # RFC 9512
