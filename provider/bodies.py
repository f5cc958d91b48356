"""What a client may send: the rules for each field, and reading a body by them.

openapi.yaml states the same rules, and tests/provider/test_openapi.py holds the two together.
"""

import json
import re
from ipaddress import ip_address
from typing import Annotated, Any, NoReturn, NotRequired, TypeVar

from flask import abort, request
from pydantic import AfterValidator, ConfigDict, Field, TypeAdapter, ValidationError, with_config
from pydantic_core import PydanticCustomError
from typing_extensions import TypedDict  # before Python 3.12 pydantic asks for this one

T = TypeVar("T")

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


def refuse(expectation: str) -> NoReturn:
    raise PydanticCustomError("user_field", "{expectation}", {"expectation": expectation})


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


USER_CHANGES = TypeAdapter(UserChanges)
NEW_USER = TypeAdapter(NewUser)


def read_body(shape: TypeAdapter[T]) -> T:
    """The request's body as *shape*; else it is refused: 415, then 413, then 400, which names every fault."""
    if request.mimetype != "application/json":
        abort(415, "expected a body of the media type application/json")
    return checked(shape, _parse(request.get_data()))


# pydantic's words where they are not for those who call a service, by its names for the faults
WORDS = {
    "extra_forbidden": "unknown field",
    "missing": "required",
    "string_type": "expected text",
    "bool_type": "expected true or false",
    "list_type": "expected a list",
    "dict_type": "expected an object",
}


def checked(shape: TypeAdapter[T], document: object) -> T:
    """*document* as *shape*; else the request is refused with 400, which names every fault."""
    try:
        return shape.validate_python(document)
    except ValidationError as error:
        faults = [f"{_place(fault['loc'])}: {WORDS.get(fault['type'], fault['msg'])}" for fault in error.errors()]
        abort(400, "; ".join(faults))


def _parse(body: bytes) -> object:
    """Strict JSON (RFC 8259): UTF-8, each key once, and no NaN, which Python would let pass."""
    try:
        document = json.loads(body.decode(), object_pairs_hook=_object)
        # Python reads NaN, and half a surrogate pair; neither can be written again.
        json.dumps(document, ensure_ascii=False, allow_nan=False).encode()
    except json.JSONDecodeError as error:
        abort(400, f"malformed JSON: {error}")
    except (ValueError, RecursionError):  # NaN, not UTF-8, thousands of digits; nested too deeply
        abort(400, "malformed JSON")
    return document


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        abort(400, "malformed JSON: an object has the same key twice")
    return fields


def _place(location: tuple[Any, ...]) -> str:
    return ".".join(map(str, location)) or "body"
