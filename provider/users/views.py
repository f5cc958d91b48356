"""The endpoints of users: each reads the request, calls UserDb, and returns the response."""

from datetime import UTC, datetime

from flask import Blueprint, abort, current_app, jsonify, url_for
from flask.typing import ResponseReturnValue

from provider.http.auth import require_admin
from provider.http.validation import read_body, read_query
from provider.users.model import User
from provider.users.repository import UserDb
from provider.users.schemas import NEW_USER, PAGE_QUERY, USER_CHANGES

views = Blueprint("users", __name__)


def user_db() -> UserDb:
    """The users of the running app."""
    db: UserDb = current_app.extensions["user_db"]
    return db


@views.get("/users")
def list_users() -> ResponseReturnValue:
    """Respond with 200 and a page of users, and where the next one is."""
    query = read_query(PAGE_QUERY)
    limit = query.get("limit", 50)
    page = user_db().page(query.get("after", 0), limit + 1)  # one more, which tells whether there is a next page
    users = page[:limit]
    following = url_for(".list_users", limit=limit, after=users[-1].id) if len(page) > limit else None
    return jsonify(users=[user.to_dict() for user in users], next=following)


@views.get("/users/<id:uid>")
def get_user(uid: int) -> ResponseReturnValue:
    """Respond with 200 and the user."""
    user = user_db().get(uid)
    if user is None:
        abort(404, "User not found")
    return jsonify(user.to_dict())


# Two routes: a redirect from one to the other does not create, and strict_slashes=False breaks the Allow header.
@views.post("/users/")
@views.post("/users")
def create_user() -> ResponseReturnValue:
    """Respond with 201 and the new user, and where it is."""
    fields = read_body(NEW_USER)
    if fields.get("admin"):
        require_admin()
    user = User(id=user_db().new_user_id(), created_on=datetime.now(UTC), **fields)
    user_db().create(user)
    return jsonify(user.to_dict()), 201, {"Location": url_for(".get_user", uid=user.id)}


@views.patch("/users/<id:uid>")
def change_user(uid: int) -> ResponseReturnValue:
    """Respond with 200 and the user as changed."""
    changes = read_body(USER_CHANGES)
    if "admin" in changes:
        require_admin()
    user = user_db().change(uid, **changes)
    return jsonify(user.to_dict())


@views.delete("/users/<id:uid>")
def delete_user(uid: int) -> ResponseReturnValue:
    """Respond with 204 and an empty body."""
    user_db().delete(uid)
    return "", 204
