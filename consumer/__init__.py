"""A client for user-service: `async with UserClient(url) as client: user = await client.get_user(1)`."""

from consumer.errors import (
    ContractError,
    RejectedError,
    UnavailableError,
    UserClientError,
    UserNotFoundError,
)
from consumer.http.models import Problem
from consumer.profile import User, UserClient

__all__ = [
    "ContractError",
    "Problem",
    "RejectedError",
    "UnavailableError",
    "User",
    "UserClient",
    "UserClientError",
    "UserNotFoundError",
]
