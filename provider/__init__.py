"""The user service: it provides what the contracts ask for, and knows nothing of Pact or its consumers."""

from provider.app import create_app
from provider.users.errors import NoIdLeftError, UserExistsError, UserNotFoundError
from provider.users.model import User
from provider.users.repository import UserDb

__all__ = [
    "NoIdLeftError",
    "User",
    "UserDb",
    "UserExistsError",
    "UserNotFoundError",
    "create_app",
]
