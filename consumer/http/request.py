"""A request: a method, a URL, and what goes with them; and what can be none."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from yarl import URL

Query = Mapping[str, str | int]


class Secret(str):
    """Text that is sent as it is, and that no `repr` shows: not a log's, a debugger's or a traceback's."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'***'"


@dataclass(frozen=True)
class Request:
    method: str
    url: URL
    json: Mapping[str, object] | None = None
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)

    def __str__(self) -> str:
        return f"{self.method} {self.url.with_user(None)}"  # the password goes with the user


def http_url(text: str) -> URL:
    """`text` as a URL; a ValueError that names it for anything but http(s)."""
    try:
        url = URL(str(text))
        (url.host or "").encode("idna")  # what the resolver will do, and fail at, much later
    except ValueError as error:
        raise ValueError(f"base_url: {error}, got {text!r}") from error
    if url.scheme not in {"http", "https"} or not (url.host or "\0").isprintable():
        raise ValueError(f"base_url: expected http://… or https://…, got {text!r}")
    return url


def bearer(token: str) -> Secret:
    """The value of the header Authorization for `token` (RFC 6750, 2.1).

    A ValueError, which does not show it, for what a header cannot carry to everybody alike: only printable ASCII can
    (RFC 9110, 5.5). Better now than at the first call that needs the token.
    """
    if not (token and token.isascii() and token.isprintable() and token == token.strip()):
        raise ValueError("token: expected printable ASCII characters, and no spaces around them (got something else)")
    return Secret(f"Bearer {token}")
