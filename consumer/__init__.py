"""A client for user-service: `async with UserClient(url) as client: user = await client.get_user(1)`."""

from consumer.client import UserClient
from consumer.errors import (
    ContractError,
    RejectedError,
    UnavailableError,
    UserClientError,
    UserNotFoundError,
)
from consumer.models import Problem, User

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
