"""The endpoint of events."""

import json
from typing import Annotated

from flask import Blueprint, Response, abort, current_app, request
from flask.typing import ResponseReturnValue
from pydantic import BeforeValidator, Field, TypeAdapter, with_config
from typing_extensions import TypedDict  # before Python 3.12 pydantic asks for this one

from provider.events.feed import MAX_TIMEOUT, Feed
from provider.events.outbox import UnknownEventError
from provider.http.validation import Number, read_query, refuse

views = Blueprint("events", __name__)


def _text(given: object) -> str:
    if not isinstance(given, str):
        refuse("expected it once")
    return given


@with_config(extra="forbid", strict=True)
class EventsQuery(TypedDict, total=False):
    """Which events: those after the last one known, and how many milliseconds to wait for them."""

    last_event_id: Annotated[str, BeforeValidator(_text), Field(alias="lastEventId")]
    timeout: Annotated[Number, Field(ge=0, le=MAX_TIMEOUT)]


EVENTS_QUERY = TypeAdapter(EventsQuery)


@views.get("/events")
def get_events() -> ResponseReturnValue:
    """Respond with 200 and the events after lastEventId, at once or once there are some."""
    query = read_query(EVENTS_QUERY)
    feed: Feed = current_app.extensions["feed"]
    # A server of one thread has none to spare; waitress (only) tells when the client has disconnected.
    seconds = query.get("timeout", 0) / 1000 if request.is_multithread else 0
    disconnected = request.environ.get("waitress.client_disconnected", bool)
    try:
        events = feed.after(query.get("last_event_id"), seconds, disconnected)
    except UnknownEventError:
        abort(400, "lastEventId: no event has this id; leave it out to begin at the first event")
    headers = {"Cache-Control": "no-store"}  # what is not there now may be in a moment
    return Response(json.dumps(events), mimetype="application/cloudevents-batch+json", headers=headers)
