"""The client of user-service: one method for each thing that profile-client wants."""

import aiohttp

from consumer.errors import ContractError, UserNotFoundError
from consumer.http.client import ServiceClient
from consumer.http.request import Secret, bearer
from consumer.profile.models import Role, User


class UserClient(ServiceClient):
    """Users by their id. Whatever comes back, a call returns what it says or raises a UserClientError.

    `token` is what the service asks of an administrator. It goes with `set_admin` alone, and into no message; a
    ValueError if no header can carry it, or if `base_url` has credentials for the same header.
    """

    def __init__(
        self,
        base_url: str,
        *,
        session: aiohttp.ClientSession | None = None,
        timeout: float = 5.0,
        token: str | None = None,
    ) -> None:
        super().__init__(base_url, session=session, timeout=timeout)
        self._credentials: dict[str, Secret] = {} if token is None else {"Authorization": bearer(token)}
        if self._credentials and (self._base_url.user or self._base_url.password):
            raise ValueError("token: base_url has credentials already, and a request carries one kind")

    async def get_user(self, user_id: int) -> User:
        """The user with this id; UserNotFoundError if there is none."""
        response = await self._call("GET", "users", str(user_id))
        response.require(200, missing=UserNotFoundError(user_id))
        return response.read(User)

    async def create_user(self, *, name: str) -> User:
        """A new user; RejectedError if the service does not like the name. Never repeated, or it made two."""
        response = await self._call("POST", "users", "", json={"name": name})
        response.require(201)
        return response.read(User)

    async def rename_user(self, user_id: int, name: str) -> User:
        """The user, renamed; UserNotFoundError or RejectedError if that cannot be."""
        response = await self._call("PATCH", "users", str(user_id), json={"name": name})
        response.require(200, missing=UserNotFoundError(user_id))
        return response.read(User)

    async def set_admin(self, user_id: int, admin: bool) -> None:
        """Make the user an administrator, or no longer one; UserNotFoundError if there is none.

        RejectedError where the token is missing or wrong (its status: 401), or nobody can do this (403).
        """
        response = await self._call("PATCH", "users", str(user_id), json={"admin": admin}, headers=self._credentials)
        response.require(200, missing=UserNotFoundError(user_id))
        role, expected = response.read(Role), Role(id=user_id, admin=admin)
        if role != expected:
            raise ContractError(response.request, f"expected {expected!r}, got {role!r}")

    async def delete_user(self, user_or_id: User | int) -> None:
        """Delete the user; UserNotFoundError if there is none."""
        user_id = user_or_id.id if isinstance(user_or_id, User) else user_or_id
        response = await self._call("DELETE", "users", str(user_id))
        if response.status == 404 and response.attempt > 1:
            return  # gone, as expected: an earlier attempt did it, and only its response was lost
        response.require(204, missing=UserNotFoundError(user_id))
