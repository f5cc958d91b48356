"""What UserDb raises; the text is for people (a KeyError's own would stand in quotes).

UserDbError
├── UserNotFoundError   there is no such user (a KeyError, too)
├── UserExistsError     the id is in use (a ValueError, too)
└── NoIdLeftError       every id up to 2^63-1 has been handed out
"""


class UserDbError(Exception):
    """The users cannot be as asked."""

    def __str__(self) -> str:
        return str(self.args[0])


class UserNotFoundError(UserDbError, KeyError):
    """There is no user with that id."""


class UserExistsError(UserDbError, ValueError):
    """There is a user with that id already; creating never overwrites."""


class NoIdLeftError(UserDbError):
    """Ids only ever go up, and the last one, 2^63-1, has been handed out."""
