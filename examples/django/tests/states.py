from typing import Any

from users.models import User

from pact_harness import state


@state("the user exists")
def the_user_exists(transactional_db: None, *, id: int, name: str) -> None:
    User.objects.create(id=id, name=name)


@state("the user doesn't exist")
def the_user_does_not_exist(transactional_db: None, *, id: int) -> None:
    assert not User.objects.filter(id=id).exists()


@state("an admin token is configured")
def an_admin_token_is_configured(settings: Any) -> dict[str, str]:
    """The token is injected into the request: the contract holds a symbolic one."""
    settings.ADMIN_TOKEN = "a-real-token"
    return {"admin_token": "a-real-token"}


@state("no admin token is configured")
def no_admin_token_is_configured(settings: Any) -> None:
    settings.ADMIN_TOKEN = None
