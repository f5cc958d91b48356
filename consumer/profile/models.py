"""What profile-client reads of user-service's responses."""

from datetime import datetime
from typing import Annotated

from pydantic import AwareDatetime, BeforeValidator, Field

from consumer.http.models import ResponseModel


def _from_iso(value: object) -> object:
    """Read a date as text ourselves: pydantic would also take "1577880000", seconds since 1970, for one."""
    return datetime.fromisoformat(value) if isinstance(value, str) else value


class User(ResponseModel):
    """A user as this consumer sees one. Anything else is a ValueError (pydantic.ValidationError)."""

    id: Annotated[int, Field(ge=1)]
    name: Annotated[str, Field(min_length=1)]
    created_on: Annotated[AwareDatetime, BeforeValidator(_from_iso)]


class Role(ResponseModel):
    """What a change of somebody's role says of it: whose it is, and what it is from now on."""

    id: int
    admin: bool
