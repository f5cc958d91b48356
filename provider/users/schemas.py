"""What a request may say of users: the schema of each body and query, and the rule for each field.

openapi.yaml states the same rules, and tests/provider/test_openapi.py compares the two.
"""

import re
from ipaddress import ip_address
from typing import Annotated, NotRequired

from pydantic import AfterValidator, ConfigDict, Field, TypeAdapter, with_config
from typing_extensions import TypedDict  # before Python 3.12 pydantic asks for this one

from provider.database import MAX_ID
from provider.http.validation import Number, refuse

# An address as browsers check it: https://html.spec.whatwg.org/multipage/input.html#valid-e-mail-address
EMAIL = (
    r"^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
    r"(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$"
)
RULES = ConfigDict(extra="forbid", strict=True)  # no unknown keys, and no "1" for 1
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def _name(text: str) -> str:
    name = text.strip()
    if not 1 <= len(name) <= 200 or CONTROL.search(text):
        refuse("expected 1 to 200 characters besides spaces around them, and no control characters")
    return name


def _email(text: str) -> str:
    if not re.fullmatch(EMAIL, text):
        refuse("expected an email address like alice@example.com")
    return text


def _ip_address(text: str) -> str:
    try:
        zone = getattr(ip_address(text), "scope_id", None)  # fe80::1%eth0 means something on one machine only
    except ValueError:
        zone = text
    if zone is not None:
        refuse("expected an IPv4 or IPv6 address like 192.0.2.1 or 2001:db8::1")
    return text


def _hobby(text: str) -> str:
    if "\0" in text:
        refuse("expected text without NUL, which PostgreSQL cannot store")
    return text


Name = Annotated[str, AfterValidator(_name)]
Email = Annotated[str, AfterValidator(_email)]
IpAddress = Annotated[str, AfterValidator(_ip_address)]
Hobbies = Annotated[list[Annotated[str, AfterValidator(_hobby)]], Field(max_length=50)]


@with_config(RULES)
class UserChanges(TypedDict, total=False):
    """The body of a PATCH: any of these fields. Null clears an email or an IP address, and nothing else."""

    name: Name
    email: Email | None
    ip_address: IpAddress | None
    hobbies: Hobbies
    admin: bool


@with_config(RULES)
class NewUser(TypedDict):
    """The body of a POST: at least a name. Id and creation time are the service's to choose."""

    name: Name
    email: NotRequired[Email | None]
    ip_address: NotRequired[IpAddress | None]
    hobbies: NotRequired[Hobbies]
    admin: NotRequired[bool]


@with_config(RULES)
class PageQuery(TypedDict, total=False):
    """Which page of the users: how many, and the id after which they begin."""

    limit: Annotated[Number, Field(ge=1, le=100)]
    after: Annotated[Number, Field(ge=0, le=MAX_ID)]


USER_CHANGES = TypeAdapter(UserChanges)
NEW_USER = TypeAdapter(NewUser)
PAGE_QUERY = TypeAdapter(PageQuery)
