"""The user: what this service is about, free of HTTP and SQL."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any


@dataclass
class User:
    """A user in the provider's system; more than any single consumer reads.

    Raises ValueError for an id below 1, an empty name, and a `created_on` without a time zone, which would be
    a moment that nobody can place.
    """

    id: int
    name: str
    created_on: datetime
    email: str | None = None
    ip_address: str | None = None
    hobbies: list[str] = field(default_factory=list)
    admin: bool = False

    def __post_init__(self) -> None:
        if self.id < 1:
            raise ValueError(f"expected an id of at least 1, got {self.id}")
        if not self.name.strip():
            raise ValueError("expected a name, got an empty one")
        if self.created_on.utcoffset() is None:
            raise ValueError("expected created_on with a time zone, got a naive datetime")

    def to_dict(self) -> dict[str, Any]:
        """The user as JSON-ready data: seven keys, `created_on` in UTC as `2020-01-01T12:00:00+0000`."""
        return {
            "id": self.id,
            "name": self.name,
            "created_on": self.created_on.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S%z"),
            "email": self.email,
            "ip_address": self.ip_address,
            "hobbies": self.hobbies,
            "admin": self.admin,
        }
