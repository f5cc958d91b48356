from fastapi import FastAPI
from service import User

from pact_harness import state


@state("the user exists")
async def the_user_exists(provider_app: FastAPI, *, id: int, name: str) -> None:
    async with provider_app.state.sessions.begin() as session:
        session.add(User(id=id, name=name))


@state("the user doesn't exist")
async def the_user_does_not_exist(provider_app: FastAPI, *, id: int) -> None:
    async with provider_app.state.sessions() as session:
        assert await session.get(User, id) is None


@state("an admin token is configured")
def an_admin_token_is_configured(provider_app: FastAPI) -> dict[str, str]:
    """The token is injected into the request: the contract holds a symbolic one."""
    provider_app.state.admin_token = "a-real-token"
    return {"admin_token": "a-real-token"}


@state("no admin token is configured")
def no_admin_token_is_configured(provider_app: FastAPI) -> None:
    provider_app.state.admin_token = None
