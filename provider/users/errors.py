"""What UserDb raises; the text is for people."""


class UserNotFoundError(KeyError):
    """There is no user with that id."""

    def __str__(self) -> str:
        return str(self.args[0])  # a KeyError's own text would stand in quotes


class UserExistsError(ValueError):
    """There is a user with that id already; creating never overwrites."""


class NoIdLeftError(ValueError):
    """Ids only ever go up, and the last one, 2^63-1, has been handed out."""
