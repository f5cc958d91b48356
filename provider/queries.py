"""What a client may ask for behind the `?` of a URL; openapi.yaml states the same rules."""

import re
from typing import Annotated, TypeVar

from flask import request
from pydantic import BeforeValidator, Field, TypeAdapter, with_config
from typing_extensions import TypedDict  # before Python 3.12 pydantic asks for this one

from provider.bodies import RULES, checked, refuse
from provider.tables import MAX_ID

T = TypeVar("T")

MAX_TIMEOUT = 30_000  # milliseconds


def _number(given: object) -> int:
    if not (isinstance(given, str) and re.fullmatch("0|[1-9][0-9]{0,18}", given)):
        refuse("expected a whole number, once")
    return int(given)


def _text(given: object) -> str:
    if not isinstance(given, str):
        refuse("expected it once")
    return given


Number = Annotated[int, BeforeValidator(_number)]


@with_config(RULES)
class PageQuery(TypedDict, total=False):
    """Which page of the users: how many, and the id after which they begin."""

    limit: Annotated[Number, Field(ge=1, le=100)]
    after: Annotated[Number, Field(ge=0, le=MAX_ID)]


@with_config(RULES)
class EventsQuery(TypedDict, total=False):
    """Which events: those behind the last one known, and how many milliseconds to wait for them."""

    last_event_id: Annotated[str, BeforeValidator(_text), Field(alias="lastEventId")]
    timeout: Annotated[Number, Field(ge=0, le=MAX_TIMEOUT)]


PAGE_QUERY = TypeAdapter(PageQuery)
EVENTS_QUERY = TypeAdapter(EventsQuery)


def read_query(shape: TypeAdapter[T]) -> T:
    """The request's query as *shape*; else it is refused with 400, which names every fault."""
    given = request.args.to_dict(flat=False)
    return checked(shape, {name: values[0] if len(values) == 1 else values for name, values in given.items()})
