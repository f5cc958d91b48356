"""The client of user-service: one method for each thing that this consumer wants."""

from consumer.errors import UserNotFoundError
from consumer.models import User
from consumer.service import ServiceClient


class UserClient(ServiceClient):
    """Users by their id. Whatever comes back, a call returns what it promises or raises a UserClientError."""

    async def get_user(self, user_id: int) -> User:
        """The user with this id; UserNotFoundError if there is none."""
        answer = await self._call("GET", "users", str(user_id))
        answer.require(200, missing=UserNotFoundError(user_id))
        return answer.read(User)

    async def create_user(self, *, name: str) -> User:
        """A new user; RejectedError if the service does not like the name. Never repeated, or it made two."""
        answer = await self._call("POST", "users", "", json={"name": name})
        answer.require(201)
        return answer.read(User)

    async def rename_user(self, user_id: int, name: str) -> User:
        """The user, renamed; UserNotFoundError or RejectedError if that cannot be."""
        answer = await self._call("PATCH", "users", str(user_id), json={"name": name})
        answer.require(200, missing=UserNotFoundError(user_id))
        return answer.read(User)

    async def delete_user(self, user_or_id: User | int) -> None:
        """Delete the user; UserNotFoundError if there is none."""
        user_id = user_or_id.id if isinstance(user_or_id, User) else user_or_id
        answer = await self._call("DELETE", "users", str(user_id))
        if answer.status == 404 and answer.attempt > 1:
            return  # gone, as asked: an earlier attempt did it, and only its answer was lost
        answer.require(204, missing=UserNotFoundError(user_id))
