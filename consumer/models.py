"""What this consumer reads of user-service's answers, and nothing else: who reads less is broken less often.

https://docs.pact.io/consumer#use-pact-for-contract-testing-not-functional-testing-of-the-provider
"""

from datetime import datetime
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field


def _written_out(value: object) -> object:
    """Read a date as text ourselves: pydantic would also take "1577880000", seconds since 1970, for one."""
    return datetime.fromisoformat(value) if isinstance(value, str) else value


class Answered(BaseModel):
    """Part of an answer: immutable, types taken at their word ("1" is no number), unknown keys ignored."""

    model_config = ConfigDict(frozen=True, strict=True, extra="ignore")


class User(Answered):
    """A user as this consumer sees one. Anything else is a ValueError (pydantic.ValidationError)."""

    id: Annotated[int, Field(ge=1)]
    name: Annotated[str, Field(min_length=1)]
    created_on: Annotated[AwareDatetime, BeforeValidator(_written_out)]


class Role(Answered):
    """What a change of somebody's role says of it: whose it is, and what it is from now on."""

    id: int
    admin: bool


class Problem(Answered):
    """Why the service refused, in words for a person (RFC 9457, `detail`)."""

    detail: str
