"""The endpoints: each reads the request, asks the users, and answers."""

import json
from datetime import UTC, datetime
from pathlib import Path

from flask import Blueprint, Response, current_app, jsonify, request, url_for
from flask.typing import ResponseReturnValue

from provider.admin import require_admin_token
from provider.bodies import NEW_USER, USER_CHANGES, read_body
from provider.database import UserDb
from provider.errors import UserNotFoundError
from provider.feed import Feed
from provider.queries import EVENTS_QUERY, PAGE_QUERY, read_query
from provider.user import User

views = Blueprint("users", __name__)


def user_db() -> UserDb:
    """The users of the running app."""
    db: UserDb = current_app.extensions["user_db"]
    return db


@views.get("/users")
def list_users() -> ResponseReturnValue:
    """Answer 200 with a page of users, and where the next one is."""
    query = read_query(PAGE_QUERY)
    limit = query.get("limit", 50)
    page = user_db().page(query.get("after", 0), limit + 1)  # one more, which tells whether there is a next page
    users = page[:limit]
    following = url_for(".list_users", limit=limit, after=users[-1].id) if len(page) > limit else None
    return jsonify(users=[user.to_dict() for user in users], next=following)


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


@views.get("/events")
def get_events() -> ResponseReturnValue:
    """Answer 200 with the events after lastEventId, at once or once there are some."""
    query = read_query(EVENTS_QUERY)
    feed: Feed = current_app.extensions["feed"]
    # A server of one thread has none to spare; waitress (only) tells when whoever asked has hung up.
    seconds = query.get("timeout", 0) / 1000 if request.is_multithread else 0
    gone = request.environ.get("waitress.client_disconnected", bool)
    events = feed.after(query.get("last_event_id"), seconds, gone)
    headers = {"Cache-Control": "no-store"}  # what is not there now may be in a moment
    return Response(json.dumps(events), mimetype="application/cloudevents-batch+json", headers=headers)


@views.get("/openapi.yaml")
def openapi() -> ResponseReturnValue:
    """Answer 200 with the description of this service."""
    document = Path(__file__).with_name("openapi.yaml").read_bytes()
    return Response(document, mimetype="application/yaml")  # RFC 9512
