"""What UserDb raises.

UserDbError
├── UserNotFoundError   there is no such user (a KeyError, too)
├── UserExistsError     the id is in use (a ValueError, too)
├── NoIdLeftError       every id up to 2^63-1 has been handed out
└── UnknownEventError   no event has that id, so nobody knows what came after it (a KeyError, too)
"""

from provider.tables import MAX_ID


class UserDbError(Exception):
    """The text is for people (a KeyError's own would stand in quotes)."""

    def __str__(self) -> str:
        return str(self.args[0])


class UserNotFoundError(UserDbError, KeyError):
    """There is no user with that id."""

    def __init__(self, user_id: int) -> None:
        super().__init__(f"User with id {user_id} does not exist.")


class UserExistsError(UserDbError, ValueError):
    """There is a user with that id already; creating never overwrites."""

    def __init__(self, user_id: int) -> None:
        super().__init__(f"User with id {user_id} exists already.")


class NoIdLeftError(UserDbError):
    """Ids only ever go up, and the last one is taken."""

    def __init__(self) -> None:
        super().__init__(f"No user id is left: {MAX_ID} has been handed out.")


class UnknownEventError(UserDbError, KeyError):
    """The feed has no event with that id."""

    def __init__(self, event_id: str) -> None:
        super().__init__(f"Event with id {event_id} does not exist.")
