"""What a response means: decided apart from the network, so that every response there can be is easily tried."""

import reprlib
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from http.client import responses
from itertools import islice
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from consumer.errors import ContractError, RejectedError, UnavailableError, UserClientError
from consumer.http.models import Problem

Model = TypeVar("Model", bound=BaseModel)
MOST_TOLD = 5  # of the things that are wrong with a body


@dataclass(frozen=True)
class Response:
    """A response, read whole.

    `request` is the method and the URL that it belongs to; `attempt` how often that had been sent by then;
    `retry_after` the seconds for which the service asks to be left alone, None if it did not say.
    """

    request: str
    status: int
    media_type: str = ""
    body: bytes = b""
    retry_after: float | None = None
    attempt: int = 1

    def require(self, status: int, *, missing: UserClientError | None = None) -> None:
        """Raise what any other status means; `missing` is what a 404 means where the URL names one thing."""
        if self.status == status:
            return
        if self.status == HTTPStatus.NOT_FOUND and missing is not None:
            raise missing
        if self.status == HTTPStatus.TOO_MANY_REQUESTS or 500 <= self.status <= 599:
            raise self.unavailable()
        if 400 <= self.status <= 499:
            raise RejectedError(self.request, self.status, self._problem())
        raise ContractError(self.request, f"expected {status}, got {phrase(self.status)}")

    def unavailable(self) -> UnavailableError:
        """What 429 and 5xx mean (RFC 9110, 15.6; RFC 6585, 4)."""
        return UnavailableError(self.request, f"the service answered {phrase(self.status)}", self.retry_after)

    def read(self, model: type[Model], media_type: str = "application/json") -> Model:
        """The body as `model`; a ContractError if it is of another media type, is not JSON, or says something else."""
        if self.media_type != media_type:
            raise ContractError(self.request, f"expected {media_type}, got {self.media_type or 'no media type'}")
        try:
            return model.model_validate_json(self.body)
        except ValidationError as error:
            raise ContractError(self.request, describe(error)) from error

    def _problem(self) -> Problem:
        """The refusal's reason; where a proxy refused, or HTML came, the status has to do."""
        try:
            return self.read(Problem)
        except ContractError:
            return Problem(detail=phrase(self.status))


def phrase(status: int) -> str:
    """A status as people know it: "404 Not Found"; just the number where it has no name."""
    return f"{status} {responses.get(status, '')}".rstrip()


def describe(error: ValidationError) -> str:
    """The first things that are wrong, each as "$.created_on: what was expected, got what came"."""
    told = "; ".join(
        f"{'.'.join(['$', *map(str, wrong['loc'])])}: {wrong['msg']}"
        + ("" if wrong["type"] in {"missing", "json_invalid"} else f", got {reprlib.repr(wrong['input'])}")
        for wrong in islice(error.errors(include_url=False), MOST_TOLD)
    )
    return told if error.error_count() <= MOST_TOLD else f"{told}; and {error.error_count() - MOST_TOLD} more"


def seconds_to_wait(retry_after: str | None, now: datetime | None = None) -> float | None:
    """The seconds that a Retry-After (RFC 9110, 10.2.3) asks for by number or by date; None for nonsense."""
    text = (retry_after or "").strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        date = parsedate_to_datetime(text)
        return max(0.0, (date.replace(tzinfo=date.tzinfo or UTC) - (now or datetime.now(UTC))).total_seconds())
    except (ValueError, OverflowError):
        return None
