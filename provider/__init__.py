"""The user service, which provides what the contracts promise. It knows nothing of Pact or its consumers."""

from provider.app import create_app
from provider.database import UserDb
from provider.errors import NoIdLeftError, UnknownEventError, UserDbError, UserExistsError, UserNotFoundError
from provider.user import User

__all__ = [
    "NoIdLeftError",
    "UnknownEventError",
    "User",
    "UserDb",
    "UserDbError",
    "UserExistsError",
    "UserNotFoundError",
    "create_app",
]
