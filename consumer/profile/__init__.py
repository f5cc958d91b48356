"""The first consumer, profile-client: users by their id, and of each the id, the name and created_on."""

from consumer.profile.client import UserClient
from consumer.profile.models import User

__all__ = ["User", "UserClient"]
